"""The watch: everything that happens to a case by itself. Verdicts, warnings, reminders, lapsing,
closing, erasing.

It asks one question of the store (which cases wake now?) and lets the gate judge. Several workers may run: a case is
held by one of them, and the others find that somebody moved first.
"""

import logging
import random
from datetime import datetime

from portal.actions import moves
from portal.actions.moves import WATCH, Overtaken, Turn, follow
from portal.core import rounds
from portal.core.case import Verb
from portal.store import case as cases
from portal.store import circle
from portal.store.case import Case
from portal.store.db import transaction

BATCH = 50
log = logging.getLogger(__name__)


def turn(now: datetime) -> bool:
    """Wake up to 50 cases; whether there was any."""
    waking = cases.to_wake(now, BATCH)
    random.shuffle(waking)  # workers beside each other then seldom want the same case
    for case in waking:
        _wake(case, now)
    return bool(waking)


def _wake(case: Case, now: datetime) -> None:
    """One case in its own transaction: what goes wrong with one never delays another."""
    try:
        with transaction():
            _do_what_is_due(case, now)
    except Overtaken:
        log.info("case %s was moved by somebody else", case.reference)
    except Exception:
        log.exception("case %s could not be woken; it is tried again in a minute", case.reference)
        cases.wake_later(case, now)


def _do_what_is_due(case: Case, now: datetime) -> None:
    held = Turn.hold(case, WATCH, now)
    held.judge()
    follow(held)
    _warn(held)
    _remind(held)
    held.finish()
    _end(case, held, now)


def _warn(held: Turn) -> None:
    """Staff are told at 50 % and at 80 % of the running time; of an imported case nobody is."""
    if held.case.imported:
        return
    for deadline in rounds.running(held.sheet.rounds):
        share = rounds.warning(deadline, held.sheet.clocks, held.now)
        if share:
            deadline.warned = share
            deadline.save()
            held.note(Verb.WARN, deadline=deadline)
            held.tell_staff("warned", circle.responsible(held.case), missed=[deadline])


def _remind(held: Turn) -> None:
    moment = held.sheet.reminds_at()
    if moment and moment <= held.now:
        ask = held.sheet.open_ask
        ask.reminded += 1
        ask.save()
        held.note(Verb.REMIND, ask)
        held.tell_customer("reminder", ask, once=f"reminder:{ask.id}:{ask.reminded}")
        if held.case.only_called:
            held.tell_staff("call", circle.responsible(held.case), ask)


def _end(case: Case, held: Turn, now: datetime) -> None:
    """A case nobody answered lapses; one that was resolved and left in peace closes; one closed long ago is erased."""
    lapses, closes, erases = held.sheet.lapses_at(), held.sheet.closes_at(), held.sheet.erases_at()
    if lapses and lapses <= now:
        moves.move(case, Verb.LAPSE, WATCH, now)
    elif closes and closes <= now:
        moves.move(case, Verb.CLOSE, WATCH, now)
    elif erases and erases <= now:
        moves.move(case, Verb.ERASE, WATCH, now)
