"""What a mail may do by itself. Only one thing ever: be a message of the customer on his own case.

For that it must be sent to the address that was signed for the case, and from the address of the case. Either alone
proves little: a From: line is typed by whoever sends, and a letter with the address in it can be passed on. Everything
else waits for staff, or is known to be written by no one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.mail import replies
from portal.mail.inbox import Incoming
from portal.store import letter as letters
from portal.store import mail as mails
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.mail import WAITING
from portal.store.sheet import link_ended

#: More from one person within an hour is taken for two programs that talk to each other.
SPAN, MOST = timedelta(hours=1), 20


@dataclass(frozen=True, slots=True)
class Judged:
    """The state a mail gets and why; `case` is the one it speaks on, `meant` the one it only names."""

    state: str
    why: str = ""
    case: Case | None = None
    meant: Case | None = None
    letter: Letter | None = None


def judge(mail: Incoming, now: datetime) -> Judged:
    if mail.returned:
        letter = letters.by_message_ids(mail.returned.message_ids)
        return Judged("bounce", letter=letter, meant=letter.case if letter else None)
    if mail.automatic:
        return Judged("automatic", mail.automatic, meant=_named(mail))
    if not mail.whole:
        return Judged(WAITING, "unreadable")
    signed = [case for case in map(replies.case_of, mail.tags) if case]
    if len(signed) != 1:
        why = "several" if signed else "stale" if mail.tags else "untagged"
        return Judged(WAITING, why, meant=_named(mail))
    (case,) = signed
    why = _against(mail, case, now)
    return Judged(WAITING, why, meant=case) if why else Judged("message", case=case)


def _against(mail: Incoming, case: Case, now: datetime) -> str:
    """Why a mail with the tag of this case is still no message on it; "" where nothing is against it."""
    if case.erased_at or link_ended(case, now):
        return "ended"
    if not case.email or mail.sender != case.email.lower():
        return "stranger"
    if not mail.words and not mail.attached:
        return "empty"
    return "loop" if mails.messages_since(case, now - SPAN) >= MOST else ""


def _named(mail: Incoming) -> Case | None:
    """The case of the letter it answers: a hint to staff, and the rule about who may see it."""
    letter = letters.by_message_ids(mail.refers_to)
    return letter.case if letter else None
