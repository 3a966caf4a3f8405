"""What a change of a calendar would move: which rounds, from when to when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from portal.core import clock
from portal.core.calendar import OutOfReach
from portal.core.calendar_changes import first_difference
from portal.core.calendar_text import Written
from portal.core.promise import Promise
from portal.store import calendar as calendars
from portal.store import counted
from portal.store.counted import Counted

MOST = 20_000  # so many rounds are counted for one page; a command counts all of them


class Shift(NamedTuple):
    """One round whose moment moves; `stays`: the new moment has passed already, so that it keeps the old one."""

    round: Counted
    was: datetime | None
    now: datetime
    stays: bool

    @property
    def later(self) -> bool:
        return not self.stays and self.was is not None and self.now > self.was


@dataclass
class Effect:
    """What would change. `counted` rounds were looked at; `more`: there are others."""

    shifts: list[Shift] = field(default_factory=list)
    counted: int = 0
    more: bool = False

    @property
    def moves(self) -> list[Shift]:
        return [shift for shift in self.shifts if not shift.stays]

    @property
    def cases(self) -> list[int]:
        return sorted({shift.round.case for shift in self.moves})


def of(before: Written | None, after: Written, now: datetime, most: int = MOST) -> Effect:
    """What it would move if `after` came in the place of `before`, in the order of the moments there are now."""
    since = first_difference(before, after) if before else None
    if since is None:
        return Effect()
    found = list(islice(counted.rounds(after.slug, since), most + 1))
    effect = Effect(counted=min(len(found), most), more=len(found) > most)
    effect.shifts = sorted(of_rounds(found[:most], after, now), key=lambda shift: (shift.was is None, shift.was))
    return effect


def of_rounds(
    found: list[Counted], after: Written, now: datetime, tell: Callable[[], object] = lambda: None
) -> Iterator[Shift]:
    """Those of these rounds that would move. `tell` is called once for each that was counted."""
    newest = calendars.latest() | {after.slug: after.calendar}
    for round, clocks in counted.with_clocks(found, newest):
        due = clocks.newest.due(round)
        if due is not None and due != round.due_at and not _over(round, now):
            yield Shift(round, round.due_at, due, due < now)
        tell()


def _over(round: Counted, now: datetime) -> bool:
    """Its moment has passed: it is judged as it stands."""
    return round.due_at is not None and round.due_at < now


def unreachable(after: Written, now: datetime) -> list[Promise]:
    """The promises nobody could keep any more, because this calendar is not open often enough."""
    calendar = after.calendar
    promises = [p for version in counted.versions().values() for p in version.promises if p.calendar == after.slug]
    return [promise for promise in {p.code: p for p in promises}.values() if not _reached(promise, calendar, now)]


def _reached(promise: Promise, calendar, now: datetime) -> bool:
    try:
        clock.due(promise.within, calendar, now)
    except OutOfReach:
        return False
    return True
