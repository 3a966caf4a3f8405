"""Files people attached, under random names; good ones wait under their ticket while a form comes back."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store import reply_draft
from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.message import Message
from portal.store.prepared import prepared

#: When a file was kept that nobody waits for any more.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class File(Row):
    """One stored file. `stored` is its random name on disk, `name` what the person called it, `size` in bytes."""

    case = ForeignKeyField(Case, null=True, backref="files", index=True)
    message = ForeignKeyField(Message, null=True, backref="files", index=False)
    ticket = CharField(max_length=64, null=True, index=True)
    name = TextField()
    stored = CharField(max_length=40, unique=True)
    type = CharField(max_length=40)
    size = IntegerField()
    sha256 = CharField(max_length=64)
    at = InstantField()


def of_case(case: Case) -> list[File]:
    return _of(case.id)


@prepared
def _of(case_id: int):
    return File.select().where(File.case == case_id).order_by(File.id)


def one_of_case(case: Case, file_id: int) -> File | None:
    """The file, only if it belongs to this very case; a number no row can have is none."""
    return File.get_or_none(File.id == file_id, File.case == case) if file_id < 2**62 else None


def waiting(ticket: str) -> list[File]:
    """The files kept for a form that came back, until it is sent."""
    return _waiting(ticket)


@prepared
def _waiting(ticket: str):
    return File.select().where(File.ticket == ticket, File.case.is_null()).order_by(File.id)


def left_behind(before: datetime) -> list[File]:
    """The files of forms that never came back; those of a draft wait as long as it does."""
    nobodys = File.ticket.is_null() | File.ticket.not_in(reply_draft.tickets())
    return list(File.select().where(File.case.is_null(), File.at < before, nobodys))


def known(stored: Iterable[str]) -> set[str]:
    """Those of these names on the shelf that some row knows."""
    return {row.stored for row in File.select(File.stored).where(File.stored.in_(list(stored)))}


def every() -> Iterator[File]:
    """Every row, in the order they were made."""
    last = 0
    while rows := list(File.select().where(File.id > last).order_by(File.id).limit(500)):
        yield from rows
        last = rows[-1].id


def count() -> int:
    return File.select().count()
