"""What people wrote in a case: the customer's words, staff's typed replies, notes."""

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.person import Person


class Message(Row):
    """One message. A question or a plan waits for its `answered_at`; the time between is a pause of the case."""

    case = ForeignKeyField(Case, backref="messages", index=False)
    at = InstantField()
    who = CharField(max_length=12)  # customer, agent, supervisor, admin, watch
    person = ForeignKeyField(Person, null=True, index=False)
    type = CharField(max_length=20)
    body = TextField()
    next_step = TextField(default="")
    by_when = InstantField(null=True)
    answered_at = InstantField(null=True)
    answer = CharField(max_length=20, null=True)
    reminded = IntegerField(default=0)
    contested_at = InstantField(null=True)
    ruling = CharField(max_length=12, null=True)  # upheld, struck

    class Meta:
        indexes = ((("case", "id"), False),)

    @property
    def asks(self) -> bool:
        return self.type in ASKS


ASKS = ("question", "plan")
INTERNAL = ("note",)
FILED = ("filed", "wish", "urgency", "about_staff")


def of(case: Case, *, internal: bool = False) -> list[Message]:
    """The messages of a case in order; notes only where `internal`."""
    rows = Message.select(Message, Person).left_outer_join(Person).where(Message.case == case)
    return list((rows if internal else rows.where(Message.type.not_in(INTERNAL))).order_by(Message.id))


def asked(case: Case) -> list[Message]:
    """The questions and plans put to the customer, in order: each is a pause, the last may still be open."""
    return list(Message.select().where(Message.case == case, Message.type.in_(ASKS)).order_by(Message.id))


def pauses(asks: list[Message]) -> tuple[tuple[datetime, datetime | None], ...]:
    """The (from, to) pairs in which our clock stood still. A struck pause never was one."""
    return tuple((ask.at, ask.answered_at) for ask in asks if ask.ruling != "struck")


def filed(case: Case) -> dict[str, str]:
    """What was said when the case was filed, by the type of the message."""
    rows = Message.select().where(Message.case == case, Message.type.in_(FILED)).order_by(Message.id)
    return {row.type: row.body for row in rows}
