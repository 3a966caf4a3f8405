"""The outbox: letters wait in a table, written in the transaction of the change they tell of.

Why our own table and no task queue: a queue beside the database can lose a letter for a change that was
stored, or send one for a change that was rolled back. A row can do neither. Each row carries its own lease
(`try_at` while `worker` is set), so a letter whose worker died goes out by itself when the lease ends, and
every change of a held row asks for the id, the worker and the try it was claimed with, so that two workers
never both settle one letter. Over SMTP the sum is: at least once, at most one extra copy a crash, each copy
with the same Message-ID.

The address on a form is typed by anybody: `caps` says which letters to it are held back, and which wait.
"""

import math
import random
import secrets
from datetime import datetime, timedelta

from flask import current_app

from portal.mail import blanks, caps
from portal.mail.addresses import mailbox
from portal.mail.draft import ERASED, GATHERED, WITHDRAWN, Draft, Outcome
from portal.store.case import Case
from portal.store.db import db
from portal.store.letter import Letter
from portal.store.prepared import prepared

# Waits in units of RETRY_BASE, a minute: then hourly, for more than 72 hours whatever the jitter.
WAITS = (1, 2, 5, 10, 30)
HOURLY = 60
LAST_TRY = 85
JITTER = 0.2
UNSURE_WAIT = 15


def queue(draft: Draft | None, now: datetime, not_before: datetime | None = None) -> Letter | None:
    """Write the letter into the outbox, in the caller's transaction; it goes out from `not_before` on, or at once.

    None where there is nothing to write: no draft (the case has no e-mail), or a letter with this `once` is
    already there. A letter over the cap comes back `cancelled` with the error `cap`.
    """
    assert db.in_transaction(), "A letter is queued in the transaction of the change it tells of."
    if draft is None:
        return None
    # One spelling per address, so that capitals do not get around the cap; no mail system tells them apart.
    recipient = draft.recipient.lower()
    held = caps.held(draft, now)
    letter = Letter(
        case=draft.case_id,
        kind=draft.kind,
        once=draft.once,
        recipient=recipient,
        mailbox=mailbox(recipient),
        language=draft.language,
        subject=draft.subject,
        text=draft.text,
        message_id=_message_id(),
        state="cancelled" if held.why else "queued",
        error=held.why,
        try_at=None if held.why else max(held.until, not_before or now),
        at=now,
    )
    return letter if letter.add_once() else None


def gathering(case: Case, now: datetime) -> Letter | None:
    """The letter with news of this case that still waits for more."""
    return next((letter for letter in _untouched(case.id) if letter.try_at > now), None)


def gather(letter: Letter, draft: Draft, until: datetime) -> bool:
    """Let the letter that waits say this instead, from `until` on. False: the postman has taken it meanwhile."""
    words = {"kind": draft.kind, "subject": draft.subject, "text": draft.text, "try_at": until}
    waiting = (Letter.id == letter.id, Letter.tries == 0, Letter.try_at == letter.try_at)
    return Letter.update(words).where(*waiting).execute() == 1


def release(case: Case, now: datetime) -> None:
    """What waits for more news goes now: before a letter that does not wait."""
    waiting = gathering(case, now)
    if waiting:
        Letter.update(try_at=now).where(Letter.id == waiting.id, Letter.tries == 0, Letter.try_at > now).execute()


@prepared
def _untouched(case_id: int):
    """The letters with news of this case that nobody has tried yet: one at the most waits."""
    untouched = (Letter.state == "queued", Letter.tries == 0, Letter.worker.is_null(), Letter.try_at.is_null(False))
    return Letter.select().where(Letter.case == case_id, Letter.kind.in_(GATHERED), *untouched).order_by(-Letter.id)


def _message_id() -> str:
    """Fixed with the row, so that every copy of a letter is known as the same letter."""
    domain = current_app.config["KEPT"].sender[1].rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"


def claim(worker: str, now: datetime) -> Letter | None:
    """The letter that has waited longest, held by this worker for OUTBOX_LEASE; None when nothing is due."""
    while letter := _due.first(int(now.timestamp())):
        held = (
            Letter.update(worker=worker, try_at=lease_end(now), tries=Letter.tries + 1)
            .where(Letter.id == letter.id, Letter.try_at == letter.try_at)
            .execute()
        )
        if held:
            return Letter.get_by_id(letter.id)
    return None


@prepared
def _due(now: int):
    return Letter.select().where(Letter.try_at <= now).order_by(Letter.try_at, Letter.id).limit(1)


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=math.ceil(current_app.config["KEPT"].outbox_lease))


def beat(letter: Letter, until: datetime) -> bool:
    """Hold on to the letter until then. False: the lease ran out and somebody else holds it."""
    return Letter.update(try_at=until).where(*_held(letter)).execute() == 1


def settle(letter: Letter, outcome: Outcome, now: datetime) -> bool:
    """Write down how the try ended. False: somebody else holds the letter by now, and nothing was written."""
    after = _after(letter, outcome, now)
    if letter.kind == ERASED and after["try_at"] is None:
        after |= blanks.blank(letter.recipient)
    return Letter.update(worker=None, **after).where(*_held(letter)).execute() == 1


def _held(letter: Letter) -> tuple:
    """The conditions under which the letter is still as this worker claimed it."""
    return (
        Letter.id == letter.id,
        Letter.worker == letter.worker,
        Letter.tries == letter.tries,
        Letter.try_at.is_null(False),
    )


def _after(letter: Letter, outcome: Outcome, now: datetime) -> dict:
    if outcome.how == "sent":
        return {"state": "sent", "try_at": None, "sent_at": now, "error": None}
    if outcome.how == "refused":
        return {"state": "dead", "try_at": None, "error": outcome.error}
    if outcome.how == "unsure":
        # It may have arrived. One more copy, marked as the same letter, is better than none; two are not.
        again = None if letter.state == "uncertain" else now + wait(UNSURE_WAIT)
        return {"state": "uncertain", "try_at": again, "error": outcome.error}
    if letter.tries >= LAST_TRY:
        return {"state": "dead", "try_at": None, "error": outcome.error}
    return {"try_at": now + back_off(letter.tries), "error": outcome.error}


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries, with jitter, so that a server that comes back is not stormed."""
    units = WAITS[tries - 1] if tries <= len(WAITS) else HOURLY
    return wait(units * random.uniform(1 - JITTER, 1 + JITTER))


def wait(units: float) -> timedelta:
    """So many units of RETRY_BASE: all waits of the post room are multiples of it."""
    return timedelta(seconds=units * current_app.config["KEPT"].retry_base)


def send_again(letter: Letter, now: datetime, recipient: str | None = None) -> bool:
    """Staff send it once more, with the same Message-ID. False: a worker holds it at this moment, or it was erased."""
    to = (recipient or letter.recipient).lower()
    again = {"state": "queued", "try_at": now, "tries": 0, "error": None, "recipient": to, "mailbox": mailbox(to)}
    there = (Letter.id == letter.id, Letter.worker.is_null(), Letter.text != "")
    return Letter.update(**again).where(*there).execute() == 1


def cancel(case: Case) -> int:
    """What still waits to be sent about this case is not sent. How many letters that were."""
    waiting = (Letter.case == case, Letter.try_at.is_null(False))
    return Letter.update(state="cancelled", try_at=None, error=WITHDRAWN).where(*waiting).execute()


def call_sent(after: int) -> None:
    """Let the letters written after this one count as sent when they were written: those of a demo go to nobody."""
    waiting = (Letter.id > after, Letter.try_at.is_null(False))
    Letter.update(state="sent", sent_at=Letter.at, try_at=None).where(*waiting).execute()
