"""What a letter can tell of a case, in the reader's language and the guarantee's zone: the facts of the templates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from babel.dates import get_timezone_name
from flask_babel import force_locale

from portal.core.calendar import WorkingCalendar
from portal.core.promise import Promise
from portal.core.rounds import PROMISED, running
from portal.core.terms import Guarantee
from portal.mail.draft import LINK
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.message import Message
from portal.store.person import Person
from portal.store.sheet import PLAIN_LIFE
from portal.words import case as words
from portal.words import promise as promises
from portal.words import text, time
from portal.words.translated import gettext as _

LANGUAGES = ("en", "zh")
FIRST_STEPS = 3  # of a special procedure, in an alert
AS_PROMISED = ("promise", "repeat", "decline")  # the promise's own sentence holds; otherwise a date we gave
NOT_FOR_CUSTOMERS = ("attended", "follow_up")


@dataclass(frozen=True)
class Story:
    """What happened: the case, what was said, which rounds were missed (or, for a warning, are about to be).

    `guarantee` is the version the case is bound to, or None; `deadlines` are all its rounds; `calendars` by slug;
    `parted`: it was joined with another case and is no longer; `score` (1 to 5) is what the customer gave afterwards;
    `shifts` are the rounds whose moment moved, each with the one it had before; `sorted`, what the case is sorted as
    now, of what changed; `why`, in each language, what was said of a calendar that was changed.
    """

    case: Case
    guarantee: Guarantee | None
    now: datetime
    message: Message | None = None
    missed: tuple[Deadline, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    owner: Person | None = None
    score: int | None = None
    parted: bool = False
    shifts: tuple[tuple[Deadline, datetime | None], ...] = ()
    sorted: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    calendars: dict[str, WorkingCalendar] = field(default_factory=dict)


def zone_of(guarantee: Guarantee | None) -> tzinfo:
    """The zone letters, months and digests are told in."""
    return guarantee.zone if guarantee else UTC


def spoken(language: str) -> str:
    return language if language in LANGUAGES else "en"


def facts(story: Story, language: str, staff: bool = False) -> dict:
    """All a template may use. `words` and `next_step` are what people typed; nothing else is."""
    told = _Told(story, spoken(language), staff)
    with force_locale(told.language):
        return told.facts()


def news(story: Story, said: Sequence[Message], language: str) -> list[dict]:
    """Each of several messages as a letter tells it."""
    told = _Told(story, spoken(language))
    with force_locale(told.language):
        return [told.piece(message) for message in said]


def digest(morning, language: str) -> dict:
    """The facts of a `letters.Morning`: moments in the reader's language, cases and what happened as they are."""
    zone = zone_of(morning.guarantee)
    with force_locale(spoken(language)):
        due = [{"case": case, "at": time.due_moment(at, zone), "late": at < morning.now} for case, at in morning.due]
        since = time.due_moment(morning.since, zone)
    return {
        "link": LINK,
        "due": due,
        "number": morning.number,
        "more": morning.number - len(due),
        "done": [{"case": case, "verbs": dict(Counter(verbs))} for case, verbs in morning.done],
        "broken": morning.broken,
        "untaken": morning.untaken,
        "undelivered": morning.undelivered,
        "out_of_reach": morning.out_of_reach,
        "look_at": morning.look_at,
        "since": since,
    }


def quoted(typed: str) -> str:
    """What somebody typed, set off by two spaces, so that it is never taken for ours."""
    return "\n".join(f"  {line.rstrip()}" for line in typed.strip().splitlines())


@dataclass(frozen=True)
class _Told:
    story: Story
    language: str
    staff: bool = False

    @property
    def zone(self) -> tzinfo:
        return zone_of(self.story.guarantee)

    def facts(self) -> dict:
        story, message = self.story, self.story.message
        return {
            "link": LINK,
            "case": story.case,
            "outcome": story.case.outcome,
            "words": quoted(message.body if message else ""),
            "next_step": quoted(message.next_step if message else ""),
            "by_when": self.moment(message.by_when) if message else "",
            "sort": message.type if message else "",
            "ruling": message.ruling if message else "",
            "sorted": self.sorted(),
            "why": quoted(story.why.get(self.language, "")),
            "shifts": [self._round(round) | {"was": self.moment(was)} for round, was in story.shifts],
            "promises": self.promises(),
            "missed": [self.miss(round) for round in story.missed],
            "owner": story.owner.public_name if story.owner else "",
            "steps": self.first_steps(),
            "score": story.score,
            "parted": story.parted,
            **self.dates(),
            **self.house(),
        }

    def piece(self, message: Message) -> dict:
        return {
            "at": self.moment(message.at),
            "words": quoted(message.body),
            "next_step": quoted(message.next_step),
            "by_when": self.moment(message.by_when),
        }

    def moment(self, at: datetime | None) -> str:
        return time.due_moment(at, self.zone) if at else ""

    def sorted(self) -> str:
        """What the case is sorted as now: “Urgent”."""
        names = {"kind": words.KINDS, "severity": words.SEVERITIES}
        return text.listed(names[name][value] for name, value in self.story.sorted.items())

    def promises(self) -> list[dict]:
        """What is promised now and by when, the next first; last what stands still while we wait."""
        rounds = [r for r in running(self.story.deadlines) if r.target not in NOT_FOR_CUSTOMERS]
        rounds.sort(key=lambda r: (r.due_at is None, r.due_at))
        return [self._round(r) for r in rounds]

    def _promise(self, round: Deadline) -> Promise | None:
        guarantee = self.story.guarantee
        return guarantee.promise(round.code) if guarantee and round.code else None

    def _round(self, round: Deadline) -> dict:
        promise = self._promise(round)
        ours = promise is not None and round.because in PROMISED
        return {
            "promise": promises.sentence(promise, self.staff) if ours else self._date_given(round),
            "target": "agreed" if round.because == "agreed" else round.target,
            "due": self.moment(round.due_at),
        }

    def _date_given(self, round: Deadline) -> str:
        """What a date is about, to staff; to the customer each letter says it by itself."""
        stop = {"en": ".", "zh": "。"}[self.language]
        return f"{words.STAFF_TARGETS[round.target]}{stop}" if self.staff else ""

    def first_steps(self) -> list[str]:
        """How the special procedure of such a case begins."""
        guarantee, case = self.story.guarantee, self.story.case
        sort = case.kind, case.channel, case.severity, case.service
        procedure = guarantee.procedure_for(*sort) if guarantee else None
        return [step.title[self.language] for step in procedure.steps[:FIRST_STEPS]] if procedure else []

    def miss(self, round: Deadline) -> dict:
        """A missed round: what was promised, how late it is, what is owed, and the new date."""
        promise = self._promise(round)
        remedy = promise.on_miss.remedy if promise and round.because in PROMISED else None
        again = [r for r in running(self.story.deadlines) if (r.because, r.target) == ("missed", round.target)]
        return {
            **self._round(round),
            "late": self._late((round.met_at or self.story.now) - round.due_at) if round.due_at else "",
            "remedy": remedy[self.language] if remedy else "",
            "again": self.moment(again[-1].due_at) if again else "",
            "share": round.warned,
            "ruled": bool(round.ruling),
        }

    def _late(self, by: timedelta) -> str:
        """Under a minute it has only just passed, and there is no figure."""
        return "" if by < timedelta(minutes=1) else time.duration(by)

    def dates(self) -> dict[str, str]:
        """When the case closes, can be reopened until, and lapses, if nobody does anything from here on."""
        life = self.story.guarantee.life if self.story.guarantee else PLAIN_LIFE
        asked = self.story.message.at if self.story.message else self.story.now
        return {
            "closes": self.moment(self.story.now + life.close),
            "reopen_until": self.moment(self.story.now + life.reopen),
            "lapses": self.moment(asked + max(life.lapse, *life.remind)),
        }

    def house(self) -> dict:
        guarantee = self.story.guarantee
        dispute = guarantee.dispute if guarantee else None
        steps = (dispute.negotiation, dispute.arbitration, dispute.court) if dispute else ()
        return {
            "house": self.sender(guarantee) if guarantee else "",
            "phone": guarantee.organisation.phone if guarantee else "",
            "zone": "UTC" if self.zone is UTC else get_timezone_name(self.zone, locale=self.language),
            "ladder": [step[self.language] for step in steps],
        }

    def sender(self, guarantee: Guarantee) -> str:
        """Who writes, where they are to be found, and by which guarantee the reader can judge them; a line each."""
        house = guarantee.organisation
        ways = " · ".join(way for way in (house.phone, house.email) if way)
        by = _("Guarantee %(number)s", number=guarantee.number)
        return "\n".join(line for line in (house.name[self.language], house.address[self.language], ways, by) if line)
