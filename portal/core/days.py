"""The clock that runs by days, in whole seconds.

Day 0 is the date of receipt, whatever the hour and even if it is closed; every later day counts at its
closing moment: the last closing for working days, 24:00 in the calendar's zone for days. So say China's
Civil Code, arts. 201 (the day it begins is not counted) and 203 (a last day that is a holiday gives way
to the day after it; the last day ends at 24:00, or when business ends). A day is lost if a pause holds
across its closing moment.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from portal.core.calendar import WorkingCalendar
from portal.core.counting import FOREVER
from portal.core.instants import Span
from portal.core.promise import Within
from portal.core.timetable import Timetable


def reached(within: Within, calendar: WorkingCalendar, start: int, pauses: Sequence[Span]) -> int | None:
    """The closing moment of the day that is due; None if the clock stands still before; else OutOfReach."""
    known = [at for span in pauses for at in span if at != FOREVER]
    table = calendar.timetable(min([start, *known]), max([start, *known]))
    day = calendar.ordinal(start)
    while True:
        ends, first = _ends(within, table, day)
        place = _nth(ends, first, within.amount, pauses)
        if place is not None and within.unit == "days":
            place = _rolled(table, place, pauses)
        if place is None:
            return None
        if place < len(ends):
            return ends[place]
        table = calendar.longer(table, start)


def counted(within: Within, calendar: WorkingCalendar, start: int, end: int, pauses: Sequence[Span]) -> int:
    """How many days have closed after the day of `start` and until `end`, the lost ones taken out."""
    ends, first = _ends(within, calendar.timetable(start, end), calendar.ordinal(start))
    stop = bisect_right(ends, end)
    lost = sum(
        max(0, min(stop, bisect_left(ends, until)) - max(first, bisect_right(ends, begin))) for begin, until in pauses
    )
    return max(0, stop - first) - lost


def _ends(within: Within, table: Timetable, day: int) -> tuple[Sequence[int], int]:
    """The closing moments in order, and the place of day 1 among them."""
    if within.unit == "days":
        return table.midnights, day - table.first_day + 1
    return table.closings, bisect_right(table.days, day)


def _nth(ends: Sequence[int], first: int, amount: int, pauses: Sequence[Span]) -> int | None:
    """The place of the `amount`-th day that is not lost; it may lie past the end of `ends`."""
    place = first + amount - 1
    for begin, end in pauses:
        lost = max(first, bisect_right(ends, begin))
        if lost > place:
            break
        if end == FOREVER:
            return None
        place += max(0, bisect_left(ends, end) - lost)
    return place


def _rolled(table: Timetable, place: int, pauses: Sequence[Span]) -> int | None:
    """The first working day from `place` on that is not lost."""
    for index in range(bisect_left(table.days, table.first_day + place), len(table.days)):
        place = table.days[index] - table.first_day
        until = held(table.midnights[place], pauses)
        if not until:
            return place
        if until == FOREVER:
            return None
    return len(table.midnights)


def held(at: int, pauses: Sequence[Span]) -> int:
    """Until when a pause holds that began before `at` and outlasts it; 0 for none."""
    return next((end for begin, end in pauses if begin < at < end), 0)
