"""What one member of staff should know in the morning."""

from datetime import date, datetime

from peewee import fn

from portal.core.case import OPEN, Verb
from portal.store.case import Case, visible_to
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.person import Person

TOLD = 15  # so many cases stand in the letter; of the others only how many there are
BY_CUSTOMERS = (Verb.REPLY, Verb.THANKS, Verb.MORE, Verb.DECLINE, Verb.NOT_SOLVED, Verb.CONTEST, Verb.ESCALATE)


def due(person: Person, until: datetime) -> tuple[list[Case], int]:
    """His cases in which something is due by then or late already, the most urgent first; and how many there are. One
    that is kept from him by now may still be his by name (DESIGN.md 5.4)."""
    his = (Case.owner == person, visible_to(person))
    mine = Case.select().where(*his, Case.due_at <= until, Case.origin.is_null())
    return list(mine.order_by(Case.due_at, Case.id).limit(TOLD)), mine.count()


def done(person: Person, since: datetime) -> list[tuple[Case, tuple[str, ...]]]:
    """What customers did since then in his cases and in those nobody has taken up, case by case."""
    his = ((Case.owner == person) | Case.owner.is_null()) & visible_to(person)
    rows = (
        Event.select(Event, Case)
        .join(Case)
        .where(Event.who == "customer", Event.verb != "file", Event.at >= since, Event.verb.in_(BY_CUSTOMERS), his)
        .order_by(Event.id)
        .limit(200)
    )
    told: dict[int, tuple[Case, tuple[str, ...]]] = {}
    for row in rows:
        _, before = told.get(row.case_id, (row.case, ()))
        told[row.case_id] = (row.case, (*before, row.verb))
    return list(told.values())[:TOLD]


def broken(person: Person, days: tuple[date, date]) -> int:
    """How many promises were broken on these days, in the cases he may see."""
    rows = Deadline.select().join(Case).where(Deadline.judged_on.between(*days), Deadline.verdict == "broken")
    return rows.where(visible_to(person), Case.origin.is_null()).count()


def untaken(person: Person) -> int:
    """How many open cases nobody has taken up."""
    open_ = (Case.owner.is_null(), Case.due_at.is_null(False), Case.state.in_(OPEN), Case.origin.is_null())
    return Case.select().where(*open_, visible_to(person)).count()


def undelivered(person: Person, since: datetime) -> int:
    """How many letters of the cases he may see did not arrive, or may not have, since then."""
    troubled = Letter.state.in_(("dead", "uncertain")) & (Letter.at >= since)
    return Letter.select(fn.COUNT(Letter.id)).join(Case).where(troubled, visible_to(person)).scalar()
