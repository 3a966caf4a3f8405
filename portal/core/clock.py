"""The clock of a promise: when it is due, how much of it has run, and how it stands.

The rules are section 4 of DESIGN.md. Nothing here reads a clock: `now` is an argument. Moments come in as
aware datetimes of any zone, are cut to whole seconds, and go out as aware UTC. `pauses` are (from, to)
pairs, `to` None while open. Every refusal is a ValueError that says why in a sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from portal.core import counting, days
from portal.core.calendar import FAR, OutOfReach, WorkingCalendar
from portal.core.counting import Pauses, spans
from portal.core.explain import Step, steps
from portal.core.instants import Span, instant, seconds
from portal.core.promise import Promise, Within

Standing = Literal["running", "paused", "late", "kept", "broken"]


class CalendarMissing(ValueError):
    """Working and day units are counted on a calendar, and none was given."""


class ShareRefused(ValueError):
    """A share of the clock lies above 0 and reaches to 1."""


def due(within: Within, calendar: WorkingCalendar | None, start: datetime, pauses: Pauses = ()) -> datetime | None:
    """The earliest instant at which the time given has run; None while a pause is open that began before it.

    `calendar` may be None for seconds, minutes and hours. Refused: a moment more than fifty years away.
    """
    at = _due(within, calendar, seconds(start), spans(pauses))
    return None if at is None else instant(at)


def elapsed(
    within: Within, calendar: WorkingCalendar | None, start: datetime, end: datetime, pauses: Pauses = ()
) -> timedelta:
    """How much has run in the unit's own clock; a day of a day unit counts as `timedelta(days=1)`."""
    _need(within, calendar)
    begin, until, breaks = seconds(start), seconds(end), spans(pauses)
    if until <= begin:
        return timedelta(0)
    if within.is_days:
        return timedelta(days=days.counted(within, calendar, begin, until, breaks))
    return timedelta(seconds=counting.run(within, calendar, begin, until, breaks))


def standing(
    within: Within,
    calendar: WorkingCalendar | None,
    start: datetime,
    now: datetime,
    pauses: Pauses = (),
    met_at: datetime | None = None,
) -> Standing:
    """How a promise stands: kept means met at the due moment or before, late is after it, and missed outranks paused.

    A target that is met during a pause ends that pause for this deadline.
    """
    begin, breaks = seconds(start), spans(pauses)
    if met_at is not None:
        met = seconds(met_at)
        at = _due(within, calendar, begin, _ended(breaks, met))
        return "kept" if at is None or met <= at else "broken"
    return _unmet(_due(within, calendar, begin, breaks), seconds(now), breaks)


def explain(within: Within, calendar: WorkingCalendar | None, start: datetime, pauses: Pauses = ()) -> tuple[Step, ...]:
    """What was counted, what was skipped and why, in order, and at last the due moment if there is one."""
    begin, breaks = seconds(start), spans(pauses)
    return steps(within, calendar, begin, _due(within, calendar, begin, breaks), breaks)


def mark(
    within: Within, calendar: WorkingCalendar | None, start: datetime, pauses: Pauses, share: float
) -> datetime | None:
    """The moment at which this share (0 < share ≤ 1) of the clock has run; None while it stands still before.

    Day units are taken as even in real time between start and due.
    """
    if not 0 < share <= 1:
        raise ShareRefused(f"A share of the clock lies above 0 and reaches to 1, not {share}.")
    begin, breaks = seconds(start), spans(pauses)
    if within.is_days or share == 1:
        at = _due(within, calendar, begin, breaks)
        return None if at is None else instant(begin + round((at - begin) * share))
    _need(within, calendar)
    at = counting.reached(within, calendar, begin, max(1, round(within.seconds * share)), breaks)
    return None if at is None else instant(at)


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise running from one start. Pauses count only if the promise says that it pauses."""

    promise: Promise
    calendar: WorkingCalendar | None
    start: datetime
    pauses: Sequence[tuple[datetime, datetime | None]] = ()

    @property
    def breaks(self) -> Sequence[tuple[datetime, datetime | None]]:
        """The pauses this promise allows."""
        return self.pauses if self.promise.pauses else ()

    @property
    def due(self) -> datetime | None:
        return due(self.promise.within, self.calendar, self.start, self.breaks)

    def elapsed(self, end: datetime) -> timedelta:
        return elapsed(self.promise.within, self.calendar, self.start, end, self.breaks)

    def standing(self, now: datetime, met_at: datetime | None = None) -> Standing:
        return standing(self.promise.within, self.calendar, self.start, now, self.breaks, met_at)

    def explain(self) -> tuple[Step, ...]:
        return explain(self.promise.within, self.calendar, self.start, self.breaks)

    def mark(self, share: float) -> datetime | None:
        return mark(self.promise.within, self.calendar, self.start, self.breaks, share)


def _due(within: Within, calendar: WorkingCalendar | None, start: int, pauses: Sequence[Span]) -> int | None:
    _need(within, calendar)
    if within.seconds > FAR:
        raise OutOfReach
    if within.is_days:
        at = days.reached(within, calendar, start, pauses)
    else:
        at = counting.reached(within, calendar, start, within.seconds, pauses)
    if at is not None and at - start > FAR:
        raise OutOfReach
    return at


def _need(within: Within, calendar: WorkingCalendar | None) -> None:
    if calendar is None and within.needs_calendar:
        raise CalendarMissing(f"“{within}” is counted on a calendar, and none was given.")


def _ended(pauses: Iterable[Span], met: int) -> list[Span]:
    """The pauses as a target sees them that was met: none after it, none longer than it."""
    return [(begin, min(end, met)) for begin, end in pauses if begin < met]


def _unmet(at: int | None, now: int, pauses: Iterable[Span]) -> Standing:
    if at is not None and now > at:
        return "late"
    stopped = any(begin <= now < end for begin, end in pauses)
    return "paused" if stopped and now != at else "running"
