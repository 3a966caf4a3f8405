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
    person: Person,
    name: str,
    public_name: str,
    language: str,
    password: str,
    now: datetime,
    address: str = "",
    browser: str = "",
) -> tuple[Person, str]:
    """The invited person says who he is and chooses his password; he and the key of his first session.

    Raises Ended, or ValueError for the password.
    """
    details = {"name": name, "public_name": public_name, "language": language}
    return _set(person, "invitation_accepted", password, now, (address, browser), **details)


def reset(person: Person, password: str, now: datetime, address: str = "", browser: str = "") -> tuple[Person, str]:
    """A new password and session; the old ones are worth nothing any more. Raises Ended, or ValueError.

    The letter proves the mailbox and no more: where there is a second factor the key is empty, for it is still to come.
    """
    return _set(person, "password_set", password, now, (address, browser))


def _set(
    person: Person, verb: str, password: str, now: datetime, where: tuple[str, str], **details: str
) -> tuple[Person, str]:
    hashed = passwords.hashed(password)
    with transaction():
        # Two sends of one link at the same instant: the second finds no row.
        written = (
            Person.update(password=hashed, epoch=Person.epoch + 1, **details)
            .where(Person.id == person.id, Person.epoch == person.epoch, Person.retired_at.is_null())
            .execute()
        )
        if not written:
            raise Ended
        Session.delete().where(Session.person == person).execute()
        Audit.create(at=now, person=person, verb=verb)
        kept = people.by_id(person.id)
        return kept, "" if kept.totp else open_session(kept, now, *where)
