"""How often somebody may try: each try is written down before it is looked at, so that tries at one instant count."""

from datetime import datetime, timedelta
from hashlib import sha256

from portal.store import audit
from portal.store.audit import Audit
from portal.store.db import transaction

TRIES, TRY_SPAN = 5, timedelta(minutes=1)
#: For what is short or is asked of somebody who is known already: codes of six digits, one's own password.
LIMITS = ((TRIES, TRY_SPAN), (20, timedelta(hours=1)))


class TooManyTries(Exception):
    """This account, or this address, has been tried too often."""


def count_try(key: str, now: datetime) -> None:
    """One more try under this name. Raises TooManyTries."""
    with transaction():
        audit.alone([key])
        if any(audit.count("second_try", now - span, detail=key) >= most for most, span in LIMITS):
            raise TooManyTries
        Audit.create(at=now, verb="second_try", detail=key)


def hash_of(secret: str) -> str:
    """What is kept of something random or of an address: enough to know it again."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
