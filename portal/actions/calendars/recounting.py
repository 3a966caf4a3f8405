"""After a new revision: each case counts on it from its own next turn on.

Few cases follow in the transaction of the revision itself. Many would hold the database for minutes, so the watch takes
them in turns of their own, spread out so that no verdict waits behind them; a turn that is killed is taken again, and
until its turn a case is counted, shown and judged on the revision it stands on. Nothing is ever half-moved.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.actions.moves import WATCH, Overtaken, Turn, follow
from portal.store import case as cases
from portal.store import counted
from portal.store.db import transaction

AT_ONCE = 100  # cases in one transaction: a second or two
A_SECOND = 20  # cases the watch is asked to look at in one second
LONGEST = 3600  # seconds until it has seen the last one, however many they are


def recount(case_ids: Sequence[int], now: datetime) -> None:
    """Let these cases follow: at once where they are few, one after the other by the watch where they are many."""
    if len(case_ids) > AT_ONCE:
        spread(case_ids, now)
        return
    for case_id in case_ids:
        if not one(case_id, now):
            counted.wake([case_id], now)


def one(case_id: int, now: datetime) -> bool:
    """One case follows its calendars; False where somebody moved it at this very moment."""
    try:
        with transaction():
            turn = Turn.hold(cases.by_id(case_id), WATCH, now)
            turn.judge()
            follow(turn)
            turn.finish()
    except Overtaken:
        return False
    return True


def spread(case_ids: Sequence[int], now: datetime) -> None:
    step = max(A_SECOND, len(case_ids) // LONGEST + 1)
    for second, first in enumerate(range(0, len(case_ids), step)):
        counted.wake(case_ids[first : first + step], now + timedelta(seconds=second))
