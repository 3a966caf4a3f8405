"""What people wrote in a case: the customer's words, staff's typed replies, notes."""

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.person import Person
from portal.store.prepared import prepared


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
    ticket = CharField(max_length=64, null=True, unique=True)  # of the form it was sent with
    ruling = CharField(max_length=12, null=True)  # upheld, struck; of a question, a plan, and the words that ruled so

    class Meta:
        indexes = ((("case", "id"), False),)

    @property
    def asks(self) -> bool:
        return self.type in ASKS


ASKS = ("question", "plan")
REPORTS = ("response", "progress", "resumed")  # what staff tell while the case goes on
REQUESTS = ("more_time", "less_severe")  # what staff ask of a second person, who answers it
MARKS = (*ASKS, *REQUESTS, "outcome", "escalation")  # the messages the rules look at
INTERNAL = ("note", *REQUESTS, "refused")
TOLD_TO_ALL = ("response", "progress", "outcome")  # told to whoever has a case that was joined with this one
FILED = ("filed", "wish", "urgency", "about_staff")


def of(case: Case, *, internal: bool = False) -> list[Message]:
    """The messages of a case in order; notes only where `internal`."""
    return [message for message in _of(case.id) if internal or message.type not in INTERNAL]


@prepared
def _of(case_id: int):
    return Message.select(Message, Person).left_outer_join(Person).where(Message.case == case_id).order_by(Message.id)


def marks(case: Case) -> list[Message]:
    """The messages the rules look at, in order."""
    return _marks(case.id)


@prepared
def _marks(case_id: int):
    return Message.select().where(Message.case == case_id, Message.type.in_(MARKS)).order_by(Message.id)


def asked(case: Case) -> list[Message]:
    """The questions and plans put to the customer, in order: each is a pause, the last may still be open."""
    return list(Message.select().where(Message.case == case, Message.type.in_(ASKS)).order_by(Message.id))


def pauses(asks: list[Message]) -> tuple[tuple[datetime, datetime | None], ...]:
    """The (from, to) pairs in which our clock stood still. A struck pause never was one."""
    return tuple((ask.at, ask.answered_at) for ask in asks if ask.ruling != "struck")


def by_ticket(ticket: str) -> Message | None:
    """What came with this ticket before, on whichever case."""
    return _by_ticket.first(ticket)


@prepared
def _by_ticket(ticket: str):
    return Message.select().where(Message.ticket == ticket)


def told_to_all(case: Case, since: datetime) -> list[Message]:
    """What was answered in this case from then on, for the customers of cases that were joined with it."""
    rows = Message.select(Message, Person).left_outer_join(Person)
    chosen = (Message.case == case, Message.type.in_(TOLD_TO_ALL), Message.at >= since)
    return list(rows.where(*chosen).order_by(Message.id))


def filed(case: Case) -> dict[str, str]:
    """What was said when the case was filed, by the type of the message."""
    rows = Message.select().where(Message.case == case, Message.type.in_(FILED)).order_by(Message.id)
    return {row.type: row.body for row in rows}


def told_since(case: Case, since: datetime) -> list[Message]:
    """What staff told the customer from then on, in order."""
    said = Message.select().where(Message.case == case, Message.type.in_(REPORTS), Message.at >= since)
    return list(said.order_by(Message.id))
