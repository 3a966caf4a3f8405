"""Who looked at what and who changed what: rows are added, never edited; the database itself refuses it.

The sign-in throttle counts here too.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from peewee import CharField, ForeignKeyField, TextField, Tuple, fn

from portal.store.case import Case, visible_to
from portal.store.db import InstantField, Row, db, is_sqlite
from portal.store.person import Person

PAGE, BATCH = 50, 1000
ALL, TRIES = "all", ("sign_in_try", "second_try")


class Audit(Row):
    at = InstantField()
    person = ForeignKeyField(Person, null=True, index=False)
    verb = CharField(max_length=30)
    case = ForeignKeyField(Case, null=True, index=False)
    detail = TextField(default="")


class Place(NamedTuple):
    """After this row: its moment and its id."""

    at: int
    id: int


class Wanted(NamedTuple):
    """Which lines are asked for; empty lets everything through, but of tries to get in only where `verb` asks for them
    or for ALL: each sign-in has two or three."""

    person: int | None = None
    verb: str = ""
    case: str = ""
    since: datetime | None = None
    until: datetime | None = None


def page(viewer: Person, wanted: Wanted, after: Place | None = None, limit: int = PAGE) -> list[Audit]:
    """The newest of these lines, each with its person and its case; what is about a case the reader may not see is not
    for him."""
    rows = (
        Audit.select(Audit, Person, Case.id, Case.reference)
        .left_outer_join(Person, on=(Audit.person == Person.id))
        .switch(Audit)
        .left_outer_join(Case, on=(Audit.case == Case.id))
        .where(Audit.case.is_null() | visible_to(viewer), *_conditions(wanted))
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(limit)
    )
    return list(rows.where(Tuple(Audit.at, Audit.id) < Tuple(*after)) if after else rows)


def lines(viewer: Person, wanted: Wanted, most: int) -> Iterator[Audit]:
    """The same without pages, up to so many."""
    after, left = None, most
    while found := page(viewer, wanted, after, min(BATCH, left)) if left else []:
        yield from found
        after, left = Place(int(found[-1].at.timestamp()), found[-1].id), left - len(found)


def verbs() -> list[str]:
    """What there is to be found at all: looked up in the index one by one, however long the audit is."""
    found, last = [], ""
    while (last := Audit.select(fn.MIN(Audit.verb)).where(Audit.verb > last).scalar()) is not None:
        found.append(last)
    return found


def _conditions(wanted: Wanted):
    if wanted.person is not None:
        yield Audit.person == wanted.person
    if not wanted.verb:
        yield Audit.verb.not_in(TRIES)
    elif wanted.verb != ALL:
        yield Audit.verb == wanted.verb
    if wanted.case:
        yield Audit.case == Case.select(Case.id).where(Case.reference == wanted.case)
    if wanted.since:
        yield Audit.at >= wanted.since
    if wanted.until:
        yield Audit.at < wanted.until


def count(verb: str, since: datetime, *, person: Person | None = None, detail: str | None = None) -> int:
    """How often this happened since then, to this person or with this detail."""
    rows = Audit.select().where(Audit.verb == verb, Audit.at >= since)
    if person is not None:
        rows = rows.where(Audit.person == person)
    if detail is not None:
        rows = rows.where(Audit.detail == detail)
    return rows.count()


def alone(names: Iterable[str]) -> None:
    """Until this transaction ends, nobody else counts under these names. On SQLite nobody else writes anyway."""
    if not is_sqlite():
        for name in sorted(names):
            db.execute_sql("select pg_advisory_xact_lock(hashtext(%s))", (name,))
