"""The periods a report is made for: a quarter, a half-year or a year of the calendar, known by their names.

“2026-Q3”, “2026-H1”, “2026”. Each is a number of whole months counted from the year 0, so that the one before and the
one after are one step away.
"""

import re
from collections.abc import Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from portal.core import figures, rates
from portal.core.figures import Span
from portal.core.rates import Period, Version
from portal.core.terms import Guarantee

QUARTER, HALF, YEAR = LENGTHS = (3, 6, 12)  # months
EARLIEST = 2000  # nothing was promised here before, and no older moment is ever entered
UNKNOWN, NOT_BEGUN, TOO_OLD = "unknown", "not_begun", "too_old"

NAME = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])))?", re.ASCII)


class Named(NamedTuple):
    """A period by its length in months and by how many of that length lie between it and the year 0."""

    length: int
    number: int

    @property
    def year(self) -> int:
        return self.number * self.length // 12

    @property
    def part(self) -> int:
        """Which of its year: 1 to 4, 1 to 2, or 1."""
        return self.number % (12 // self.length) + 1

    @property
    def name(self) -> str:
        return f"{self.year:04}" + {QUARTER: f"-Q{self.part}", HALF: f"-H{self.part}", YEAR: ""}[self.length]

    @property
    def months(self) -> list[str]:
        """As YYYY-MM, the oldest first."""
        last = (self.number + 1) * self.length - 1
        return figures.months_back(date(last // 12, last % 12 + 1, 1), self.length)

    def moved(self, by: int) -> "Named":
        return self._replace(number=self.number + by)

    def has_begun(self, today: date) -> bool:
        return self.months[0] <= f"{today:%Y-%m}"

    def at(self, today: date, zone: tzinfo) -> Period:
        """Its days and instants in this zone, and whether it is over today."""
        return Period(self.name, figures.span(self.months, zone), self.months[-1] < f"{today:%Y-%m}")


def running(length: int, today: date) -> Named:
    return Named(length, (today.year * 12 + today.month - 1) // length)


def last_quarter(today: date) -> Named:
    """The last one that is over: what a report is about unless somebody says otherwise."""
    return running(QUARTER, today).moved(-1)


def latest(length: int, number: int, today: date) -> list[Named]:
    """The last so many of a length, the running one last."""
    return [running(length, today).moved(-back) for back in reversed(range(number))]


def asked(name: str, today: date) -> tuple[Named, str | None]:
    """The period of this name, or the last quarter and why it is not the one asked for; "" asks for none."""
    found = _parsed(name.strip().upper())
    refused = _refused(found, today) if name.strip() else None
    return (found, None) if found and not refused else (last_quarter(today), refused)


def _parsed(name: str) -> Named | None:
    read = NAME.fullmatch(name)
    if read is None:
        return None
    year, quarter, half = read.groups()
    length = QUARTER if quarter else HALF if half else YEAR
    return Named(length, int(year) * 12 // length + int(quarter or half or 1) - 1)


def _refused(found: Named | None, today: date) -> str | None:
    if found is None:
        return UNKNOWN
    if found.year < EARLIEST:
        return TOO_OLD
    return None if found.has_begun(today) else NOT_BEGUN


def in_force_during(versions: Sequence[Version], span: Span) -> list[Guarantee]:
    """Every version of the guarantee that was in force within these instants, in the order they came into force."""
    begun = sorted(row.effective_at for row in versions if row.effective_at)
    moments = [span.begin, *(at for at in begun if span.begin < at < span.end)]
    found = [rates.in_force(versions, moment) for moment in moments]
    return list({version.number: version for version in found if version}.values())
