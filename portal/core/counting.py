"""The clock that runs to the second: real time for elapsed units, open time for working units.

All in whole seconds. Pauses come in as united half-open spans; one that is still open ends at FOREVER.
They are breaks in the clock: a moment is always found again from the start, never shifted by wall time.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from portal.core.calendar import WorkingCalendar
from portal.core.instants import Span, seconds, unite
from portal.core.promise import Within

FOREVER = 1 << 62

Pauses = Iterable[tuple[datetime, datetime | None]]
Ran = Callable[[int, int], int]  # between two instants, so many seconds have run
Reach = Callable[[int, int], int]  # from an instant, so many seconds have run at …


class PauseRefused(ValueError):
    """A pause that ends before it begins is none."""


def spans(pauses: Pauses) -> list[Span]:
    """Pauses as united spans, cut to whole seconds; refused if one ends before it begins."""
    return unite(_span(begin, end) for begin, end in pauses) if pauses else []


def _span(begin: datetime, end: datetime | None) -> Span:
    span = seconds(begin), FOREVER if end is None else seconds(end)
    if span[1] < span[0]:
        raise PauseRefused(f"A pause ends after it begins, not {end} before {begin}.")
    return span


def reached(
    within: Within, calendar: WorkingCalendar | None, here: int, amount: int, pauses: Sequence[Span]
) -> int | None:
    """The earliest instant at which `amount` seconds have run since `here`.

    The clock runs from pause to pause until nothing is left of the amount; None if it stands still before.
    """
    ran, reach = _clock(within, calendar)
    for begin, end in pauses:
        if end <= here:
            continue
        stretch = ran(here, begin) if begin > here else 0
        if stretch >= amount:
            break
        if end == FOREVER:
            return None
        amount -= stretch
        here = end
    return reach(here, amount)


def run(within: Within, calendar: WorkingCalendar | None, start: int, end: int, pauses: Sequence[Span]) -> int:
    """How many seconds have run from `start` to `end`, the pauses taken out."""
    ran, _ = _clock(within, calendar)
    breaks = ((max(begin, start), min(until, end)) for begin, until in pauses)
    return ran(start, end) - sum(ran(begin, until) for begin, until in breaks if begin < until)


def _clock(within: Within, calendar: WorkingCalendar | None) -> tuple[Ran, Reach]:
    return (calendar.worked, calendar.reach) if within.is_working else (_real, _later)


def _real(begin: int, end: int) -> int:
    return end - begin


def _later(here: int, amount: int) -> int:
    return here + amount
