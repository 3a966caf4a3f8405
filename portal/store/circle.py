"""Who among staff is told of a case: only people who may see it."""

from functools import cache

from portal.store.case import Case, visible_to
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared


def seeing(case: Case, *roles: str) -> list[Person]:
    """The active people of these roles who may see this case, by id."""
    people = [person for person in _active() if person.role in roles]
    if not case.sealed and case.about_id is None:
        return people
    return [person for person in people if may_see(person, case)]


@prepared
def _active():
    return Person.select().where(Person.retired_at.is_null()).order_by(Person.id)


def may_see(person: Person, case: Case) -> bool:
    return _may_see(person.role).first(person.id, case.id) is not None


@cache
def _may_see(role: str) -> Prepared:
    @prepared
    def read(person_id: int, case_id: int):
        return Case.select(Case.id).where(Case.id == case_id, visible_to(Person(id=person_id, role=role)))

    return read


def on_call(case: Case) -> list[Person]:
    """Who is told at once of an urgent or major case: everyone who may act on it."""
    return seeing(case, "agent", "supervisor", "admin") if case.sealed else seeing(case, "agent", "supervisor")


def responsible(case: Case) -> list[Person]:
    """Who answers for the case now: its owner, or else everyone on call. Never whom it names, even if it is his."""
    owner = case.owner
    open_to_him = owner and ((not case.sealed and case.about_id is None) or may_see(owner, case))
    return [owner] if open_to_him and owner.retired_at is None else on_call(case)


def above(case: Case) -> list[Person]:
    """Who is told when a promise was broken: the supervisors, or the admins where a supervisor is named."""
    return seeing(case, "supervisor") or seeing(case, "admin")
