"""The outbox: one row a letter, written in the transaction of the change it tells of."""

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row


class Letter(Row):
    """One mail. `state`: queued, uncertain, sent, dead, cancelled. `try_at` is when to try next and, while a
    worker holds the letter, the end of its lease; empty once the letter is settled."""

    case = ForeignKeyField(Case, null=True, backref="letters")
    kind = CharField(max_length=20)
    once = CharField(max_length=120, unique=True, null=True)
    recipient = TextField()
    language = CharField(max_length=2)
    subject = TextField()
    text = TextField()
    message_id = CharField(max_length=200, unique=True)
    state = CharField(max_length=12, default="queued")
    try_at = InstantField(null=True)
    tries = IntegerField(default=0)
    worker = CharField(max_length=64, null=True)
    error = TextField(null=True)
    at = InstantField()
    sent_at = InstantField(null=True)

    class Meta:
        indexes = ((("recipient", "at"), False),)


def of(case: Case) -> list[Letter]:
    return list(Letter.select().where(Letter.case == case).order_by(Letter.id))


def first_message_id(case: Case) -> str | None:
    """The Message-ID all later letters of the case refer to."""
    first = Letter.select(Letter.message_id).where(Letter.case == case).order_by(Letter.id).first()
    return first.message_id if first else None


def dead(limit: int = 50) -> list[Letter]:
    """The letters nobody will get unless staff act, the newest first."""
    return list(Letter.select().where(Letter.state.in_(("dead", "uncertain"))).order_by(Letter.id.desc()).limit(limit))


def sent_to(recipient: str, since: datetime) -> int:
    """How many letters were queued to this address since then."""
    return Letter.select().where(Letter.recipient == recipient, Letter.at >= since, Letter.state != "cancelled").count()
