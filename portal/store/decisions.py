"""What waits for a supervisor: contested waiting times, requests of staff, broken promises without a cause, major cases
in which nothing was done."""

from datetime import datetime, timedelta
from functools import cache

from peewee import SQL, Select, fn

from portal.core.case import OPEN
from portal.store import register
from portal.store.case import Case, visible_to
from portal.store.db import db
from portal.store.event import Event
from portal.store.guarantee import Guarantee
from portal.store.message import ASKS, REQUESTS, Message
from portal.store.person import Person
from portal.store.prepared import Prepared

SOON, MAJOR = timedelta(minutes=30), "severity=major"
_IS_MAJOR = SQL("severity = 'major' and closed_at is null")  # to the letter as the small index of them says it
MANY = 99  # more than so many are not counted
SHOWN, AT_MOST = 200, 5000


def _those(*conditions):
    """Looked up first, by the small index that holds only them: then the cases are read by their ids."""
    return Message.id.in_(Message.select(Message.id).where(*conditions).limit(AT_MOST))


_CONTESTED = (_those(Message.contested_at.is_null(False), Message.ruling.is_null(), Message.type.in_(ASKS)),)
#: Those of the cycle the case is in: what was asked for before it came back is over.
_REQUESTED = (
    _those(Message.answered_at.is_null(), SQL(f"type in {REQUESTS}")),  # to the letter as the index says it
    Case.state.in_(sorted(OPEN)),
    Message.at >= Case.cycle_at,
)
_MESSAGES = (_CONTESTED, _REQUESTED)


def contested(person: Person) -> list[Message]:
    """The questions and plans whose waiting time a customer disagrees with, each with its case and who asked."""
    return _of(person, _CONTESTED)


def requested(person: Person) -> list[Message]:
    """What staff ask of a second person in cases that are open."""
    return _of(person, _REQUESTED)


def count(person: Person, now: datetime) -> int:
    """How many things wait, each sort counted no further than MANY + 1, in one query: every page asks it. Only where a
    major case may be among them, a second one looks whether it has a procedure."""
    *waiting, untouched = _counts(person.role).first(person.id, _since(now))
    return sum(waiting) + (len(not_begun(person, now)) if untouched else 0)


@cache
def _counts(role: str) -> Prepared:
    return Prepared(lambda person_id, since: _counted(Person(id=person_id, role=role), since))


def _counted(person: Person, since: int) -> Select:
    messages = [Message.select(Message.id).join(Case).where(*which, visible_to(person)) for which in _MESSAGES]
    sorts = (*messages, register.waiting(person), Case.select(Case.id).where(*_untouched(person, since)))
    counts = [Case.select(fn.COUNT(SQL("1"))).from_(rows.limit(MANY + 1)) for rows in sorts]
    return Select((), counts).bind(db).tuples()


def not_begun(person: Person, now: datetime) -> list[Case]:
    """The major cases of which nobody has ticked a step of the special procedure for half an hour, the promise due
    first at the start; each with its owner."""
    rows = (
        Case.select(Case, Guarantee, Person)
        .left_outer_join(Guarantee, on=(Case.guarantee == Guarantee.id))
        .switch(Case)
        .left_outer_join(Person, on=(Case.owner == Person.id))
        .where(*_untouched(person, _since(now)))
        .order_by(Case.due_at.is_null(), Case.due_at, Case.id)
        .limit(SHOWN)
    )
    return [case for case in rows if _has_a_procedure(case)]


def _since(now: datetime) -> int:
    """Major from then on is major for half an hour."""
    return int((now - SOON).timestamp())


def _untouched(person: Person, since: int) -> tuple:
    """The open cases that were major already then, and have no step ticked."""
    lines = Event.select(SQL("1")).where(Event.case == Case.id)
    became = lines.where(Event.verb.in_(("file", "reclassify")), Event.detail.contains(MAJOR), Event.at <= since)
    return _IS_MAJOR, visible_to(person), fn.EXISTS(became), ~fn.EXISTS(lines.where(Event.verb == "step"))


def _has_a_procedure(case: Case) -> bool:
    version = case.guarantee.version if case.guarantee_id else None
    return bool(version and version.procedure_for(case.kind, case.channel, case.severity, case.service))


def _of(person: Person, which) -> list[Message]:
    """The oldest promise first; a case that owes nothing comes last."""
    rows = (
        Message.select(Message, Case, Guarantee, Person)
        .join(Case, on=(Message.case == Case.id))
        .left_outer_join(Guarantee, on=(Case.guarantee == Guarantee.id))
        .switch(Message)
        .left_outer_join(Person, on=(Message.person == Person.id))
        .where(*which, visible_to(person), Case.erased_at.is_null())
        .limit(SHOWN)
    )
    return sorted(rows, key=lambda row: (row.case.due_at is None, row.case.due_at or row.at, row.id))
