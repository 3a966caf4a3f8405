"""What is told to whoever watches over the portal from outside: numbers only, and nothing of anybody.

They are asked for every few seconds, all day. So each is read in the order of an index and counted no further than
MOST: a look costs no more at a million cases than at some ten thousand. How many promises were kept is not among them:
verdicts are counted by month for the scorecard, and a sum that forgets a month while it is counted anew is no counter.
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from peewee import SQL, ModelSelect, Select, fn

from portal.core.case import OPEN
from portal.store.case import Case
from portal.store.db import db
from portal.store.letter import TROUBLED, Letter
from portal.store.mail import WAITING, Mail

MOST = 20_000


class OpenCases(NamedTuple):
    """So many in each state, 0 where there is none; and so many of them whose next promised moment has passed."""

    by_state: dict[str, int]
    late: int


class Underway(NamedTuple):
    """The letters that are yet to go: so many for the first time, so many again after a try that failed. From
    `first_at` on the first of them may go; None where there is none."""

    queued: int
    retrying: int
    first_at: datetime | None


def open_cases(now: datetime, most: int = MOST) -> OpenCases:
    """Of those to which something is promised `most`, the most urgent first; and `most` of the others, the oldest
    first. No index knows the states by themselves."""
    states, late = Counter(dict.fromkeys(sorted(OPEN), 0)), 0
    for rows in (_owing(), _owed_nothing()):
        for state, number, late_ones in _by_state(rows.limit(most), now):
            if state in OPEN:
                states[state] += number
                late += late_ones
    return OpenCases(dict(states), late)


def _owing() -> ModelSelect:
    """Closed cases may be among them: a remedy is still owed."""
    return Case.select(Case.state, Case.due_at).where(Case.due_at.is_null(False)).order_by(Case.due_at, Case.id)


def _owed_nothing() -> ModelSelect:
    """No clock of ours runs, as while a customer is asked something."""
    undated = Case.due_at.is_null() & Case.closed_at.is_null()
    return Case.select(Case.state, Case.due_at).where(undated).order_by(Case.received_at, Case.id)


def _by_state(some: ModelSelect, now: datetime) -> list[tuple[str, int, int]]:
    """(state, how many, how many of them late)"""
    late = fn.COUNT(fn.NULLIF(some.c.due_at < int(now.timestamp()), False))
    rows = Select([some], [some.c.state, fn.COUNT(SQL("1")), late]).group_by(some.c.state)
    return list(rows.bind(db).tuples())


def underway(most: int = MOST) -> Underway:
    """Counted in the order in which they may go; one that is `uncertain` counts there, and may yet be the first."""
    some = Letter.select(Letter.state, Letter.try_at, Letter.error).where(Letter.try_at.is_null(False))
    some = some.order_by(Letter.try_at).limit(most)
    columns = [some.c.state, fn.COUNT(SQL("1")), fn.COUNT(some.c.error), fn.MIN(some.c.try_at)]
    rows = Select([some], columns).group_by(some.c.state).bind(db).tuples()
    numbers = {state: (number, failed) for state, number, failed, _ in rows}
    number, failed = numbers.get("queued", (0, 0))
    first = min((first for *_, first in rows), default=None)
    return Underway(number - failed, failed, Letter.try_at.python_value(first))


def troubled_letters(most: int = MOST) -> dict[str, int]:
    """How many letters there are of each state that needs somebody."""
    of = [Letter.select(SQL("1")).where(Letter.state == state).limit(most) for state in TROUBLED]
    numbers = Select((), [Select([some], [fn.COUNT(SQL("1"))]) for some in of])
    return dict(zip(TROUBLED, numbers.bind(db).tuples()[0], strict=True))


def waiting_mail(most: int = MOST) -> int:
    """How many mails that came in wait for somebody to say what they are."""
    return Mail.select(SQL("1")).where(Mail.state == WAITING).limit(most).count()
