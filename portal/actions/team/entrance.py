"""Getting in and out. A page never says which accounts exist, and guessing is slow however many machines guess."""

import secrets
from datetime import datetime, timedelta

from portal.actions.team import factors, passwords
from portal.actions.team.tries import TRIES, TRY_SPAN, TooManyTries, count_try, hash_of
from portal.mail import letters, outbox
from portal.store import audit, pledge
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Session

SESSION_LENGTH = timedelta(hours=12)  # however busy; idle sessions end sooner (SESSION_IDLE)
LETTERS, LETTER_SPAN = 3, timedelta(hours=1)


def sign_in(
    email: str, password: str, address: str, now: datetime, known: bool = False, browser: str = ""
) -> tuple[Person, str] | None:
    """The person and the key of a new session, or None: wrong, unknown and retired are one answer. Raises TooManyTries.

    The key is empty where the second factor is still to come. `address` is where the request came from. `known`: the
    browser has signed in to this account before; it is counted by itself, so that whoever storms the account from
    elsewhere does not lock its owner out.
    """
    person = people.by_email(email)
    _count_the_try(_keys(email, address, known), person, now)
    works_here = person is not None and person.retired_at is None
    if not passwords.fits(person.password if works_here else None, password):
        return None
    return person, "" if person.totp else enter(person, now, address, browser)


def second_step(
    person: Person, code: str, address: str, now: datetime, known: bool = False, browser: str = ""
) -> str | None:
    """The key of a new session for whoever gave the password already, or None for a wrong code. Raises TooManyTries."""
    count_try(f"second {person.id}{' known' if known else ''}", now)
    with transaction():
        return enter(person, now, address, browser) if factors.spend(person, code, now) else None


def enter(person: Person, now: datetime, address: str, browser: str = "") -> str:
    """A session for somebody who proved who he is; written down."""
    with transaction():
        Audit.create(at=now, person=person, verb="sign_in", detail=f"from {address}")
        return open_session(person, now, address, browser)


def open_session(person: Person, now: datetime, address: str = "", browser: str = "") -> str:
    """A new session, always with a new key: 256 random bits, of which only the hash is kept. Sweeps out ended ones."""
    key = secrets.token_urlsafe(32)
    with transaction():
        people.sweep_sessions(now - SESSION_LENGTH)
        Session.create(
            key_hash=hash_of(key),
            person=person,
            made_at=now,
            seen_at=now,
            address=address[:45],
            browser=browser[:200],
            owes=_owes(person, now),
        )
    return key


def current(key: str, now: datetime, idle: timedelta) -> Person | None:
    """Who is signed in with this key, as the database knows him at this moment."""
    session = current_session(key, now, idle)
    return session.person if session else None


def current_session(key: str, now: datetime, idle: timedelta) -> Session | None:
    """The session of this key with its person, unless it ended. Notes that he was seen, and what he owes by now."""
    session = people.session(hash_of(key)) if key else None
    if session is None or session.person.retired_at is not None:
        return None
    if now - session.seen_at > idle or now - session.made_at > SESSION_LENGTH:
        return None
    if now - session.seen_at >= min(timedelta(minutes=1), idle / 4):  # a write a minute, not one a page
        session.owes = _owes(session.person, now)
        Session.update(seen_at=now, owes=session.owes).where(Session.id == session.id).execute()
    return session


def sign_out(key: str, now: datetime) -> None:
    """End the session itself, so that a copied cookie is worth nothing afterwards."""
    session = people.session(hash_of(key))
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
    return f"account {hash_of(email.strip().lower())[:16]}"


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


def _owes(person: Person, now: datetime) -> str:
    return "pledge" if pledge.owed(person, now) else ""
