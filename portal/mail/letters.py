"""The letters, each a value composed from a story: composing one cannot send it.

What each says is in `templates/letters/<language>/<kind>.txt`, written for its reader in that language and not
translated: the first line is the subject; the first sentence says what changed, then come the promise and its moment,
what happens next and what the reader can do, and the link. A subject holds the reference and words of ours only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.core.terms import Guarantee
from portal.mail import links, paper, telling
from portal.mail.draft import LINK, LOST_LINKS, NEWS, SURVEY, Draft
from portal.mail.telling import Story, spoken, zone_of
from portal.store.case import Case
from portal.store.message import Message
from portal.store.person import Person

__all__ = [
    "Morning",
    "Story",
    "account",
    "customer",
    "digest",
    "handed_over",
    "lost_links",
    "news",
    "reviewed",
    "staff",
    "zone_of",
]

#: A case that was closed without an answer says why in a letter of its own.
CLOSED_OTHERWISE = {"withdrawn": "withdrawn", "not_ours": "not_ours"}


def customer(kind: str, story: Story) -> Draft | None:
    """The letter of this kind to the customer; None where the case has no e-mail."""
    case = story.case
    if not case.email:
        return None
    if kind == LOST_LINKS:
        return lost_links(case.email, [case], story.now, case.language)
    if kind == "closed":
        kind = CLOSED_OTHERWISE.get(case.outcome, kind)
    facts = telling.facts(story, case.language)
    if kind == SURVEY:
        facts |= {"link": links.place_of_survey(case), "stop": links.STOP}
    return _written(kind, case.email, case.language, facts, case)


def news(story: Story, said: Sequence[Message]) -> Draft:
    """Several answers and reports of one case, written within a few minutes, in one letter."""
    case = story.case
    facts = telling.facts(story, case.language) | {"news": telling.news(story, said, case.language)}
    return _written(NEWS, case.email, case.language, facts, case)


def staff(kind: str, story: Story, person: Person) -> Draft:
    """The alert of this kind to one member of staff. It quotes nobody: mail is read by more people than a case."""
    facts = telling.facts(story, person.language, staff=True)
    facts["yours"] = story.owner is not None and story.owner.id == person.id
    return _written(kind, person.email, person.language, facts, story.case)


def account(kind: str, person: Person) -> Draft:
    """An invitation or the way to a new password. The postman signs the link when the letter goes out."""
    return _written(kind, person.email, person.language, {"link": LINK, "name": person.name})


@dataclass(frozen=True)
class Morning:
    """What one of staff should know this morning: his cases with the moment something is due, and how many there are;
    what customers did in which case; how many promises were broken, cases taken up by nobody, letters that did not
    arrive, complaints that nobody here may open."""

    guarantee: Guarantee | None
    now: datetime
    since: datetime
    due: tuple[tuple[Case, datetime], ...] = ()
    number: int = 0
    done: tuple[tuple[Case, tuple[str, ...]], ...] = ()
    broken: int = 0
    untaken: int = 0
    undelivered: int = 0
    out_of_reach: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.due or self.done or self.look_at)

    @property
    def look_at(self) -> bool:
        return bool(self.broken or self.untaken or self.undelivered or self.out_of_reach)


def digest(person: Person, morning: Morning) -> Draft:
    """One letter a morning instead of one for each event."""
    return _written("digest", person.email, person.language, telling.digest(morning, person.language))


def handed_over(giver: Person, receiver: Person, by: Person, number: int) -> Draft:
    """Many cases have a new owner, who is told once."""
    facts = {"link": LINK, "giver": giver.name, "by": by.name, "number": number}
    return _written("handed_over", receiver.email, receiver.language, facts)


def reviewed(case: Case, handler: Person, review_id: int, result: str = "") -> Draft:
    """His work was looked at: his word is asked for, or the result is there."""
    facts = {"link": links.place_of_review(review_id), "case": case, "result": result}
    return _written("reviewed", handler.email, handler.language, facts, case)


def lost_links(email: str, cases: Sequence[Case], now: datetime, language: str) -> Draft | None:
    """The links of these cases, the newest first; None where there is none."""
    mine = sorted((case for case in cases if case.email), key=lambda case: case.received_at, reverse=True)
    if not mine:
        return None
    facts = {"cases": [{"case": case, "place": links.place(case), "filed": _day(case)} for case in mine]}
    case = mine[0] if len(mine) == 1 else None
    return _written(LOST_LINKS, email, language, facts, case)


def _day(case: Case) -> str:
    zone = zone_of(case.guarantee.version if case.guarantee_id else None)
    return case.received_at.astimezone(zone or UTC).strftime("%Y-%m-%d")


def _written(kind: str, recipient: str, language: str, facts: dict, case: Case | None = None) -> Draft:
    language = spoken(language)
    subject, text = paper.written(f"{language}/{kind}.txt", facts)
    return Draft(kind, recipient, language, subject, text, case.id if case else None)
