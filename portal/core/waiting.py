"""Whose time it was: a stretch of time cut into ours and the customer's, where a question or a plan waited for him."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Stretch(NamedTuple):
    """`ask` is the number of the question or plan that waited meanwhile; None: it was our turn."""

    begin: datetime
    end: datetime
    ask: int | None = None


def stretches(begin: datetime, end: datetime, asks: Iterable[tuple[int, datetime, datetime | None]]) -> list[Stretch]:
    """From `begin` to `end` without a gap. `asks` are (number, from, to), in order, `to` None while one is open: what
    lies outside is cut off, and where two overlap the earlier one keeps its time."""
    found, here = [], begin
    for number, since, until in asks:
        start, stop = max(since, here), min(until or end, end)
        if stop <= start:
            continue
        if start > here:
            found.append(Stretch(here, start))
        found.append(Stretch(start, stop, number))
        here = stop
    return [*found, Stretch(here, end)] if here < end or not found else found
