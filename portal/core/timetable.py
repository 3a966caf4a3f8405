"""Some years of a calendar, laid out as sorted edges and running totals.

Every question of the clock is then one bisect, whether two hours or five years are skipped. A timetable
is never changed: a calendar that needs more years joins a new one and swaps it in, so that threads that
read the old one are not disturbed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain

from portal.core.instants import Span, unite


@dataclass(frozen=True, slots=True)
class Year:
    """One year laid on local wall time: what it is made of before it is joined to its neighbours."""

    spans: list[Span]  # when the calendar is open
    days: list[int]  # the ordinals of the working days
    closings: list[int]  # when each of them closes
    midnights: list[int]  # the 24:00 of every date


@dataclass(frozen=True, slots=True)
class Timetable:
    """Whole years, and what is asked of them; sure of every instant from `start` until before `stop`."""

    first_year: int
    last_year: int
    start: int
    stop: int
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    totals: tuple[int, ...]  # open seconds before each opening, and at last all of them
    days: tuple[int, ...]
    closings: tuple[int, ...]
    first_day: int  # the ordinal of the first date
    midnights: tuple[int, ...]

    def is_open(self, at: int) -> bool:
        place = bisect_right(self.opens, at) - 1
        return place >= 0 and at < self.closes[place]

    def date(self, at: int) -> int:
        """The ordinal of the date that had begun last."""
        return self.first_day + bisect_right(self.midnights, at)

    def worked(self, at: int) -> int:
        """How many seconds of this timetable were open before `at`."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        return self.totals[place] + min(at, self.closes[place]) - self.opens[place]

    def reach(self, total: int) -> int | None:
        """The earliest instant before which `total` seconds (above 0) were open; None if there are not so many."""
        place = bisect_left(self.totals, total) - 1
        if place == len(self.opens):
            return None
        return self.opens[place] + total - self.totals[place]


def join(first_year: int, years: Sequence[Year], start: int, stop: int) -> Timetable:
    """Consecutive years as one timetable, so that an interval may span New Year's night."""
    spans = unite(chain.from_iterable(year.spans for year in years))
    return Timetable(
        first_year=first_year,
        last_year=first_year + len(years) - 1,
        start=start,
        stop=stop,
        opens=tuple(begin for begin, _ in spans),
        closes=tuple(end for _, end in spans),
        totals=tuple(accumulate((end - begin for begin, end in spans), initial=0)),
        days=tuple(chain.from_iterable(year.days for year in years)),
        closings=tuple(chain.from_iterable(year.closings for year in years)),
        first_day=date(first_year, 1, 1).toordinal(),
        midnights=tuple(chain.from_iterable(year.midnights for year in years)),
    )
