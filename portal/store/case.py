"""The case: one row, its lock, and the reads that find it."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from peewee import SQL, BooleanField, CharField, DeferredForeignKey, ForeignKeyField, IntegerField, TextField

from portal.core import reference
from portal.store.db import InstantField, Row
from portal.store.guarantee import Guarantee
from portal.store.incident import Incident
from portal.store.person import Person, Team
from portal.store.prepared import Prepared, prepared


class Case(Row):
    """One thing a customer filed. `version` is its lock; `due_at` and `wake_at` are signposts, set in the gate."""

    reference = CharField(max_length=12, unique=True)
    ticket = CharField(max_length=64, unique=True, null=True)
    origin = CharField(max_length=120, unique=True, null=True)
    link_key = CharField(max_length=32)

    kind = CharField(max_length=12)
    channel = CharField(max_length=12, default="web")
    service = CharField(max_length=40, default="")
    severity = CharField(max_length=12, default="")
    language = CharField(max_length=2, default="en")

    guarantee = ForeignKeyField(Guarantee, null=True, index=False)
    state = CharField(max_length=12, default="received")
    cycle = IntegerField(default=1)
    received_at = InstantField()
    cycle_at = InstantField()
    outcome = CharField(max_length=20, null=True)
    closed_at = InstantField(null=True)
    erased_at = InstantField(null=True)
    opened_at = InstantField(null=True)  # when the link that was mailed to this address was first opened

    owner = ForeignKeyField(Person, null=True, index=False)
    team = ForeignKeyField(Team, null=True, index=False)
    about = ForeignKeyField(Person, null=True, index=False)
    sealed = BooleanField(default=False)
    follows = DeferredForeignKey("Case", null=True, index=False)
    merged_into = DeferredForeignKey("Case", null=True, index=False)
    incident = ForeignKeyField(Incident, null=True, index=False)

    due_at = InstantField(null=True)
    wake_at = InstantField(null=True)
    version = IntegerField(default=0)

    name = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    order_number = TextField(default="")
    subject = TextField(default="")

    class Meta:
        table_name = "cases"
        indexes = ((("email",), False),)

    @property
    def imported(self) -> bool:
        """Whether it was received elsewhere and brought in later: it gets verdicts, and nothing else by itself."""
        return self.origin is not None

    @property
    def only_called(self) -> bool:
        """Whether the customer can be reached by telephone only: no reminder can be sent to him."""
        return bool(self.phone and not self.email)


class Named(Row):
    """A member of staff a complaint names. `Case.about` is one of them, from whom it is kept by the strictest rule."""

    case = ForeignKeyField(Case, index=False)
    person = ForeignKeyField(Person, index=False)

    class Meta:
        indexes = ((("person", "case"), True),)


def new_link_key() -> str:
    """The 128 random bits that make a status link this case's own; a new one revokes every older link."""
    return secrets.token_hex(16)


def unused_reference() -> str:
    """A reference no case has."""
    fresh = reference.new(secrets.SystemRandom())
    return fresh if by_reference(fresh) is None else unused_reference()


def hold(case: Case) -> bool:
    """Take the case for this transaction: its version grows by one, unless someone else moved first."""
    held = _hold.change(case.id, case.version)
    case.version += held
    case._dirty.discard("version")
    return held == 1


@prepared
def _hold(case_id: int, version: int):
    return Case.update(version=Case.version + 1).where(Case.id == case_id, Case.version == version)


def visible_to(person: Person):
    """The condition that stands in every read by staff. A sealed complaint names a member of staff: supervisors see it,
    never a person named; where a supervisor is named, only an admin does (DESIGN.md 5.4)."""
    unnamed = Case.about.is_null() | ((Case.about != person.id) & _names_none_of([person.id]))
    if person.role in ("admin", "auditor"):
        return unnamed
    if person.role == "supervisor":
        supervisors = Person.select(Person.id).where(Person.role == "supervisor")
        return Case.about.is_null() | (Case.about.not_in(supervisors) & _names_none_of(supervisors))
    return unnamed & (Case.sealed == False)  # noqa: E712 -- a column, not a truth


def _names_none_of(people):
    return Case.id.not_in(Named.select(Named.case).where(Named.person.in_(people)))


def name(case: Case, people: Iterable[Person]) -> None:
    """Keep whom a complaint names: it stays hidden from each of them, whatever becomes of their roles."""
    for person in people:
        Named.create(case=case, person=person)


def any_there() -> bool:
    return Case.select().exists()


def reread(case: Case) -> Case:
    """The row as it is now."""
    return by_id(case.id)


def by_id(case_id: int) -> Case | None:
    return _by_id.first(case_id)


@prepared
def _by_id(case_id: int):
    return Case.select().where(Case.id == case_id)


def wake_later(case: Case, now: datetime) -> None:
    """Let a case that could not be woken rest for a minute, so that it delays no other."""
    Case.update(wake_at=now + timedelta(minutes=1)).where(Case.id == case.id).execute()


def by_reference(reference: str) -> Case | None:
    return _by_reference.first(reference)


@prepared
def _by_reference(reference: str):
    return Case.select().where(Case.reference == reference)


def seen_by(person: Person, reference: str) -> Case | None:
    """The case of this reference, if this person may see it."""
    return _seen_by(person.role).first(person.id, reference)


@cache
def _seen_by(role: str) -> Prepared:
    @prepared
    def read(person_id: int, reference: str):
        return Case.select().where(Case.reference == reference, visible_to(Person(id=person_id, role=role)))

    return read


def in_the_care_of(owner: Person, *seen_by: Person) -> list[int]:
    """The ids of the cases he still has to do with and all of these people may see, the one due first at the start."""
    open_ones = Case.closed_at.is_null() | Case.due_at.is_null(False)
    rows = Case.select(Case.id).where(Case.owner == owner, open_ones, *map(visible_to, seen_by))
    return [case.id for case in rows.order_by(Case.due_at.is_null(), Case.due_at, Case.id)]


def by_ids(ids: list[int]) -> list[Case]:
    """These cases, in the order they were filed."""
    return list(Case.select().where(Case.id.in_(ids)).order_by(Case.id))


def origins(file_kind: str) -> set[str]:
    """Where the imported cases of this kind of file came from: each "kind:id" that is here already."""
    return {origin for (origin,) in Case.select(Case.origin).where(Case.origin.startswith(f"{file_kind}:")).tuples()}


def by_ticket(ticket: str) -> Case | None:
    return _by_ticket.first(ticket)


@prepared
def _by_ticket(ticket: str):
    return Case.select().where(Case.ticket == ticket)


def by_link(case_id: int, link_key: str) -> Case | None:
    """The case of a status link, unless the link was replaced by a newer one; with its owner and its guarantee."""
    case = _whole.first(case_id)
    same = case is not None and hmac.compare_digest(case.link_key.encode(), str(link_key).encode())
    return case if same else None


@prepared
def _whole(case_id: int):
    rows = Case.select(Case, Guarantee, Person).left_outer_join(Guarantee, on=(Case.guarantee == Guarantee.id))
    return rows.switch(Case).left_outer_join(Person, on=(Case.owner == Person.id)).where(Case.id == case_id)


def by_email(email: str, limit: int = 20) -> list[Case]:
    """The latest cases filed with this address."""
    return list(Case.select().where(Case.email == email).order_by(Case.id.desc()).limit(limit))


def ids_by_email(email: str, limit: int = 500) -> list[int]:
    """The ids of the latest cases filed with this address."""
    return [case.id for case in Case.select(Case.id).where(Case.email == email).order_by(Case.id.desc()).limit(limit)]


def ids_by_phone(phone: str, limit: int = 500) -> list[int]:
    """The ids of the latest cases filed with this number, in its international spelling."""
    same = Case.phone == phone, SQL("t1.phone <> ''")  # to the letter as the small index of them says it
    return [case.id for case in Case.select(Case.id).where(*same).order_by(Case.id.desc()).limit(limit)]


def is_verified(email: str) -> bool:
    """Whether somebody opened a link that was mailed to this address."""
    return _verified.first(email.lower()) is not None


@prepared
def _verified(email: int):
    return Case.select(Case.id).where(Case.email == email, Case.opened_at.is_null(False)).limit(1)


def mark_opened(case: Case, now: datetime) -> None:
    """The link was opened that only this case's address can have. The first time counts; nobody's change is lost."""
    Case.update(opened_at=now).where(Case.id == case.id, Case.opened_at.is_null(), Case.email != "").execute()


def to_wake(now: datetime, limit: int) -> list[Case]:
    """The cases at which something happens by itself at or before `now`, the most overdue first."""
    return _to_wake(int(now.timestamp()), limit)


@prepared
def _to_wake(now: int, limit: int):
    return Case.select().where(Case.wake_at <= now).order_by(Case.wake_at).limit(limit)


def next_wake() -> datetime | None:
    """When the watch is needed next."""
    return next((case.wake_at for case in _next_to_wake()), None)


@prepared
def _next_to_wake():
    return Case.select(Case.wake_at).where(Case.wake_at.is_null(False)).order_by(Case.wake_at).limit(1)


def main_of(case: Case) -> Case:
    """The case in which this one goes on, through however many it was joined with: itself, if with none. A round of
    cases that go on in each other is left where it would begin again."""
    seen = set()
    while case.merged_into_id and case.id not in seen:
        seen.add(case.id)
        case = case.merged_into
    return case


def joined(case: Case) -> list[Case]:
    """The cases that go on in this one, through however many."""
    return _joined(case.id)


@prepared
def _joined(case_id: int):
    into = Case.select(Case.id).where(Case.merged_into == case_id).cte("joined", recursive=True)
    further = Case.alias()
    into = into.union(further.select(further.id).join(into, on=(further.merged_into == into.c.id)))
    return Case.select().join(into, on=(Case.id == into.c.id)).with_cte(into).order_by(Case.id)
