"""Passwords in this process of the tests cost next to nothing: the same hashing with the smallest figures it takes.

How slow it really is, tests/actions/test_team.py looks at, with what the portal itself set; processes the tests start
hash as the portal does.
"""

from werkzeug.security import generate_password_hash

from portal.actions.team import passwords

REAL_METHOD, REAL_NOBODY = passwords.METHOD, passwords.NOBODY
QUICK = "scrypt:256:1:1"
NOBODY = generate_password_hash("nobody's", QUICK)


def quicken() -> None:
    passwords.METHOD, passwords.NOBODY = QUICK, NOBODY


def as_it_is(monkeypatch) -> None:
    """For one test, the real ones."""
    monkeypatch.setattr(passwords, "METHOD", REAL_METHOD)
    monkeypatch.setattr(passwords, "NOBODY", REAL_NOBODY)
