"""Staff: people, their teams, and the sessions they are signed in with."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row


class Team(Row):
    name = CharField(max_length=120, unique=True)
    services = TextField(default="")  # slugs, separated by spaces


class Person(Row):
    """One member of staff. `public_name` is what customers read; `epoch` grows to end every old link and session."""

    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=120)
    public_name = CharField(max_length=120)
    role = CharField(max_length=12)  # agent, supervisor, admin, auditor
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


def active() -> list[Person]:
    """Everyone who works here now, by name."""
    return list(Person.select().where(Person.retired_at.is_null()).order_by(Person.name))


def with_role(*roles: str) -> list[Person]:
    """The active people of these roles, by id."""
    return list(Person.select().where(Person.retired_at.is_null(), Person.role.in_(roles)).order_by(Person.id))
