"""Who signed which text of the pledge, and when. A text is known by its hash; its words stand in the guarantee."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from peewee import CharField, ForeignKeyField

from portal.store import guarantee
from portal.store.db import InstantField, Row
from portal.store.guarantee import Guarantee
from portal.store.person import Person


class Pledge(Row):
    """One signature. `guarantee` is the version the text stood in; a later one with the same words needs no other."""

    person = ForeignKeyField(Person, index=False)
    guarantee = ForeignKeyField(Guarantee, index=False)
    hash = CharField(max_length=64)
    language = CharField(max_length=2)
    at = InstantField()

    class Meta:
        indexes = ((("person", "hash"), True),)


def in_force(now: datetime) -> Guarantee | None:
    """The version in force, if it has a pledge to sign."""
    row = guarantee.row_in_force(now)
    return row if row and row.version.pledge else None


def mark(text: Mapping[str, str]) -> str:
    """By what a text is known: the same words are the same pledge, whichever version they stand in."""
    return sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()


def owed(person: Person, now: datetime) -> bool:
    """Whether there is a text he has not signed."""
    row = in_force(now)
    return row is not None and mark(row.version.pledge) != person.pledged


def signed() -> list[Pledge]:
    """Every signature with its person and version, the newest first."""
    rows = Pledge.select(Pledge, Person, Guarantee).join(Person).switch(Pledge).join(Guarantee)
    return list(rows.order_by(Pledge.id.desc()))
