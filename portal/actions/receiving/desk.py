"""What staff make of mail that could not be a message by itself. Two at once: the second is told."""

import json
from collections.abc import Sequence
from datetime import datetime

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.actions.receiving.taking import WORDS, Told, say
from portal.core.case import Given, Verb
from portal.store import mail as mails
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.file import File
from portal.store.mail import ASIDE, WAITING, Mail
from portal.store.person import Person

AS_CUSTOMER, AS_NOTE = "customer", "note"
#: How it begins what a note quotes.
QUOTE = "> "


class Unsaid(ValueError):
    """There is nothing in the mail that could be said."""


def attach(
    mail: Mail,
    case: Case,
    how: str,
    reason: str,
    person: Person,
    now: datetime,
    files: Sequence[File] = (),
    told: Told = (),
) -> None:
    """Put the mail on this case: as the customer's own words, vouched for by this colleague, or as an internal note.
    Why stands in the history either way. `files` are those of its files that were good, `told` is said of all of them.
    Raises Overtaken, core.case.Refused and Unsaid; then nothing happened."""
    with transaction():
        if how == AS_CUSTOMER:
            body = mail.words or "\n".join(file.name for file in files)
            if not body:
                raise Unsaid
            message = say(case, body[:WORDS], files, now)
            moves.move(case, Verb.NOTE, Actor.staff(person), now, Given(body=reason))
        else:
            moves.move(case, Verb.NOTE, Actor.staff(person), now, Given(body=_quoting(mail, reason)))
            message = mails.newest_message(case)
        state = "message" if how == AS_CUSTOMER else "note"
        attached = json.dumps(list(told), ensure_ascii=False)
        _settle(mail, person, now, state=state, case=case, message=message, attached=attached)
        Audit.create(at=now, person=person, verb="mail_attach", case=case, detail=f"mail {mail.id} as {how}")


def put_aside(mail: Mail, person: Person, now: datetime) -> None:
    """Nobody need look at it any more. Raises Overtaken."""
    with transaction():
        _settle(mail, person, now, state=ASIDE)
        Audit.create(at=now, person=person, verb="mail_aside", detail=f"mail {mail.id}")


def put_back(mail: Mail, person: Person, now: datetime) -> None:
    """It waits for somebody again, as a mistake is undone. Raises Overtaken."""
    with transaction():
        _settle(mail, None, now, state=WAITING)
        Audit.create(at=now, person=person, verb="mail_back", detail=f"mail {mail.id}")


def read(mail: Mail, person: Person, now: datetime, verb: str = "mail_read") -> None:
    """The reader's own trail."""
    Audit.create(at=now, person=person, verb=verb, case=mail.case_id or mail.meant_id, detail=f"mail {mail.id}")


def _settle(mail: Mail, person: Person | None, now: datetime, **changes) -> None:
    if not mails.move(mail, mail.state, person=person, settled_at=now if person else None, **changes):
        raise Overtaken


def _quoting(mail: Mail, reason: str) -> str:
    quoted = "\n".join(f"{QUOTE}{line}".rstrip() for line in (mail.words or mail.rest).split("\n"))
    return f"{reason}\n\n{mail.sender_name} <{mail.sender}>\n{quoted}"[:WORDS].strip()
