"""Handing over: all open cases of a colleague go to another, for a holiday or for good.

Each case goes through the gate and gets its line in the history; fifty of them are one transaction, so that nobody who
works meanwhile waits long. The receiver is told once.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.actions.team.people import NotPossible
from portal.core.case import Given, Refused, Verb
from portal.mail import letters, outbox
from portal.store import case as cases
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.person import Person

PIECE = 50  # cases in one transaction
MOST = 250  # cases in one request; whoever looked after more is asked to go on


class Handed(NamedTuple):
    """So many went to their new owner, and so many are still with the old one."""

    cases: int
    left: int


def hand_over(giver: Person, receiver: Person, by: Person, now: datetime) -> Handed:
    """The open cases of `giver` that `by` and `receiver` both may see. Raises NotPossible: no_receiver."""
    if receiver.id == giver.id or receiver.retired_at is not None or receiver.role == "auditor":
        raise NotPossible("no_receiver")
    waiting = cases.in_the_care_of(giver, by, receiver)
    handed = sum(_piece(piece, giver, receiver, by, now) for piece in _pieces(waiting[:MOST]))
    if handed:
        _tell(giver, receiver, by, len(waiting), now)
    return Handed(handed, len(cases.in_the_care_of(giver, by)))


def _pieces(waiting: list[int]):
    return (waiting[n : n + PIECE] for n in range(0, len(waiting), PIECE))


def _piece(ids: list[int], giver: Person, receiver: Person, by: Person, now: datetime) -> int:
    with transaction():
        rows = cases.by_ids(ids)
        return sum(_one(case, receiver, by, now) for case in rows if case.owner_id == giver.id)


def _one(case: Case, receiver: Person, by: Person, now: datetime) -> bool:
    """Whether it went over. A case somebody moved in this very instant stays, and is there the next time."""
    try:
        moves.move(case, Verb.HAND_OVER, Actor.staff(by), now, Given(person=receiver))
    except (Overtaken, Refused):
        return False
    Audit.create(at=now, person=by, verb=Verb.HAND_OVER, case=case, detail=f"person {receiver.id}")
    return True


def _tell(giver: Person, receiver: Person, by: Person, number: int, now: datetime) -> None:
    """One letter a day about all of them, however many requests it takes. Whoever hands over to himself knows."""
    if receiver.id == by.id:
        return
    with transaction():
        draft = letters.handed_over(giver, receiver, by, number)
        outbox.queue(replace(draft, once=f"handed_over:{giver.id}:{receiver.id}:{now.date()}"), now)
