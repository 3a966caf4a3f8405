"""Mail that came in, as its pages draw it."""

from datetime import datetime, tzinfo

from portal.store.mail import WAITING, Mail
from portal.web.files import fault_of
from portal.web.show.attachments import size
from portal.words import mail as words
from portal.words import time

BEGINNING = 160


def mail_item(mail: Mail, zone: tzinfo, now: datetime) -> dict:
    """One mail, with the case it belongs to or names, where that was read with it."""
    word, tone = words.STATES[mail.state]
    about = getattr(mail, "about", None)
    return {
        "id": mail.id,
        "sender": words.sender(mail.sender_name, mail.sender),
        "subject": words.subject(mail.subject),
        "beginning": _beginning(mail.words),
        "words": mail.words,
        "rest": mail.rest,
        "said": mail.said,
        "state": mail.state,
        "standing": word,
        "tone": tone,
        "in_short": words.IN_SHORT.get(mail.why, word) if mail.state == WAITING else word,
        "why": words.WHY.get(mail.why, ""),
        "reference": about.reference if about else "",
        "belongs": mail.case_id is not None,
        "letter_id": mail.letter_id,
        "files": [_file(*one) for one in mail.files],
        "original": bool(mail.stored),
        "size_text": size(mail.size),
        "at_text": time.short(mail.arrived_at, zone, now),
        "at_iso": mail.arrived_at.astimezone(zone).isoformat(),
    }


def _file(name: str, octets: int, why: str) -> dict[str, str]:
    return {"name": name, "size_text": size(octets), "fault": fault_of(why, name) if why else ""}


def _beginning(text: str) -> str:
    line = " ".join(text[: 2 * BEGINNING].split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rstrip()}…"
