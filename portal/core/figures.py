"""The figures of the scorecard: what counts as kept or broken, shares with their interval, and when there is none.

A share is told only from ten judged promises on, and never without n and its 95 % interval (Wilson's score interval:
it stays within 0 and 1 and is honest at the ends, where most promises are kept). E. B. Wilson, JASA 22 (1927) 209–212.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from math import sqrt
from statistics import median
from typing import NamedTuple

from portal.core.rounds import PROMISED

ENOUGH = 10  # under so many judged promises there is no share to tell
Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations
CLOSED = "closed"  # not a deadline, but a case that was closed with an answer
NOT_CASES = ("spam", "duplicate")  # what turned out to be none, or to be told already: not judged, but shown


class Share(NamedTuple):
    """So many kept of so many judged."""

    kept: int = 0
    judged: int = 0

    @property
    def broken(self) -> int:
        return self.judged - self.kept

    @property
    def enough(self) -> bool:
        return self.judged >= ENOUGH

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None where it is too few to say."""
        return self.kept / self.judged if self.enough else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies with 95 % certainty, as (low, high); None where it is too few to say."""
        return wilson(self.kept, self.judged) if self.enough else None

    def and_(self, other: "Share") -> "Share":
        return Share(self.kept + other.kept, self.judged + other.judged)

    def reaches(self, percent: Decimal) -> bool | None:
        """Whether it is at least so many percent, reckoned without rounding; None where it is too few to say."""
        return self.kept * 100 >= percent * self.judged if self.enough else None


def wilson(kept: int, judged: int) -> tuple[float, float]:
    """Wilson's 95 % score interval, without continuity correction, of `kept` out of `judged` > 0."""
    share, square = kept / judged, Z * Z
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = Z / (1 + square / judged) * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
    # At the ends it is exactly 0 or 1; the square root would leave a hair.
    return (0.0 if kept == 0 else middle - half), (1.0 if kept == judged else middle + half)


class Lateness(NamedTuple):
    """How late what was broken came: seconds of real time, of those that came at last."""

    median: float
    longest: int
    came: int
    missing: int  # never came so far


def lateness(seconds: Sequence[int | None]) -> Lateness | None:
    """None for what never came; None back where nothing was broken or all of it is still missing."""
    came = [late for late in seconds if late is not None]
    return Lateness(median(came), max(came), len(came), len(seconds) - len(came)) if came else None


class Judged(NamedTuple):
    """So many deadlines alike. `month` (YYYY-MM) is that of the local date of the due moment; `ahead`: it is to come.

    Cases closed with an answer are counted beside them: `because` is CLOSED, `verdict` kept where none came back.
    """

    month: str
    code: str
    because: str
    verdict: str
    reason: str | None
    ruling: str | None
    number: int
    ahead: bool = False

    @property
    def standing(self) -> str:
        """What counts: a supervisor's ruling where there is one."""
        return self.ruling or self.verdict


def _shares() -> defaultdict[str, Share]:
    return defaultdict(Share)


@dataclass
class Figures:
    """What the scorecard counts, each share by month (YYYY-MM)."""

    promises: defaultdict[str, defaultdict[str, Share]] = field(default_factory=lambda: defaultdict(_shares))
    afterwards: defaultdict[str, Share] = field(default_factory=_shares)
    void: Counter[str] = field(default_factory=Counter)  # by reason
    set_aside: defaultdict[str, Share] = field(default_factory=_shares)  # judged before the case proved to be none
    ahead: int = 0  # kept before their day, which has not come
    ruled: int = 0  # whose verdict a supervisor changed
    lasting: Share = field(default_factory=Share)  # of the cases closed with an answer, those that had not come back

    def by_month(self) -> defaultdict[str, Share]:
        """Every promise together. Dates we gave afterwards are none: they would water the figure down."""
        months = _shares()
        for shares in self.promises.values():
            for month, share in shares.items():
                months[month] = months[month].and_(share)
        return months


def total(shares: Iterable[Share]) -> Share:
    kept, judged = 0, 0
    for share in shares:
        kept, judged = kept + share.kept, judged + share.judged
    return Share(kept, judged)


def folded(judged: Iterable[Judged]) -> list[Judged]:
    """The same with as few rows as the figures need: only promises that count are told apart by their code."""
    numbers: Counter[Judged] = Counter()
    for row in judged:
        numbers[_alike(row)] += row.number
    return [row._replace(number=number) for row, number in numbers.items()]


def _alike(row: Judged) -> Judged:
    plain = row.reason is None and row.standing != "void"
    promised = row.because in PROMISED
    because = row.because if row.because == CLOSED else PROMISED[0] if promised else "given"
    return row._replace(number=0, because=because, code=row.code if plain and promised else "")


def count(judged: Iterable[Judged]) -> Figures:
    """The figures of these deadlines.

    A verdict counts from the day the promise was due. Counted earlier, the kept ones would always be ahead of the
    broken ones, for a promise can be kept before its day, but not broken.
    """
    figures = Figures()
    for row in judged:
        if row.because == CLOSED:
            figures.lasting = figures.lasting.and_(_share(row))
        elif row.standing == "void":
            figures.void["ruling" if row.ruling else row.reason or ""] += row.number
        elif row.reason in NOT_CASES:
            figures.set_aside[row.reason] = figures.set_aside[row.reason].and_(_share(row))
        elif row.ahead:
            figures.ahead += row.number
        else:
            _add(figures, row)
    return figures


def _add(figures: Figures, row: Judged) -> None:
    shares = figures.promises[row.code] if row.because in PROMISED else figures.afterwards
    shares[row.month] = shares[row.month].and_(_share(row))
    if row.ruling and row.ruling != row.verdict:
        figures.ruled += row.number


def _share(row: Judged) -> Share:
    return Share(row.number if row.standing == "kept" else 0, row.number)


def months_back(today: date, number: int) -> list[str]:
    """This month and those before it, `number` of them as YYYY-MM, the oldest first."""
    last = today.year * 12 + today.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - number + 1, last + 1)]


class Span(NamedTuple):
    """Whole months that follow each other: their first and last day, and the instants between which they lie."""

    months: tuple[str, ...]
    first: date
    last: date
    begin: datetime
    end: datetime


def span(months: Sequence[str], zone: tzinfo) -> Span:
    """The days and, in this zone, the instants of months given as YYYY-MM, the oldest first."""
    first, after = date.fromisoformat(f"{months[0]}-01"), _first_after(months[-1])
    begin, end = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (first, after))
    return Span(tuple(months), first, after - timedelta(days=1), begin, end)


def _first_after(month: str) -> date:
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)


def stretches(months: Iterable[str], zone: tzinfo) -> list[Span]:
    """Months as spans, those that follow each other together."""
    found: list[list[str]] = []
    for month in sorted(months):
        follows = found and _first_after(found[-1][-1]).isoformat()[:7] == month
        found[-1].append(month) if follows else found.append([month])
    return [span(together, zone) for together in found]


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both as YYYY-MM and both included."""
    number = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    return months_back(date.fromisoformat(f"{last}-01"), number)
