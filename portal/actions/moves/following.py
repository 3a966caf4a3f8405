"""A case follows its calendars: what runs is counted on the last revision, and who it concerns is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from portal.actions.moves.held import WATCH
from portal.actions.moves.turn import Turn
from portal.core import rounds
from portal.core.case import Verb
from portal.core.rounds import Clocks
from portal.mail import letters, outbox
from portal.mail.telling import NOT_FOR_CUSTOMERS
from portal.store.deadline import Deadline


class Moved(NamedTuple):
    """A round whose moment moved, and the moment it had before."""

    deadline: Deadline
    was: datetime | None

    @property
    def is_later(self) -> bool:
        return self.was is not None and self.deadline.due_at > self.was


def follow(turn: Turn) -> list[Moved]:
    """Count what runs on the calendars as they are now. A moment that would land in the past stays (DESIGN.md 4.4).

    Each round that moves is a line of the history. A date the customer was given and that comes later is a letter.
    """
    clocks = turn.sheet.clocks.newest
    behind = [d for d in rounds.running(turn.sheet.rounds) if d.revision < clocks.revision(d)]
    moved = [one for deadline in behind if (one := _follow(deadline, clocks, turn.now))]
    for one in moved:
        turn.note(Verb.RECOUNT, deadline=one.deadline, by=WATCH, detail=_detail(one))
    later = [one for one in moved if one.is_later and one.deadline.target not in NOT_FOR_CUSTOMERS]
    if later and not turn.quiet:
        _tell(turn, later, clocks)
    return moved


def _follow(deadline: Deadline, clocks: Clocks, now: datetime) -> Moved | None:
    due, was = clocks.due(deadline), deadline.due_at
    if due is not None and due < now:
        return None
    deadline.revision, deadline.due_at = clocks.revision(deadline), due
    deadline.save()
    return Moved(deadline, was) if due is not None and due != was else None


def _detail(one: Moved) -> str:
    moments = {"was": one.was, "due": one.deadline.due_at}
    return " ".join(["calendar", *(f"{name}={at.isoformat()}" for name, at in moments.items() if at)])


def _tell(turn: Turn, later: list[Moved], clocks: Clocks) -> None:
    story = replace(turn.story(), shifts=tuple(later), why=_why(later, clocks))
    outbox.queue(letters.customer("recounted", story), turn.now)


def _why(later: list[Moved], clocks: Clocks) -> Mapping[str, str]:
    """What was said of the revision, by whoever published it."""
    notes = [clocks.clock(one.deadline).calendar.note for one in later]
    return next((note for note in notes if note), {})
