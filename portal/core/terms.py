"""What a guarantee says, as values: who signs, for which cases which promise, and what happens around them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

from portal.core.promise import Promise

# The order is the rule: the first dimension that only one of two rows names decides (DESIGN.md 3).
DIMENSIONS = ("severity", "service", "kind", "channel")

SEVERITIES = ("general", "complex", "urgent", "major")
KINDS = ("complaint", "enquiry", "suggestion", "praise", "feedback")
CHANNELS = ("web", "email", "phone", "chat", "counter", "letter", "social")

Text = Mapping[str, str]  # one sentence in both languages: {"en": …, "zh": …}


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who promises, and where to find them."""

    name: Text
    address: Text
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """The person who answers for the guarantee with his name."""

    name: Text
    role: Text


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the published list of services."""

    slug: str
    title: Text


@dataclass(frozen=True, slots=True)
class Rate:
    """A promise judged on a period, not on a case.

    `measure` is `solved`, `response` or `kept` (`at_least` in percent) or `satisfaction` (`at_least` in points of 5);
    `per` is month, quarter or year; `applies` chooses cases as a promise does.
    """

    code: str
    title: Text
    measure: str
    at_least: Decimal
    per: str
    applies: Mapping[str, frozenset[str]]
    filled_by_us: bool = False


@dataclass(frozen=True, slots=True)
class Grading:
    """How a broken promise is graded.

    A breach is minor when the lateness, in the promise's own clock, is at most `minor_share` percent of the
    time promised or at most `minor_late`, and nothing in `major_if` (severity, kind, target …) names the case.
    Every other breach is major. What caused a major one is put right within `action_within`.
    """

    minor: Text
    major: Text
    minor_share: int
    minor_late: timedelta
    major_if: Mapping[str, frozenset[str]]
    action_within: timedelta


@dataclass(frozen=True, slots=True)
class Life:
    """How long a case waits for whom. Every figure is so many times 24 hours (or real hours), no calendar."""

    remind: tuple[timedelta, ...]
    lapse: timedelta
    close: timedelta
    reopen: timedelta
    link: timedelta
    erase: timedelta


@dataclass(frozen=True, slots=True)
class Dispute:
    """The ladder a customer can climb who disagrees: talk, arbitration, court."""

    negotiation_days: int
    negotiation: Text
    arbitration: Text
    court: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the sheet on which a closed case is reviewed; `clause` says where it was promised, or is empty."""

    code: str
    ask: Text
    clause: Text | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How many closed cases are reviewed on each working day of the first calendar, and what is asked of each."""

    per_day: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist. Two procedures that name a step alike mean the same one."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is done in such a case beside answering it, step by step; `applies` chooses cases as a promise does."""

    code: str
    title: Text
    applies: Mapping[str, frozenset[str]]
    steps: tuple[Step, ...]
    filled_by_us: bool = False

    def step(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.code == code), None)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One version of the published guarantee.

    `published_on`, `effective_on` and `signed_on` may be empty: then the day of publishing counts, and for a
    change the day the notice ends. `approval_waived` says why no second person approved.
    """

    number: str
    title: Text
    organisation: Organisation
    signatory: Signatory
    signed_on: date | None
    published_on: date | None
    effective_on: date | None
    change_note: Text | None
    author: str | None
    approver: str | None
    approval_waived: Text | None
    zone: ZoneInfo
    notice_days: int
    weaker_notice_days: int
    calendars: tuple[str, ...]
    services: tuple[Service, ...]
    promises: tuple[Promise, ...]
    rates: tuple[Rate, ...]
    grading: Grading
    life: Life
    dispute: Dispute
    pledge: Text | None = None  # what everybody who works under it signs
    quality: Quality | None = None
    procedures: tuple[Procedure, ...] = ()
    _chosen: dict[tuple, dict[str, Promise]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def promise(self, code: str) -> Promise | None:
        """The promise of this code, or None where this version has none."""
        return next((promise for promise in self.promises if promise.code == code), None)

    def service(self, slug: str) -> Service | None:
        return next((service for service in self.services if service.slug == slug), None)

    def select(self, kind: str = "", channel: str = "", severity: str = "", service: str = "") -> dict[str, Promise]:
        """For each target the one promise that holds for such a case. Empty severity or service: not sorted yet."""
        asked = kind, channel, severity, service
        if asked not in self._chosen:  # some hundred sorts of case, asked for again with every page
            case = {"kind": kind, "channel": channel, "severity": severity, "service": service}
            self._chosen[asked] = self._choose(case)
        return dict(self._chosen[asked])

    def _choose(self, case: Mapping[str, str]) -> dict[str, Promise]:
        chosen: dict[str, Promise] = {}
        for promise in self.promises:
            best = chosen.get(promise.target)
            if holds_for(promise, case) and (best is None or names(promise) > names(best)):
                chosen[promise.target] = promise
        return chosen

    def procedure_for(
        self, kind: str = "", channel: str = "", severity: str = "", service: str = ""
    ) -> Procedure | None:
        """The one checklist that holds for such a case: the most specific, as with promises."""
        case = {"kind": kind, "channel": channel, "severity": severity, "service": service}
        fitting = [procedure for procedure in self.procedures if holds_for(procedure, case)]
        return max(fitting, key=names, default=None)

    def cases(self) -> Iterator[dict[str, str]]:
        """Every sort of case this version can tell apart, a not yet sorted one included."""
        services = ("", *(service.slug for service in self.services))
        for kind, channel, severity, service in product(KINDS, CHANNELS, ("", *SEVERITIES), services):
            yield {"kind": kind, "channel": channel, "severity": severity, "service": service}

    def gaps(self) -> tuple[tuple[str, str], ...]:
        """The (kind, channel) pairs a customer can file that get no response promise."""
        return tuple(
            (kind, channel)
            for kind, channel in product(KINDS, CHANNELS)
            if "response" not in self.select(kind=kind, channel=channel)
        )


def holds_for(promise: Promise | Rate | Procedure, case: Mapping[str, str]) -> bool:
    """Whether every dimension the promise names has the case's value among its own."""
    return all(case[dimension] in values for dimension, values in promise.applies.items())


def names(promise: Promise | Procedure) -> tuple[bool, ...]:
    """Which dimensions the promise names. The greater tuple is the more specific promise."""
    return tuple(dimension in promise.applies for dimension in DIMENSIONS)


def overlap(one: Promise, other: Promise) -> dict[str, str] | None:
    """A case for which neither promise is the more specific one, or None where they never meet."""
    return None if one.target != other.target else tie(one, other)


def tie(one: Promise | Procedure, other: Promise | Procedure) -> dict[str, str] | None:
    """A case that fits two lines of which neither is the more specific, or None."""
    if names(one) != names(other):
        return None
    shared = {dimension: sorted(values & other.applies[dimension]) for dimension, values in one.applies.items()}
    return {dimension: values[0] for dimension, values in shared.items()} if all(shared.values()) else None
