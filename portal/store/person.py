"""Staff: people, their teams, and the sessions they are signed in with."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row
from portal.store.prepared import prepared

ROLES = ("agent", "supervisor", "admin", "auditor")


class Team(Row):
    name = CharField(max_length=120, unique=True)
    services = TextField(default="")  # slugs, separated by spaces


class Person(Row):
    """One member of staff. `public_name` is what customers read; `epoch` grows to end every old link and session."""

    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=120)
    public_name = CharField(max_length=120)
    role = CharField(max_length=12)  # one of ROLES
    team = ForeignKeyField(Team, null=True, backref="people")
    language = CharField(max_length=2, default="en")
    password = TextField(null=True)
    totp = TextField(null=True)
    retired_at = InstantField(null=True)
    epoch = IntegerField(default=0)


class Session(Row):
    """One browser a person is signed in with. Only the hash of the cookie's key is kept."""

    key_hash = CharField(max_length=64, unique=True)
    person = ForeignKeyField(Person, backref="sessions", on_delete="CASCADE")
    made_at = InstantField()
    seen_at = InstantField()


def by_email(email: str) -> Person | None:
    return Person.get_or_none(Person.email == email.strip().lower())


def by_id(person_id: int) -> Person | None:
    return Person.get_or_none(Person.id == person_id)


def session(key_hash: str) -> Session | None:
    """The session of this key, with its person as he is now. One query."""
    return _session.first(key_hash)


@prepared
def _session(key_hash: str):
    return Session.select(Session, Person).join(Person).where(Session.key_hash == key_hash)


def active() -> list[Person]:
    """Everyone who works here now, by name."""
    return list(Person.select().where(Person.retired_at.is_null()).order_by(Person.name))


def with_role(*roles: str) -> list[Person]:
    """The active people of these roles, by id."""
    return list(Person.select().where(Person.retired_at.is_null(), Person.role.in_(roles)).order_by(Person.id))


def everyone() -> list[Person]:
    """All who ever worked here: those who do first, by name."""
    return list(Person.select().order_by(Person.retired_at.is_null(False), Person.name))
