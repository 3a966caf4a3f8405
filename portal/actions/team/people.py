"""Who works here: inviting, changing a role, retiring. Every change ends the open sessions of whom it concerns."""

from datetime import datetime

from portal.mail import letters, links, outbox
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import ROLES, Person, Recovery, Session

FIRST = {"email": "admin@example.com", "name": "First administrator", "public_name": "Service desk", "role": "admin"}


class NotPossible(ValueError):
    """`code`: works_here (the address is a colleague's already), unknown_role, yourself, no_receiver, name_taken and
    service_taken (a team), another_text (the pledge changed)."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def invite(email: str, role: str, now: datetime, language: str = "en", by: Person | None = None) -> Person:
    """A new colleague, or one who has not come yet or comes back; he gets a letter with a link. Raises NotPossible."""
    _known(role)
    with transaction():
        person = people.by_email(email) or _newcomer(email, role, language)
        if person.password and person.retired_at is None:
            raise NotPossible("works_here")
        person.role, person.password, person.retired_at = role, None, None
        person.totp = person.totp_step = None
        person.epoch += 1  # the newest invitation is the one that counts
        person.save()
        outbox.queue(letters.account("invite", person), now)
        _write_down("invited", person, now, by, role)
    return person


def change(person: Person, role: str, by: Person, now: datetime) -> None:
    """Another role, from the next click on. Raises NotPossible."""
    _known(role)
    if person.role == role:
        return
    with transaction():
        _not_oneself(person, by)
        _end_everything(person, role=role)
        _write_down("role_changed", person, now, by, role)


def retire(person: Person, by: Person, now: datetime) -> None:
    """He does not work here any more. His name stays in the histories he is part of. Raises NotPossible."""
    with transaction():
        _not_oneself(person, by)
        _end_everything(person, retired_at=now, password=None, totp=None, totp_step=None, team=None)
        Recovery.delete().where(Recovery.person == person).execute()
        _write_down("retired", person, now, by)


def first_invitation(now: datetime) -> str | None:
    """A link to choose the very first password with; None as soon as anybody has one."""
    staff = people.active()
    if any(person.password for person in staff):
        return None
    with transaction():
        first = next((person for person in staff if person.role == "admin"), None) or Person.create(**FIRST)
    return links.account("invite", first, now)


def _newcomer(email: str, role: str, language: str) -> Person:
    """Until he says his name himself, he is known by the first half of his address."""
    name = email.partition("@")[0][:120]
    return Person.create(email=email.strip().lower(), name=name, public_name=name, role=role, language=language)


def _end_everything(person: Person, **details) -> None:
    Person.update(epoch=Person.epoch + 1, **details).where(Person.id == person.id).execute()
    Session.delete().where(Session.person == person).execute()


def _known(role: str) -> None:
    if role not in ROLES:
        raise NotPossible("unknown_role")


def _not_oneself(person: Person, by: Person) -> None:
    """Nobody shuts the door behind himself, so there is always an administrator left: whoever did it."""
    if person.id == by.id:
        raise NotPossible("yourself")


def _write_down(verb: str, person: Person, now: datetime, by: Person | None, more: str = "") -> None:
    Audit.create(at=now, person=by, verb=verb, detail=f"person {person.id} {more}".strip())
