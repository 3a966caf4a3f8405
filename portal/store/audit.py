"""Who looked at what and who changed what: rows are added, never edited; the database itself refuses it.

The sign-in throttle counts here too.
"""

from collections.abc import Iterable
from datetime import datetime

from peewee import CharField, ForeignKeyField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row, db, is_sqlite
from portal.store.person import Person


class Audit(Row):
    at = InstantField()
    person = ForeignKeyField(Person, null=True, index=False)
    verb = CharField(max_length=30)
    case = ForeignKeyField(Case, null=True, index=False)
    detail = TextField(default="")


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
