"""A sample of every letter: one story each, told by a guarantee. No row is read or written; the gallery shows them, and
the tests read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.core.terms import Guarantee
from portal.mail import letters
from portal.mail.draft import ACCOUNT, CUSTOMER, DESK, LOST_LINKS, STAFF, SURVEY, Draft
from portal.mail.letters import Story
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.message import Message
from portal.store.person import Person

TO_CUSTOMERS = (*CUSTOMER, LOST_LINKS, SURVEY)
KINDS = (*TO_CUSTOMERS, *STAFF, *DESK, *ACCOUNT)
OUTCOMES = {"resolved": "solved", "withdrawn": "withdrawn", "not_ours": "not_ours", "lapsed": "lapsed"}
CLOSED = ("withdrawn", "not_ours")  # a case that was closed says why in a letter of its own
ABOUT_A_ROUND = ("missed", "missed_staff", "warned", "low_score", "new_date", "ruling")
SORTS = {"reopened": "not_solved", "reminder": "plan", "to_decide": "more_time", "decided": "extension"}
WORDS = {
    "en": "We have found your table leg at the carrier.\nIt is on its way to you.",
    "zh": "桌腿已在承运商处找到。\n正在给您送去。",
}
NEXT_STEP = {"en": "We call the carrier.", "zh": "我们联系承运商。"}


@dataclass(frozen=True)
class Sample:
    """What the samples are made of; the tests put their own words in."""

    guarantee: Guarantee | None
    now: datetime
    language: str = "en"
    words: str = ""

    def case(self, **facts) -> Case:
        plain = {"id": 7, "reference": "K7Q-3FM-9", "kind": "complaint", "email": "kim@example.com"}
        moments = {"received_at": self.now, "cycle_at": self.now, "link_key": "ab" * 16}
        return Case(**plain | moments | {"language": self.language} | facts)

    def round(self, target: str, because: str, due_at: datetime | None, **facts) -> Deadline:
        promise = self.guarantee.select(kind="complaint", channel="web").get(target) if self.guarantee else None
        code = promise.code if promise else ""
        return Deadline(target=target, because=because, code=code, cycle=1, round=1, due_at=due_at, **facts)

    def message(self, letter: str) -> Message:
        return Message(
            type=SORTS.get(letter, letter),
            body=self.words or WORDS[self.language],
            next_step=NEXT_STEP[self.language],
            by_when=self.now + timedelta(days=1),
            at=self.now,
            ruling="struck" if letter == "ruling" else None,
        )

    def story(self, letter: str, **facts) -> Story:
        """A complaint with a plan due in two days, whose first answer came too late."""
        hours = lambda n: self.now + timedelta(hours=n)  # noqa: E731
        late = self.round("response", "promise", hours(-3) - timedelta(minutes=20), warned=80)
        late.verdict = "broken"
        plan, again = self.round("plan", "promise", hours(48)), self.round("response", "missed", hours(8))
        return Story(
            case=self.case(**{"outcome": OUTCOMES.get(letter), "severity": "urgent"} | facts),
            guarantee=self.guarantee,
            now=self.now,
            message=self.message(letter),
            missed=(late,) if letter in ABOUT_A_ROUND else (),
            deadlines=(plan, again, late),
            owner=self.person(),
            score=2,
            shifts=((plan, hours(60)),) if letter == "moved" else (),
            sorted={"severity": "urgent"} if letter == "moved" else {},
        )

    def person(self) -> Person:
        names = {"en": ("Ann Lee", "Ms Lee"), "zh": ("李安", "李女士")}[self.language]
        facts = {"id": 3, "email": "ann@example.com", "role": "agent", "language": self.language, "epoch": 0}
        return Person(**facts | {"name": names[0], "public_name": names[1]})

    # --- letters

    def customer(self, letter: str, **facts) -> Draft:
        story = self.story(letter, **facts)
        if letter == "news":
            return letters.news(story, [self.message("response"), self.message("progress")])
        return letters.customer("closed" if letter in CLOSED else letter, story)

    def digest(self) -> Draft:
        case, since = self.case(), self.now - timedelta(days=1)
        due = (case, self.now + timedelta(hours=5)), (case, self.now - timedelta(hours=2))
        did = ((case, ("reply", "reply", "decline")),)
        return letters.digest(self.person(), letters.Morning(self.guarantee, self.now, since, due, 17, did, 1, 2, 1, 1))

    def all(self) -> Iterator[Draft]:
        """Every letter once; of those that say different things at different times, one of them."""
        yield from map(self.one, KINDS)

    def one(self, letter: str) -> Draft:
        """The letter of this kind, to whoever gets it."""
        person = self.person()
        if letter in TO_CUSTOMERS:
            return self.customer(letter)
        if letter in STAFF:
            return letters.staff(letter, self.story(letter), person)
        return letters.account(letter, person) if letter in ACCOUNT else self.desk(letter, person)

    def desk(self, letter: str, person: Person) -> Draft:
        if letter == "handed_over":
            return letters.handed_over(person, person, person, 3)
        return self.digest() if letter == "digest" else letters.reviewed(self.case(), person, 12, "advice")


def with_links(text: str, base: str) -> str:
    """The text of a sample with links that lead nowhere."""
    text = text.replace("{{stop}}", f"{base}/unsubscribe/sample")
    return re.sub(r"^\{\{link[^}]*\}\}$", f"{base}/s/sample", text, flags=re.MULTILINE)
