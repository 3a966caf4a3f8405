"""What is left of the letters of an erased case: that they were written, when, and what became of them.

In the place of the address stands a mark that only this portal can make of it: whoever files, withdraws and erases
again and again must not get around the caps on letters to one address. After a day, the longest cap, it goes as well.
"""

import hmac
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from portal.mail.addresses import mailbox
from portal.mail.draft import CAP, DECLINED, ERASED, LOST_LINKS, WITHDRAWN
from portal.store import letter as letters
from portal.store.case import Case
from portal.store.letter import Letter

MARK, AFTER_MARKS = "erased:", "erased;"  # every mark stands between the two
KEPT = timedelta(days=1)


def mark(box: str) -> str:
    """What stands in the place of this mailbox."""
    key = current_app.config["KEPT"].secret_keys[-1]
    return MARK + hmac.new(key.encode(), box.encode(), "sha256").hexdigest()[:32]


def blank(recipient: str) -> dict[str, str]:
    """The columns of a letter that held words or an address."""
    return {"recipient": "", "mailbox": mark(mailbox(recipient)), "subject": "", "text": ""}


def erase(case: Case) -> None:
    """Blank the letters of this case, in the caller's transaction; what had not gone out does not go any more. Only the
    very last one, which says that all is erased, still goes, and is blanked when that is settled."""
    last = (Letter.kind == ERASED) & Letter.try_at.is_null(False)
    for address in letters.recipients(case):
        _erase((Letter.case == case, Letter.recipient == address, ~last), address)
    if case.email:  # a letter with the links of several cases belongs to none of them
        address = case.email.lower()
        _erase((Letter.case.is_null(), Letter.kind == LOST_LINKS, Letter.recipient == address), address)


def _erase(which: tuple, address: str) -> None:
    waiting = (*which, Letter.try_at.is_null(False))
    Letter.update(state="cancelled", try_at=None, error=WITHDRAWN).where(*waiting).execute()
    ours = Letter.error.in_((CAP, DECLINED, WITHDRAWN))
    quoting = (*which, ~ours)  # a mail server that refuses repeats the address
    Letter.update(error=None).where(*quoting).execute()
    Letter.update(blank(address)).where(*which).execute()


def forget_marks(now: datetime) -> None:
    """The marks that no cap needs any more."""
    old = (Letter.mailbox >= MARK, Letter.mailbox < AFTER_MARKS, Letter.at < now - KEPT)
    Letter.update(mailbox="").where(*old).execute()


def clear_mailbox(folder: Path, now: datetime) -> None:
    """Take the letters of erased cases out of the mailbox of this machine; the last one of a case after a day."""
    files = {int(file.name.partition("-")[0]): file for file in folder.glob("[0-9]*-*.eml")}
    for ids in _hundreds(sorted(files)):
        for letter_id in letters.erased(ids, now - KEPT):
            files[letter_id].unlink(missing_ok=True)
    for half in folder.glob(".*.eml.*"):  # a postman was killed while he wrote it
        if half.stat().st_mtime < (now - KEPT).timestamp():
            half.unlink(missing_ok=True)


def _hundreds(ids: list[int]):
    return [ids[i : i + 500] for i in range(0, len(ids), 500)]
