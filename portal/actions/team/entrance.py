"""Getting in and out. A page never says which accounts exist, and guessing is slow however many machines guess."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from portal.actions.team import passwords
from portal.mail import letters, outbox
from portal.store import audit
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Session

SESSION_LENGTH = timedelta(hours=12)  # however busy; idle sessions end sooner (SESSION_IDLE)
TRIES, TRY_SPAN = 5, timedelta(minutes=1)
LETTERS, LETTER_SPAN = 3, timedelta(hours=1)


class TooManyTries(Exception):
    """This account, or this address, has been tried too often within a minute."""


def sign_in(email: str, password: str, address: str, now: datetime, known: bool = False) -> tuple[Person, str] | None:
    """The person and the key of a new session, or None: wrong, unknown and retired are one answer. Raises TooManyTries.

    `address` is where the request came from. `known`: the browser has signed in to this account before; it is counted
    by itself, so that whoever storms the account from elsewhere does not lock its owner out.
    """
    person = people.by_email(email)
    _count_the_try(_keys(email, address, known), person, now)
    works_here = person is not None and person.retired_at is None
    if not passwords.fits(person.password if works_here else None, password):
        return None
    with transaction():
        Audit.create(at=now, person=person, verb="sign_in", detail=f"from {address}")
        return person, open_session(person, now)


def open_session(person: Person, now: datetime) -> str:
    """A new session, always with a new key: 256 random bits, of which only the hash is kept. Sweeps out ended ones."""
    key = secrets.token_urlsafe(32)
    with transaction():
        Session.delete().where(Session.made_at < now - SESSION_LENGTH).execute()
        Session.create(key_hash=_hash(key), person=person, made_at=now, seen_at=now)
    return key


def current(key: str, now: datetime, idle: timedelta) -> Person | None:
    """Who is signed in with this key, as the database knows him at this moment. Notes that he was seen."""
    session = people.session(_hash(key)) if key else None
    if session is None or session.person.retired_at is not None:
        return None
    if now - session.seen_at > idle or now - session.made_at > SESSION_LENGTH:
        return None
    if now - session.seen_at >= min(timedelta(minutes=1), idle / 4):  # a write a minute, not one a page
        Session.update(seen_at=now).where(Session.id == session.id).execute()
    return session.person


def sign_out(key: str, now: datetime) -> None:
    """End the session itself, so that a copied cookie is worth nothing afterwards."""
    session = people.session(_hash(key))
    if session is not None:
        with transaction():
            session.delete_instance()
            Audit.create(at=now, person=session.person, verb="sign_out")


def forgotten(email: str, now: datetime) -> None:
    """Mail the link for a new password, if this address is somebody's. Says nothing either way."""
    person = people.by_email(email)
    with transaction():
        asked = audit.count("forgotten", now - LETTER_SPAN, detail=_account(email))
        Audit.create(at=now, person=person, verb="forgotten", detail=_account(email))
        if person and person.retired_at is None and asked < LETTERS:
            outbox.queue(letters.account("reset" if person.password else "invite", person), now)


def _keys(email: str, address: str, known: bool) -> tuple[str, ...]:
    """Under which names a try is counted."""
    account = _account(email)
    return (f"{account} known",) if known else (account, f"from {address}")


def _account(email: str) -> str:
    """What was typed as an address may be a password typed in the wrong place: only its hash is written down."""
    return f"account {_hash(email.strip().lower())[:16]}"


def _count_the_try(keys: tuple[str, ...], person: Person | None, now: datetime) -> None:
    # The try is written down before the password is looked at, so that tries at the same instant count each other.
    with transaction():
        audit.alone(keys)
        if any(_failed(key, person, now - TRY_SPAN) >= TRIES for key in keys):
            raise TooManyTries
        for key in keys:
            Audit.create(at=now, verb="sign_in_try", detail=key)


def _failed(key: str, person: Person | None, since: datetime) -> int:
    """Tries that did not end in a session: a whole office behind one address may sign in at nine o'clock, and
    one person on all his machines."""
    tried = audit.count("sign_in_try", since, detail=key)
    if key.startswith("from "):
        return tried - audit.count("sign_in", since, detail=key)
    return tried - audit.count("sign_in", since, person=person) if person else tried


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
