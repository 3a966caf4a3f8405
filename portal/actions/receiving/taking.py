"""Taking a mail in: its original on the shelf, its row, and what it does, in this order and once.

Whoever delivers it (the mailbox, a mail server through the pipe) lets go of it only after this returned, and brings it
again otherwise; the unique `once` of its row makes the second time nothing. So a crash anywhere neither loses nor
doubles it: at worst an original without a row is left, which the sweep finds.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime

from portal.actions import moves
from portal.actions.moves import CUSTOMER, WATCH, Overtaken
from portal.actions.receiving.judging import Judged, judge
from portal.core.case import OPEN, Given, Refused, Verb
from portal.mail import links
from portal.mail.draft import ACCOUNT, DESK, STAFF
from portal.mail.inbox import Incoming
from portal.store import case as cases
from portal.store import letter as letters
from portal.store import mail as mails
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.file import File
from portal.store.mail import WAITING, Mail
from portal.store.message import Message
from portal.store.shelf import Shelf

WORDS, REST = 20_000, 200_000  # characters: of more, the original has the rest
log = logging.getLogger(__name__)

#: (name, bytes, why it was not taken or "") of each file.
Told = Sequence[tuple[str, int, str]]


def take_in(mail: Incoming, raw: bytes, files: Sequence[File], told: Told, shelf: Shelf, now: datetime) -> Mail | None:
    """Store this mail and let it do what it may; None where it was here already. `files` are those of its files that
    were good, `told` is said of all of them. Raises OSError where there is no room; then nothing happened."""
    if mails.known(mail.once):
        return None
    row = _row(mail, raw, told, now)
    row.stored = shelf.put(raw)
    with transaction():
        try:
            fresh = row.add_once()
            if fresh:
                _do(row, mail, files, now)
        except BaseException:
            shelf.remove(row.stored)
            raise
    if not fresh:
        shelf.remove(row.stored)
        return None
    log.info("mail %s came in: %s %s", row.id, row.state, row.why)
    return row


def _row(mail: Incoming, raw: bytes, told: Told, now: datetime) -> Mail:
    row = Mail(
        once=mail.once,
        at=now,
        arrived_at=min(mail.arrived_at or now, now),
        state=WAITING,
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        words=links.hidden(mail.words),
        rest=links.hidden(mail.rest)[:REST],
        said=mail.returned.said if mail.returned else "",
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    row.files = told
    return row


def _do(row: Mail, mail: Incoming, files: Sequence[File], now: datetime) -> None:
    judged = judge(mail, now)
    row.state, row.why, row.case = judged.state, judged.why, judged.case
    row.meant, row.letter = judged.meant, judged.letter
    if judged.case:
        _speak(row, judged, files, now)
    if judged.letter and mail.returned.failed:
        _came_back(judged, mail, now)
    row.save()


def _speak(row: Mail, judged: Judged, files: Sequence[File], now: datetime) -> None:
    body = row.words or "\n".join(file.name for file in files)
    if not body:
        row.state, row.why, row.case, row.meant = WAITING, "empty", None, judged.case
        return
    try:
        row.message = say(judged.case, body[:WORDS], files, now)
    except Refused:
        row.state, row.why, row.case, row.meant = WAITING, "ended", None, judged.case


def say(case: Case, body: str, files: Sequence[File], now: datetime) -> Message:
    """The customer's words, by the gate: a reply while the case is open, and afterwards something more, of which staff
    say what it means. Raises Refused. A case that somebody moved at this very moment is tried once more."""
    try:
        with transaction():
            moved = moves.move(case, _verb(case), CUSTOMER, now, Given(body=body), files)
    except (Overtaken, Refused):
        case = cases.reread(case)
        with transaction():
            moved = moves.move(case, _verb(case), CUSTOMER, now, Given(body=body), files)
    return mails.newest_message(moved)


def _verb(case: Case) -> Verb:
    return Verb.REPLY if case.state in OPEN else Verb.MORE


def _came_back(judged: Judged, mail: Incoming, now: datetime) -> None:
    """The letter is called what it is; of one to a customer, those who answer for his case are told, once."""
    letter = judged.letter
    if not letters.came_back(letter, mail.returned.said) or letter.kind in (*STAFF, *ACCOUNT, *DESK):
        return
    try:
        with transaction():
            moves.move(cases.reread(letter.case), Verb.BOUNCE, WATCH, now)
    except Refused:
        log.info("letter %s of an erased case came back", letter.id)
