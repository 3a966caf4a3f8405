"""Staff: people, their teams, the sessions they are signed in with, and their recovery codes."""

from datetime import datetime

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row
from portal.store.prepared import prepared

ROLES = ("agent", "supervisor", "admin", "auditor")


class Team(Row):
    """Colleagues who look after some of the services: what is filed for one of these is the team's."""

    name = CharField(max_length=120, unique=True)
    services = TextField(default="")  # slugs, separated by spaces

    @property
    def slugs(self) -> list[str]:
        return self.services.split()


class Person(Row):
    """One member of staff. `public_name` is what customers read; `epoch` grows to end every old link and session.

    `totp` is the secret of the second factor, empty without one; `totp_step` the last half minute whose code was used;
    `pledged` the hash of the pledge signed last.
    """

    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=120)
    public_name = CharField(max_length=120)
    role = CharField(max_length=12)  # one of ROLES
    team = ForeignKeyField(Team, null=True, backref="people")
    language = CharField(max_length=2, default="en")
    password = TextField(null=True)
    totp = TextField(null=True)
    totp_step = BigIntegerField(null=True)
    pledged = CharField(max_length=64, default="")
    retired_at = InstantField(null=True)
    epoch = IntegerField(default=0)


class Session(Row):
    """One browser a person is signed in with. Only the hash of the cookie's key is kept.

    `owes` is what must be done before anything else: "pledge", where there is one to sign, or nothing. It is looked at
    when the session begins and once a minute, so that no page asks for it.
    """

    key_hash = CharField(max_length=64, unique=True)
    person = ForeignKeyField(Person, backref="sessions", on_delete="CASCADE")
    made_at = InstantField()
    seen_at = InstantField()
    address = CharField(max_length=45, default="")
    browser = CharField(max_length=200, default="")
    owes = CharField(max_length=12, default="")


class Recovery(Row):
    """One code for the day on which the second factor is lost. Only its hash is kept; it works once."""

    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    code_hash = CharField(max_length=64)
    used_at = InstantField(null=True)

    class Meta:
        indexes = ((("person", "code_hash"), True),)


def by_email(email: str) -> Person | None:
    return Person.get_or_none(Person.email == email.strip().lower())


def by_id(person_id: int) -> Person | None:
    return _by_id.first(person_id)


@prepared
def _by_id(person_id: int):
    return Person.select().where(Person.id == person_id)


def sweep_sessions(before: datetime) -> None:
    """Those made before then are over."""
    _sweep.change(int(before.timestamp()))


@prepared
def _sweep(before: int):
    return Session.delete().where(Session.made_at < before)


def session(key_hash: str) -> Session | None:
    """The session of this key, with its person as he is now. One query."""
    return _session.first(key_hash)


@prepared
def _session(key_hash: str):
    return Session.select(Session, Person).join(Person).where(Session.key_hash == key_hash)


def active() -> list[Person]:
    """Everyone who works here now, by name."""
    return _active()


@prepared
def _active():
    return Person.select().where(Person.retired_at.is_null()).order_by(Person.name)


def with_role(*roles: str) -> list[Person]:
    """The active people of these roles, by id."""
    return list(Person.select().where(Person.retired_at.is_null(), Person.role.in_(roles)).order_by(Person.id))


def everyone() -> list[Person]:
    """All who ever worked here: those who do first, by name."""
    return list(Person.select().order_by(Person.retired_at.is_null(False), Person.name))


def sessions(person: Person, since: datetime) -> list[Session]:
    """Where he is signed in, the browser seen last first."""
    return _sessions(person.id, int(since.timestamp()))


@prepared
def _sessions(person_id: int, since: int):
    mine = Session.select().where(Session.person == person_id, Session.made_at > since)
    return mine.order_by(Session.seen_at.desc(), Session.id.desc())


def codes_left(person: Person) -> int:
    """How many recovery codes he has not used."""
    return Recovery.select().where(Recovery.person == person, Recovery.used_at.is_null()).count()


def teams() -> list[Team]:
    """All teams, by name."""
    return list(Team.select().order_by(Team.name))


def team_by_id(team_id: int) -> Team | None:
    return Team.get_or_none(Team.id == team_id)


def team_of(service: str) -> Team | None:
    """The team that looks after this service, if any does."""
    return next((team for team in teams() if service in team.slugs), None) if service else None
