"""Nobody's mail bomb: how many letters a stranger can cause by typing somebody's address.

The letters a stranger can cause alone (a receipt, that a case was taken back, links) are held back for good once a
mailbox had its share; the case is as good as any other. An apology, which keeps our word, is not held back for good: to
a mailbox that never opened a link of ours it waits until there is room, so that nobody turns our apologies into a flood
either. And what the watch sends follows the receipt: a case whose receipt was held back sends nothing by itself until a
person at our end has written to that address.

A mailbox that has opened a mailed link is verified: its owner wants our letters, and may cause more of them.
Staff are told of what customers do so often in an hour, and no oftener; their queue shows the rest. Of a case that
cannot wait its owner is always told, or nobody would be; and so is everybody of what a colleague did.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.mail import blanks
from portal.mail.addresses import mailbox, opt_out_mark
from portal.mail.draft import BY_CUSTOMERS, BY_STRANGERS, BY_THE_WATCH, CAP, DECLINED, SURVEY, Draft
from portal.store import case as cases
from portal.store import letter as letters
from portal.store import optout
from portal.store.db import db, is_sqlite

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNVERIFIED = ((HOUR, 3), (DAY, 10))
VERIFIED = ((HOUR, 10), (DAY, 40))
ALERTS = ((HOUR, 20),)


@dataclass(frozen=True)
class Held:
    """`why` it is never sent, or from which moment on it may be."""

    why: str | None
    until: datetime


def held(draft: Draft, now: datetime) -> Held:
    """What becomes of this letter, if it is queued now."""
    if draft.kind == SURVEY and optout.is_there(opt_out_mark(draft.recipient)):
        return Held(DECLINED, now)
    if draft.kind in BY_STRANGERS:
        return Held(CAP if _room(draft, now) > now else None, now)
    if draft.kind in BY_THE_WATCH:
        return _of_the_watch(draft, now)
    if draft.kind in BY_CUSTOMERS and not draft.must:
        moments = letters.moments((mailbox(draft.recipient),), BY_CUSTOMERS, now - HOUR)
        return Held(CAP if room_at(moments, ALERTS, now) > now else None, now)
    return Held(None, now)


def _of_the_watch(draft: Draft, now: datetime) -> Held:
    if letters.receipt_held_back(draft.case_id, draft.recipient.lower(), CAP):
        return Held(CAP, now)
    if draft.kind != "missed" or cases.is_verified(draft.recipient):
        return Held(None, now)
    return Held(None, _room(draft, now, UNVERIFIED))


def _room(draft: Draft, now: datetime, caps: tuple | None = None) -> datetime:
    """From when on this mailbox may get another letter that nobody wrote by hand."""
    box = mailbox(draft.recipient)
    if not is_sqlite():  # on SQLite one transaction writes at a time; here the letters to one mailbox queue up
        db.execute_sql("select pg_advisory_xact_lock(hashtext(%s))", (box,))
    moments = letters.moments((box, blanks.mark(box)), (*BY_STRANGERS, "missed"), now - 2 * DAY)
    room = room_at(moments, caps or UNVERIFIED, now)
    if room > now and caps is None and cases.is_verified(draft.recipient):
        return room_at(moments, VERIFIED, now)
    return room


def room_at(moments: list[datetime], caps: tuple, now: datetime) -> datetime:
    """The first moment from now on at which, with all that went out or will, no cap is reached."""
    for at in sorted({now, *(m + span for m in moments for span, _ in caps if m + span > now)}):
        if all(sum(m > at - span for m in moments) < most for span, most in caps):
            return at
    raise AssertionError("The last of these moments has nothing before it.")
