"""What the scorecard is counted from: read out of indexes that hold all it needs, so that no row is looked up.

Nothing is kept beside the deadlines themselves, so nothing can differ from them (docs/decisions has the measurements).
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import NamedTuple

from peewee import Case as When
from peewee import Expression, ModelSelect, fn

from portal.core.case import OUTCOMES
from portal.core.figures import Judged, Share
from portal.core.rounds import PROMISED
from portal.core.terms import Rate
from portal.store.case import Case
from portal.store.deadline import Deadline

ALL, OWN, IMPORTED = ORIGINS = ("", "own", "imported")

#: Outcomes we told the customer; a case that ended otherwise was neither solved nor left unsolved by us.
TOLD = tuple({outcome for of_kind in OUTCOMES.values() for outcome in of_kind})
SOLVED = ("solved", "answered")


class Missed(NamedTuple):
    """One broken promise, with nothing in it that leads to a case. `met_at` is None while it is still owed."""

    code: str
    due_at: datetime
    met_at: datetime | None
    judged_on: date


class Ended(NamedTuple):
    """Of the cases closed with an outcome: those that had come back, and the solved ones for each rate."""

    reopened: Share
    solved: dict[str, Share]


def judged(since: date, origin: str = ALL) -> list[Judged]:
    """How many deadlines of each sort were judged on or after a local date, those whose day is still to come too."""
    sort = (Deadline.code, Deadline.verdict, Deadline.because, Deadline.reason, Deadline.ruling)
    rows = (
        Deadline.select(Deadline.judged_on.cast("text"), *sort, fn.count(Deadline.code))
        .where(_since(since), *_of(origin))
        .group_by(Deadline.judged_on, *sort)
    )
    return [
        Judged(day, code, because, verdict, reason, ruling, number)
        for day, code, verdict, because, reason, ruling, number in rows.tuples()
    ]


def running(origin: str = ALL) -> dict[str, int]:
    """How many deadlines of each promise are running now."""
    now_running = Deadline.verdict.is_null() & Deadline.because.in_(PROMISED)
    rows = Deadline.select(Deadline.code, fn.count(Deadline.code)).where(now_running, *_of(origin))
    return dict(rows.group_by(Deadline.code).tuples())


def late(since: date, until: date, origin: str = ALL) -> dict[str, list[int | None]]:
    """By promise, how many seconds late each broken one came; None for one that never came so far."""
    rows = _broken(Deadline.code, Deadline.met_at - Deadline.due_at, since=since, until=until, origin=origin)
    found: dict[str, list[int | None]] = {}
    for code, seconds in rows.tuples():
        found.setdefault(code, []).append(seconds)
    return found


def last_missed(since: date, until: date, origin: str = ALL) -> Missed | None:
    columns = (Deadline.code, Deadline.due_at, Deadline.met_at, Deadline.judged_on)
    rows = _broken(*columns, since=since, until=until, origin=origin)
    row = rows.order_by(Deadline.judged_on.desc(), Deadline.due_at.desc()).tuples().first()
    return Missed(*row) if row else None


def ended(since: datetime, rates: dict[str, tuple[Rate, datetime, datetime]], origin: str = ALL) -> Ended:
    """Of the cases closed since then. `rates`: by code, each with the moments between which it is reckoned."""
    columns = [fn.count(Case.outcome), _number(Case.cycle > 1)]
    for rate, first, end in rates.values():
        chosen = reduce(and_, _applies(rate), (Case.closed_at >= first) & (Case.closed_at < end))
        columns += [_number(chosen), _number(chosen & Case.outcome.in_(SOLVED))]
    told = (Case.closed_at >= since) & Case.outcome.in_(TOLD)
    closed, reopened, *pairs = Case.select(*columns).where(told, *_cases_of(origin)).tuples().get()
    numbers = zip(rates, pairs[1::2], pairs[::2], strict=True)
    return Ended(Share(reopened or 0, closed), {code: Share(kept or 0, n or 0) for code, kept, n in numbers})


def kept_of(rate: Rate, since: date, until: date, origin: str = ALL) -> Share:
    """The promises kept in the cases a rate is about, where it is not about all of them."""
    standing = fn.coalesce(Deadline.ruling, Deadline.verdict)
    rows = (
        Deadline.select(standing, fn.count(Deadline.code))
        .join(Case)
        .where(
            _since(since),
            Deadline.judged_on <= until,
            Deadline.because.in_(PROMISED),
            Deadline.reason.is_null(),
            *_applies(rate),
            *_cases_of(origin),
        )
        .group_by(standing)
    )
    numbers = dict(rows.tuples())
    return Share(numbers.get("kept", 0), numbers.get("kept", 0) + numbers.get("broken", 0))


def first_day() -> date | None:
    """The first day on which anything was judged."""
    return Deadline.select(fn.min(Deadline.judged_on)).where(Deadline.judged_on.is_null(False)).scalar()


def imported() -> int:
    """How many cases were received elsewhere and brought in later."""
    return Case.select().where(Case.origin.is_null(False)).count()


def _broken(*columns, since: date, until: date, origin: str) -> ModelSelect:
    """Promises broken by their verdict, unless a supervisor ruled otherwise or the case proved to be none."""
    return Deadline.select(*columns).where(
        Deadline.verdict == "broken",
        _since(since),
        Deadline.judged_on <= until,
        Deadline.because.in_(PROMISED),
        Deadline.reason.is_null(),
        Deadline.ruling.is_null() | (Deadline.ruling == "broken"),
        *_of(origin),
    )


def _since(day: date) -> Expression:
    return Deadline.judged_on.is_null(False) & (Deadline.judged_on >= day)


def _of(origin: str) -> Sequence[Expression]:
    brought = Case.select(Case.id).where(Case.origin.is_null(False))
    conditions = {OWN: Deadline.case.not_in(brought), IMPORTED: Deadline.case.in_(brought)}
    return [conditions[origin]] if origin else []


def _cases_of(origin: str) -> Sequence[Expression]:
    return [Case.origin.is_null(origin == OWN)] if origin else []


def _applies(rate: Rate) -> list[Expression]:
    return [getattr(Case, dimension).in_(sorted(values)) for dimension, values in rate.applies.items()]


def _number(condition: Expression) -> Expression:
    return fn.sum(When(None, [(condition, 1)], 0).cast("bigint"))
