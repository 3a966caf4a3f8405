"""Erasing, around the verb of that name: what follows it outside the database, and the cases whose time has come.

The verb itself (`core.case.Verb.ERASE`) blanks every row in its own transaction. What may only follow a change that is
really stored (bytes on the shelf, letters in the mailbox of this machine, old copies inside SQLite's files) is done
here, at once and again every hour, so that a power cut in between delays it and no more.
"""

from datetime import datetime, timedelta
from pathlib import Path

from portal.actions import moves
from portal.actions.moves import WATCH, Overtaken
from portal.core.case import Verb
from portal.mail import blanks
from portal.store import erasure
from portal.store.case import Case
from portal.store.db import transaction

#: A day and a bit: whatever was erased since then may have left something (FAULTS.md P21).
LATELY = timedelta(hours=25)
STEPS = 50  # of some ten milliseconds: an index of 12 MB is done at once, a larger one little by little


def finish(mail_dir: Path, now: datetime) -> bool:
    """Clear away what erasing leaves outside the rows. False: not all of it could be done now; ask again."""
    if not erasure.lately(now - LATELY):
        return True
    with transaction():
        blanks.forget_marks(now)
    blanks.clear_mailbox(mail_dir, now)
    return erasure.scrub(STEPS)


def overdue(now: datetime, imported: bool = False) -> list[Case]:
    """The closed cases that are to be erased by now."""
    return list(erasure.overdue(now, imported))


def erase(case: Case, now: datetime) -> bool:
    """Erase a case whose time has come. False: somebody moved it at this very moment."""
    try:
        moves.move(case, Verb.ERASE, WATCH, now)
    except Overtaken:
        return False
    return True
