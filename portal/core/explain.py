"""Why a due moment is when it is: steps as values; `portal.words.promise` makes the sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from portal.core.calendar import WorkingCalendar
from portal.core.counting import FOREVER
from portal.core.days import held
from portal.core.instants import Span, instant, seconds
from portal.core.promise import Within

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of time, and what it was for the clock.

    `kind` is one of
    - `counted`: the clock ran for `seconds`; `received`: the date of receipt, day 0; `day`: the day that
      counts as number `number`, its end the closing moment; `due`: the due moment itself;
    - `break` (closed between two intervals of a date), `night` (before opening or after closing),
      `closed` (a weekday that is never open), `holiday` (a date closed by exception): not counted;
    - `pause`: the clock stood still for the customer; `lost`: a day whose closing moment a pause held across;
    - `rolled`: the working day that a count by days rolls forward to when its last day is none.

    `date` is what the local date is for the calendar: `open`, `closed`, `holiday`, `make_up` or `special`
    (other hours); empty where no calendar counts. `name` is what an exceptional date is called, {"en", "zh"}.
    Stretches that follow each other and are the same are one step. `end` is None in a pause still open.
    """

    kind: str
    begin: datetime
    end: datetime | None
    seconds: int = 0
    number: int = 0
    date: str = ""
    name: Mapping[str, str] | None = None


def steps(
    within: Within, calendar: WorkingCalendar | None, start: int, due: int | None, pauses: Sequence[Span]
) -> tuple[Step, ...]:
    """The steps from `start` to `due`, or to the open pause in which the clock stands still."""
    stop = max(start, pauses[-1][0]) if due is None else due
    last = _paused((stop, FOREVER)) if due is None else Step("due", instant(due), instant(due))
    over = pauses[:-1] if due is None else pauses
    if within.is_days:
        found = _days(within, calendar, start, stop, pauses)
    else:
        found = _stretches(start, stop, over, calendar if within.is_working else None)
    return (*_merged(found), last)


# Units that run to the second


def _stretches(start: int, stop: int, pauses: Sequence[Span], calendar: WorkingCalendar | None) -> Iterator[Step]:
    """Running time and pauses in turn, which together fill the time from `start` to `stop`."""
    here = start
    for begin, end in pauses:
        if end <= here or begin >= stop:
            continue
        yield from _running(here, begin, calendar)
        yield _paused((max(begin, here), end))
        here = end
    yield from _running(here, stop, calendar)


def _running(begin: int, end: int, calendar: WorkingCalendar | None) -> Iterator[Step]:
    if end <= begin:
        return
    if calendar is None:
        yield Step("counted", instant(begin), instant(end), end - begin)
        return
    for day, first, last in _dates(begin, end, calendar):
        yield from _of_date(calendar, day, first, last)


def _of_date(calendar: WorkingCalendar, day: date, begin: int, end: int) -> Iterator[Step]:
    """One local date, or a piece of it, cut at its openings and closings."""
    kind, name = calendar.kind(day), calendar.name(day)
    opening = [(seconds(first), seconds(last)) for first, last in calendar.hours(day)]
    edges = sorted({begin, end, *(at for span in opening for at in span if begin < at < end)})
    for first, last in pairwise(edges):
        what = _what(first, opening, kind)
        yield Step(what, instant(first), instant(last), last - first if what == "counted" else 0, 0, kind, name)


def _what(at: int, opening: Sequence[Span], kind: str) -> str:
    if any(begin <= at < end for begin, end in opening):
        return "counted"
    if not opening:
        return "holiday" if kind == "holiday" else "closed"
    return "break" if opening[0][0] <= at < opening[-1][1] else "night"


def _paused(pause: Span) -> Step:
    begin, end = pause
    return Step("pause", instant(begin), None if end == FOREVER else instant(end))


# Day units


def _days(within: Within, calendar: WorkingCalendar, start: int, stop: int, pauses: Sequence[Span]) -> Iterator[Step]:
    """Date by date: the one of receipt, those that count, and those that do not."""
    number = 0
    for day, first, last in _dates(start, stop, calendar):
        closing = _closing(within, calendar, day)
        what = "received" if first == start else _of_day(within, calendar, day, number, held(closing, pauses))
        number += what == "day"
        end = min(last, closing) if what == "day" else last
        place = number if what == "day" else 0
        yield Step(what, instant(first), instant(end), 0, place, calendar.kind(day), calendar.name(day))


def _of_day(within: Within, calendar: WorkingCalendar, day: date, number: int, lost: int) -> str:
    counting = number < within.amount
    if not calendar.is_working_day(day) and not (counting and within.unit == "days"):
        return "holiday" if calendar.kind(day) == "holiday" else "closed"
    if lost:
        return "lost"
    return "day" if counting else "rolled"


def _closing(within: Within, calendar: WorkingCalendar, day: date) -> int:
    if within.unit == "working_days" and calendar.is_working_day(day):
        return seconds(calendar.closing(day))
    return seconds(calendar.midnight(day + ONE_DAY))


# Both


def _dates(begin: int, end: int, calendar: WorkingCalendar) -> Iterator[tuple[date, int, int]]:
    """The local dates from `begin` to `end`, the first and the last one cut to what lies between."""
    day = date.fromordinal(calendar.ordinal(begin))
    while begin < end:
        midnight = seconds(calendar.midnight(day + ONE_DAY))
        if midnight > begin:
            yield day, begin, min(midnight, end)
            begin = midnight
        day += ONE_DAY


def _merged(found: Iterator[Step]) -> list[Step]:
    """Stretches that follow each other and differ in nothing but their time, as one."""
    merged: list[Step] = []
    for step in found:
        before = merged[-1] if merged else None
        if before and before.end == step.begin and _same(before, step):
            merged[-1] = replace(before, end=step.end, seconds=before.seconds + step.seconds)
        else:
            merged.append(step)
    return merged


def _same(one: Step, other: Step) -> bool:
    alike = (one.kind, one.number, one.date, one.name) == (other.kind, other.number, other.date, other.name)
    return alike and one.kind != "lost"
