"""Instants as whole seconds since 1970 (UTC): the only numbers the engine of time reckons with.

Aware datetimes come in at the door, are cut to whole seconds, and go out again as aware UTC.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)

FIRST_YEAR, LAST_YEAR = 1900, 2300
EARLIEST = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // SECOND
LATEST = (datetime(LAST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // SECOND

Span = tuple[int, int]


class InstantRefused(ValueError):
    """This is no instant the engine can count from; the message says why."""


def seconds(at: datetime) -> int:
    """An aware datetime as whole seconds since 1970, cut, never rounded up; else InstantRefused."""
    try:
        whole = (at - EPOCH) // SECOND
    except TypeError:
        raise InstantRefused(f"A moment needs its date, its time and its time zone: {at!r}.") from None
    if not EARLIEST <= whole < LATEST:
        raise InstantRefused(f"Time is counted from {FIRST_YEAR} until {LAST_YEAR}; {at} is outside.")
    return whole


def instant(whole: int) -> datetime:
    """Whole seconds since 1970 as an aware UTC datetime."""
    return EPOCH + timedelta(seconds=whole)


def unite(spans: Iterable[Span]) -> list[Span]:
    """Half-open spans in order, touching and overlapping ones made one, empty ones dropped."""
    united: list[Span] = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return united
