"""Finished months of the scorecard, counted once: so that its page costs the same after years of cases.

A kept month is forgotten in the same transaction in which anything in it changes, and counted anew by the worker.
"""

from collections.abc import Iterable
from datetime import tzinfo

from peewee import BooleanField, CharField, IntegerField, chunked

from portal.core.figures import Judged
from portal.store.case import Case
from portal.store.db import Row, db, is_sqlite
from portal.store.deadline import Deadline

COUNTED = ""  # the verdict of the row which says that a month is kept, though nothing may have been judged in it
LAST = "9999-12"


class MonthFigure(Row):
    """So many deadlines alike in a month (YYYY-MM), or closed cases: see store/scorecard.py."""

    month = CharField(max_length=7, index=True)
    imported = BooleanField(default=False)
    code = CharField(max_length=60, default="")
    because = CharField(max_length=12, default="")
    verdict = CharField(max_length=8)
    reason = CharField(max_length=20, null=True)
    ruling = CharField(max_length=8, null=True)
    number = IntegerField(default=0)


def kept(since: str, until: str = LAST) -> dict[str, list[tuple[bool, Judged]]]:
    """What was counted in each kept month from one to another, each row with whether it is of imported cases."""
    columns = [getattr(MonthFigure, name) for name in Judged._fields[:-1]]
    rows = MonthFigure.select(MonthFigure.imported, *columns).where(MonthFigure.month.between(since, until))
    months: dict[str, list[tuple[bool, Judged]]] = {}
    for imported, *row in db.execute(rows):
        found, judged = months.setdefault(row[0], []), Judged(*row)
        if judged.verdict != COUNTED:
            found.append((bool(imported), judged))
    return months


def keep(month: str, own: Iterable[Judged], imported: Iterable[Judged]) -> None:
    """Store what was counted. Call `alone` before counting, in the same transaction."""
    MonthFigure.delete().where(MonthFigure.month == month).execute()
    MonthFigure.create(month=month, verdict=COUNTED)
    rows = [_row(judged, brought) for brought, of in ((False, own), (True, imported)) for judged in of]
    for batch in chunked(rows, 100):
        MonthFigure.insert_many(batch).execute()


def _row(judged: Judged, imported: bool) -> dict:
    return {name: value for name, value in judged._asdict().items() if name != "ahead"} | {"imported": imported}


def alone() -> None:
    """Wait until nobody is changing a kept month, and let nobody begin to before this transaction ends."""
    if not is_sqlite():
        db.execute_sql("lock table month_figure in exclusive mode")


def figures_of(case: Case, rounds: Iterable[Deadline], zone: tzinfo) -> set[tuple]:
    """All that the scorecard makes of one case, each fact with its month in front."""
    judged = {
        (f"{one.judged_on:%Y-%m}", one.id, one.code, one.verdict, one.reason, one.ruling)
        for one in rounds
        if one.judged_on
    }
    closed = {(f"{case.closed_at.astimezone(zone):%Y-%m}", case.outcome, case.cycle)} if case.closed_at else set()
    return judged | closed


def forget(months: Iterable[str]) -> None:
    """They are counted from the deadlines themselves until the worker keeps them again."""
    MonthFigure.delete().where(MonthFigure.month.in_(sorted(months))).execute()
