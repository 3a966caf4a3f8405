"""The second factor: a code that changes every half minute, and recovery codes for the day the phone is lost.

A code works once: the half minute it belongs to is written down, and that one or an older one is refused afterwards.
"""

import secrets
from datetime import datetime

import pyotp

from portal.actions.team.tries import count_try, hash_of
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Recovery, Session

STEP = 30  # seconds, as every authenticator has it
NEAR = (0, -1, 1)  # a clock may run half a minute ahead or behind
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


class WrongCode(ValueError):
    """Not the code of this moment, or one that was used already."""


def new_secret() -> str:
    """160 random bits, as authenticators take them."""
    return pyotp.random_base32()


def address_of(person: Person, secret: str, issuer: str) -> str:
    """What the square code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=issuer)


def enrol(person: Person, secret: str, code: str, now: datetime, keep: Session | None = None) -> list[str]:
    """From now on this secret's codes are asked for; the recovery codes, which nobody can show again. Every session but
    `keep` ends. Raises WrongCode, or TooManyTries."""
    count_try(f"second {person.id}", now)
    with transaction():
        step = _step_of(secret, code, now)
        if step is None or (secret == person.totp and step <= (person.totp_step or 0)):
            raise WrongCode
        Person.update(totp=secret, totp_step=step).where(Person.id == person.id).execute()
        Session.delete().where(Session.person == person, Session.id != (keep.id if keep else 0)).execute()
        Audit.create(at=now, person=person, verb="second_factor_on", detail=f"person {person.id}")
        return _fresh_codes(person)


def take_off(person: Person, by: Person, now: datetime) -> None:
    """No second factor any more: a lost phone, or a change of mind. Whom it is taken from is signed out, unless he did
    it himself."""
    with transaction():
        Person.update(totp=None, totp_step=None).where(Person.id == person.id).execute()
        Recovery.delete().where(Recovery.person == person).execute()
        if person.id != by.id:
            Session.delete().where(Session.person == person).execute()
        Audit.create(at=now, person=by, verb="second_factor_off", detail=f"person {person.id}")


def new_codes(person: Person, now: datetime) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing."""
    with transaction():
        Audit.create(at=now, person=person, verb="recovery_codes", detail=f"person {person.id}")
        return _fresh_codes(person)


def spend(person: Person, code: str, now: datetime) -> bool:
    """Whether this is the code of the moment or a recovery code, and was never used before. Spends it."""
    typed = "".join(c for c in code.casefold() if c.isalnum())
    return _spend_code(person, typed, now) if len(typed) > 8 else _spend_step(person, typed, now)


def _spend_step(person: Person, code: str, now: datetime) -> bool:
    step = _step_of(person.totp, code, now) if person.totp else None
    if step is None:
        return False
    later = Person.totp_step.is_null() | (Person.totp_step < step)
    # Two sends of one code at the same instant: the second finds no row.
    return Person.update(totp_step=step).where(Person.id == person.id, Person.totp == person.totp, later).execute() == 1


def _spend_code(person: Person, code: str, now: datetime) -> bool:
    mine = (Recovery.person == person, Recovery.code_hash == hash_of(code), Recovery.used_at.is_null())
    spent = Recovery.update(used_at=now).where(*mine).execute() == 1
    if spent:
        Audit.create(at=now, person=person, verb="recovery_code_used")
    return spent


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute this code belongs to, if it is a present one."""
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        return None
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [present + near for near in NEAR if secrets.compare_digest(totp.generate_otp(present + near), code)]
    return fitting[0] if fitting else None


def _fresh_codes(person: Person) -> list[str]:
    Recovery.delete().where(Recovery.person == person).execute()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(CODES)]  # 79 random bits each
    Recovery.insert_many([{"person": person, "code_hash": hash_of(code)} for code in codes]).execute()
    return ["-".join(code[n : n + 4] for n in range(0, 16, 4)) for code in codes]
