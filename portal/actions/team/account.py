"""One's own account: what one is called, the password, where one is signed in, and the pledge."""

from datetime import datetime

from portal.actions.team import passwords
from portal.actions.team.people import NotPossible
from portal.actions.team.tries import count_try
from portal.store import pledge
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Session
from portal.store.pledge import Pledge


def knows_password(person: Person, password: str, now: datetime) -> bool:
    """Whether whoever sits there knows the password of this account. Raises TooManyTries."""
    count_try(f"own password {person.id}", now)
    return passwords.fits(person.password, password)


def set_password(person: Person, password: str, now: datetime, keep: Session) -> None:
    """A new password; every other session ends, and so do letters on their way with a link for another one."""
    hashed = passwords.hashed(password)
    with transaction():
        Person.update(password=hashed, epoch=Person.epoch + 1).where(Person.id == person.id).execute()
        Session.delete().where(Session.person == person, Session.id != keep.id).execute()
        Audit.create(at=now, person=person, verb="password_set")


def describe(person: Person, name: str, public_name: str, language: str, now: datetime) -> None:
    """What colleagues and customers call him, and the language of letters to him."""
    with transaction():
        details = {"name": name, "public_name": public_name, "language": language}
        Person.update(details).where(Person.id == person.id).execute()
        Audit.create(at=now, person=person, verb="account_changed", detail=f"person {person.id}")


def end_session(person: Person, session_id: int, now: datetime) -> bool:
    """Sign out one of his browsers; whether it was there."""
    return _end(person, Session.id == session_id, now)


def end_others(person: Person, keep: Session, now: datetime) -> bool:
    """Sign out everywhere but here; whether there was any."""
    return _end(person, Session.id != keep.id, now)


def sign_pledge(person: Person, mark: str, language: str, now: datetime) -> None:
    """He signs the text that is in force; `mark` is the hash of the one he read. Raises NotPossible: another_text.

    Signed twice is signed once.
    """
    with transaction():
        row = pledge.in_force(now)
        if row is None or pledge.mark(row.version.pledge) != mark:
            raise NotPossible("another_text")
        signature = {"person": person, "guarantee": row, "hash": mark, "language": language, "at": now}
        if Pledge.insert(signature).on_conflict_ignore().returning(Pledge.id).execute():
            Audit.create(at=now, person=person, verb="pledge_signed", detail=f"guarantee {row.number}")
        Person.update(pledged=mark).where(Person.id == person.id).execute()
        Session.update(owes="").where(Session.person == person, Session.owes == "pledge").execute()


def _end(person: Person, which, now: datetime) -> bool:
    with transaction():
        ended = Session.delete().where(Session.person == person, which).execute()
        if ended:
            Audit.create(at=now, person=person, verb="sessions_ended", detail=str(ended))
    return ended > 0
