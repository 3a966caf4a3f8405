"""The history of a case: rows are added, never edited."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField, fn

from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.message import Message
from portal.store.person import Person
from portal.store.prepared import prepared


class Event(Row):
    case = ForeignKeyField(Case, backref="events", index=False)
    cycle = IntegerField()
    at = InstantField()
    who = CharField(max_length=12)
    person = ForeignKeyField(Person, null=True, index=False)
    verb = CharField(max_length=20)
    state = CharField(max_length=12)
    outcome = CharField(max_length=20, null=True)
    message = ForeignKeyField(Message, null=True, index=False)
    deadline = BigIntegerField(null=True)
    detail = TextField(default="")

    class Meta:
        indexes = ((("case", "id"), False),)


def of(case: Case) -> list[Event]:
    """The whole history in order, with the person and the message of each line."""
    return _of(case.id)


@prepared
def _of(case_id: int):
    return (
        Event.select(Event, Person, Message)
        .left_outer_join(Person, on=(Event.person == Person.id))
        .switch(Event)
        .left_outer_join(Message, on=(Event.message == Message.id))
        .where(Event.case == case_id)
        .order_by(Event.id)
    )


def somebody_acted_since(case: Case, event_id: int) -> bool:
    """Whether a person, not the watch, did something to the case after this line of its history."""
    return _acted_since.first(case.id, event_id) is not None


@prepared
def _acted_since(case_id: int, event_id: int):
    return Event.select(Event.id).where(Event.case == case_id, Event.id > event_id, Event.who != "watch").limit(1)


def last_id(case: Case) -> int:
    """The newest line of the history: what a page of staff was made from."""
    return Event.select(fn.MAX(Event.id)).where(Event.case == case).scalar() or 0


def detail_of(message: Message) -> str:
    """What the line of the history about this message adds to its verb."""
    line = Event.select(Event.detail).where(Event.case == message.case_id, Event.message == message).first()
    return line.detail if line else ""
