"""Passwords: how long they are, how they are kept, and a comparison that takes the same time for anybody."""

import unicodedata
from threading import BoundedSemaphore

from werkzeug.security import check_password_hash, generate_password_hash

LEAST = 10
MOST = 128  # checked before hashing: ten megabytes of password would stop the server

METHOD = "scrypt:32768:8:1"
#: One hash takes 32 MB and 90 ms of a core; a storm of guesses must not take all of both.
_AT_ONCE = BoundedSemaphore(2)
#: The hash of a password nobody has: an account that is not there takes as long to refuse as one that is.
NOBODY = (
    "scrypt:32768:8:1$9sbq17Oi5CJjNQwn$b13b7550faa36587df8839915a43a8a519f33cb135a242e0b0a64a2124cad7e3"
    "fd1c2f12f72d5d985da064a3cceef60586168b5a0adedb2292289939cfc1e8b0"
)


def acceptable(password: str) -> bool:
    return LEAST <= len(password) <= MOST


def hashed(password: str) -> str:
    """What is kept of a password. Raises ValueError where its length is refused."""
    if not acceptable(password):
        raise ValueError(f"A password has {LEAST} to {MOST} characters.")
    with _AT_ONCE:
        return generate_password_hash(_typed(password), METHOD)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password that was kept; `None` is nobody's, and never fits."""
    if len(password) > MOST:
        return False
    with _AT_ONCE:
        right = check_password_hash(kept or NOBODY, _typed(password))
    return right and kept is not None


def _typed(password: str) -> str:
    """One spelling: the same keys on a Chinese and on a Latin keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)
