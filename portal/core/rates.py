"""Rate promises: judged over a period, not over a case. The last period that is over has a verdict, the running one has
none yet.

A period is a month, a quarter or a year of the calendar. It is judged by what was promised when it began: nobody makes
a bad month good by promising less afterwards. Where nothing was promised then, by the first promise made within it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple, Protocol

from portal.core.figures import ENOUGH, Span, months_back, span, wilson
from portal.core.terms import Guarantee, Rate

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
KEPT, BROKEN, TOO_FEW, RUNNING, UNPROMISED = "kept", "broken", "too_few", "running", "unpromised"


class Period(NamedTuple):
    """A period and its name: “2026-10”, “2026-Q4”, “2026”. Of one that runs, what there is of it by now is counted."""

    name: str
    span: Span
    over: bool


class Figure(Protocol):
    """What a rate is judged by: a Share, or Points."""

    @property
    def enough(self) -> bool: ...

    @property
    def value(self) -> float | None: ...

    @property
    def interval(self) -> tuple[float, float] | None: ...

    def reaches(self, at_least: Decimal) -> bool | None: ...


class Points(NamedTuple):
    """So many points of five together, from so many answers of 1 to 5."""

    points: int = 0
    answers: int = 0

    @classmethod
    def of(cls, scores: Mapping[int, int]) -> "Points":
        """From how often each score was given."""
        return cls(sum(score * often for score, often in scores.items()), sum(scores.values()))

    @property
    def enough(self) -> bool:
        return self.answers >= ENOUGH

    @property
    def value(self) -> float | None:
        """On average; None where it is too few to say."""
        return self.points / self.answers if self.enough else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the average lies with 95 % certainty: Wilson's interval of the share of points reached above the least.

        Answers between 1 and 5 differ no more than if all were 1 or 5, so it is rather too wide than too narrow.
        """
        if not self.enough:
            return None
        low, high = wilson((self.points - self.answers) / 4, self.answers)
        return 1 + 4 * low, 1 + 4 * high

    def reaches(self, at_least: Decimal) -> bool | None:
        return self.points >= at_least * self.answers if self.enough else None


@dataclass(frozen=True, slots=True)
class Rated:
    """A rate promise in one period, as it was promised for it; `rate` None where nothing was."""

    rate: Rate | None
    period: Period
    figure: Figure

    @property
    def verdict(self) -> str:
        """`running`, `unpromised`, `too_few` to say, `kept` or `broken`."""
        if self.rate is None:
            return UNPROMISED
        if not self.period.over:
            return RUNNING
        reached = self.figure.reaches(self.rate.at_least)
        return TOO_FEW if reached is None else KEPT if reached else BROKEN


class Version(Protocol):
    """A published version, and from when it counts."""

    effective_at: datetime | None
    published_at: datetime | None
    version: Guarantee


def periods(today: date, per: str, zone: tzinfo) -> tuple[Period, Period]:
    """The last period that is over, and the one that runs."""
    length = LENGTHS[per]
    begun = (today.month - 1) % length + 1  # so many of its months have begun
    months = months_back(today, begun + length)
    running = months_back(date(today.year, today.month + length - begun, 1), length)
    return _period(months[:length], zone, True), _period(running, zone, False)


def _period(months: Sequence[str], zone: tzinfo, over: bool) -> Period:
    year, month = months[0].split("-")
    names = {1: months[0], 3: f"{year}-Q{(int(month) + 2) // 3}", 12: year}
    return Period(names[len(months)], span(months, zone), over)


def promised(code: str, versions: Sequence[Version], period: Period) -> Rate | None:
    """The rate of this code as it was promised for a period: by the version in force when it began, or else by the
    first that came into force within it and has it."""
    moments = [period.span.begin, *sorted(v.effective_at for v in versions if v.effective_at)]
    for moment in moments:
        if period.span.begin <= moment < period.span.end:
            rate = _rate(code, in_force(versions, moment))
            if rate:
                return rate
    return None


def in_force(versions: Sequence[Version], moment: datetime) -> Guarantee | None:
    """The version that counts at a moment: the one published last of those whose moment has come."""
    counting = [one for one in versions if one.effective_at and one.effective_at <= moment]
    return max(counting, key=lambda one: (one.published_at, one.id)).version if counting else None


def _rate(code: str, guarantee: Guarantee | None) -> Rate | None:
    rates = guarantee.rates if guarantee else ()
    return next((rate for rate in rates if rate.code == code), None)
