"""Mail nobody needs any more goes again: automatic answers, reports on letters, and what staff put aside.

What belongs to a case is erased with it; what waits for somebody is never cleared away.
"""

from datetime import datetime, timedelta

from portal.store import mail as mails
from portal.store.db import transaction
from portal.store.shelf import Shelf

KEPT = timedelta(days=30)


def clear(shelf: Shelf, now: datetime) -> int:
    """Rows first, and then their originals. How many."""
    passed = mails.passed(now - KEPT)
    for mail in passed:
        with transaction():
            mails.forget(mail)
        if mail.stored:
            shelf.remove(mail.stored)
    return len(passed)
