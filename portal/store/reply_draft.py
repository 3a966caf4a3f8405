"""What a colleague has begun to write to a customer and not sent: one draft a person and case.

Kept here and not in the browser: it survives a session that ended and a change of desk, and a colleague who opens the
case sees that somebody is writing already.
"""

from datetime import datetime, timedelta

from peewee import SQL, CharField, ForeignKeyField, IntegerField, TextField, fn

from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.message import Message
from portal.store.person import Person
from portal.store.prepared import prepared

LATELY = timedelta(hours=1)
TYPED = ("type", "body", "next_step", "by_when", "outcome")


class ReplyDraft(Row):
    """The fields of the composer as they were typed, right or wrong; `ticket` is that of its form, under which its
    files wait; `canned` the reply it began with."""

    case = ForeignKeyField(Case, index=False)
    person = ForeignKeyField(Person, index=False)
    type = CharField(max_length=12, default="")
    body = TextField(default="")
    next_step = TextField(default="")
    by_when = CharField(max_length=40, default="")
    outcome = CharField(max_length=20, default="")
    ticket = CharField(max_length=64, default="")
    canned = IntegerField(null=True)
    at = InstantField()

    class Meta:
        indexes = ((("case", "person"), True),)

    @property
    def typed(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TYPED}


#: One that a browser kept in the very instant in which it was sent may be left behind: it is none.
_SENT = fn.EXISTS(Message.select(SQL("1")).where(Message.ticket == ReplyDraft.ticket))


def of(case: Case) -> list[ReplyDraft]:
    """All drafts of the case, each with its writer, the newest first."""
    return _of(case.id)


@prepared
def _of(case_id: int):
    rows = ReplyDraft.select(ReplyDraft, Person).join(Person).where(ReplyDraft.case == case_id, ~_SENT)
    return rows.order_by(ReplyDraft.at.desc())


def mine(case: Case, person: Person) -> ReplyDraft | None:
    return _mine.first(case.id, person.id)


@prepared
def _mine(case_id: int, person_id: int):
    return ReplyDraft.select().where(ReplyDraft.case == case_id, ReplyDraft.person == person_id, ~_SENT)


def tickets(case: Case | None = None):
    """A query of the tickets under which files wait for drafts: of this case, or of all."""
    rows = ReplyDraft.select(ReplyDraft.ticket).where(ReplyDraft.ticket != "")
    return rows if case is None else rows.where(ReplyDraft.case == case)


def keep(case: Case, person: Person, now: datetime, **columns) -> None:
    """Write this person's draft, in the place of an older one."""
    row = {"case": case, "person": person, "at": now, **columns}
    fields = [getattr(ReplyDraft, name) for name in (*columns, "at")]
    insert = ReplyDraft.insert(row)
    insert.on_conflict(conflict_target=[ReplyDraft.case, ReplyDraft.person], preserve=fields).execute()


def forget(case: Case, person: Person | None = None) -> None:
    """Drop this person's draft; without one, everybody's."""
    if person is None:
        ReplyDraft.delete().where(ReplyDraft.case == case).execute()
    else:
        _forget.change(case.id, person.id)


@prepared
def _forget(case_id: int, person_id: int):
    return ReplyDraft.delete().where(ReplyDraft.case == case_id, ReplyDraft.person == person_id)
