"""The two links that set a password: the invitation and the forgotten password. Each works once, for `epoch` grows."""

from datetime import datetime

from portal.actions.team import passwords
from portal.actions.team.entrance import open_session
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Session


class Ended(Exception):
    """The link was real, but was used already, or its person does not work here any more."""


def holder(person_id: int, epoch: int) -> Person:
    """Whose link this is. Raises Ended."""
    person = Person.get_or_none(Person.id == person_id, Person.epoch == epoch, Person.retired_at.is_null())
    if person is None:
        raise Ended
    return person


def accept(
    person: Person, name: str, public_name: str, language: str, password: str, now: datetime
) -> tuple[Person, str]:
    """The invited person says who he is and chooses his password; he and the key of his first session.

    Raises Ended, or ValueError for the password.
    """
    return _set(person, "invitation_accepted", password, now, name=name, public_name=public_name, language=language)


def reset(person: Person, password: str, now: datetime) -> tuple[Person, str]:
    """A new password and session; the old ones are worth nothing any more. Raises Ended, or ValueError."""
    return _set(person, "password_set", password, now)


def _set(person: Person, verb: str, password: str, now: datetime, **details: str) -> tuple[Person, str]:
    kept = passwords.hashed(password)
    with transaction():
        # Two sends of one link at the same instant: the second finds no row.
        written = (
            Person.update(password=kept, epoch=Person.epoch + 1, **details)
            .where(Person.id == person.id, Person.epoch == person.epoch, Person.retired_at.is_null())
            .execute()
        )
        if not written:
            raise Ended
        Session.delete().where(Session.person == person).execute()
        Audit.create(at=now, person=person, verb=verb)
        return people.by_id(person.id), open_session(person, now)
