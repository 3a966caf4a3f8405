"""Who among staff is told of a case, and who gets one that cannot wait: only people who may see it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from peewee import SQL, fn

from portal.core.facts import STAFF
from portal.store.case import Case, visible_to
from portal.store.person import Person, Session
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
    """Who answers for the case now: its owner, or else everyone on call. Never whom it names, even if it is his. One
    that cannot wait is everybody's until its owner has taken it up: perhaps he is asleep."""
    is_begun = case.state != "received" or case.severity not in CANNOT_WAIT
    return [case.owner] if is_begun and is_looked_after(case) else on_call(case)


CANNOT_WAIT = ("urgent", "major")
LATELY = timedelta(minutes=15)  # seen so short a while ago, somebody is at his desk


def is_looked_after(case: Case) -> bool:
    """Whether it has an owner who works here and may see it."""
    owner = case.owner if case.owner_id else None
    return owner is not None and owner.retired_at is None and is_open_to(owner, case)


def first_of(able: Sequence[Person], case: Case, now: datetime, raised_by: Person | None = None) -> Person | None:
    """Who gets a case that cannot wait: whoever raised it, if it is his work; or else, of those who may act on it, one
    of its team first, then one who is at his desk, then whoever has the fewest cases."""
    if raised_by and raised_by.role in STAFF and is_open_to(raised_by, case):
        return raised_by
    if len(able) < 2:
        return next(iter(able), None)
    here, busy = _at_their_desks(now), _with_cases(able)
    ranks = {
        person.id: (person.team_id is None or person.team_id != case.team_id, person.id not in here, busy[person.id])
        for person in able
    }
    return min(able, key=lambda person: (*ranks[person.id], person.id))


def is_open_to(person: Person, case: Case) -> bool:
    return (not case.sealed and case.about_id is None) or may_see(person, case)


def _at_their_desks(now: datetime) -> set[int]:
    seen = Session.select(Session.person).where(Session.seen_at > now - LATELY)
    return {person_id for (person_id,) in seen.tuples()}


def _with_cases(people: Sequence[Person]) -> Counter[int]:
    """In how many of each one's cases something is due."""
    mine = Case.select(Case.owner, fn.COUNT(SQL("1"))).where(Case.owner.in_(people), Case.due_at.is_null(False))
    return Counter(dict(mine.group_by(Case.owner).tuples()))


def above(case: Case) -> list[Person]:
    """Who is told when a promise was broken: the supervisors, or the admins where a supervisor is named."""
    return seeing(case, "supervisor") or seeing(case, "admin")


def out_of_reach() -> int:
    """How many complaints that still need somebody can be opened by nobody who could answer them: each names all who
    otherwise might, such as a supervisor and the only administrator. No list holds them and nobody is told of them."""
    here = [person for person in _active() if person.password]
    supervisors, admins = ([one for one in here if one.role == role] for role in ("supervisor", "admin"))
    seen = [visible_to(person) for person in (*supervisors[:1], *admins)]  # supervisors all see the same
    needed = Case.closed_at.is_null() | Case.due_at.is_null(False)
    return Case.select().where(Case.about.is_null(False), needed, *(~one for one in seen)).count()
