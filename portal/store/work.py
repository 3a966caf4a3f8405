"""One colleague's work in figures, counted for whoever reads them: what a reader may not see is not in them."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from peewee import fn

from portal.core.figures import Share
from portal.core.rounds import PROMISED
from portal.store.case import Case, visible_to
from portal.store.deadline import Deadline
from portal.store.person import Person
from portal.store.survey import Answer


class Load(NamedTuple):
    """So many open cases; of these so many whose next promise is late, and so many due within a day."""

    open: int
    late: int
    soon: int


def load(person: Person, viewer: Person, now: datetime) -> Load:
    """What he looks after now."""
    mine = Case.select(
        fn.COUNT(Case.id),
        fn.COUNT(fn.NULLIF(Case.due_at < now, False)),
        fn.COUNT(fn.NULLIF(Case.due_at.between(now, now + timedelta(days=1)), False)),
    ).where(Case.owner == person, Case.closed_at.is_null(), visible_to(viewer))
    return Load(*mine.tuples().get())


def kept(person: Person, viewer: Person, since: date) -> Share:
    """The promises judged since then in cases that are his: open ones, and those closed in this time."""
    counted = fn.COALESCE(Deadline.ruling, Deadline.verdict)
    rows = (
        Deadline.select(counted, fn.COUNT(Deadline.id))
        .join(Case)
        .where(
            *_his(person, viewer, since),
            Deadline.judged_on >= since,
            Deadline.because.in_(PROMISED),
            Deadline.reason.is_null(),
            counted.in_(("kept", "broken")),
        )
        .group_by(counted)
    )
    number = dict(rows.tuples())
    return Share(number.get("kept", 0), sum(number.values()))


def ratings(person: Person, viewer: Person, since: date) -> tuple[int, float | None]:
    """How many customers gave a score for his cases since then, and the average."""
    rows = (
        Answer.select(fn.COUNT(Answer.score), fn.AVG(Answer.score))
        .join(Case, on=(Answer.case == Case.id))
        .where(*_his(person, viewer, since), Answer.score.is_null(False))
    )
    number, average = rows.tuples().get()
    return number, float(average) if number else None


def _his(person: Person, viewer: Person, since: date):
    begin = datetime.fromisoformat(f"{since}T00:00:00+00:00")
    return (
        Case.owner == person,
        Case.closed_at.is_null() | (Case.closed_at >= begin),
        visible_to(viewer),
    )
