"""Letters of ours that came back (RFC 3464): which one, and what the server said.

Which letter it is, is read from its Message-ID: 128 random bits only its recipient has seen. Whoever knows it can make
his own letter look returned, and no more: staff are told, and nobody is written to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from portal.core.cleaning import clean_line
from portal.mail.inbox.decoding import header, text_of

OURS = re.compile(r"<[0-9a-f]{32}@[^\s<>@]{1,255}>")
BY_HAND = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
#: How a program begins that tells in its own words that it could not deliver.
FAILED = re.compile(
    r"\s*(undeliver|delivery (status notification|failure|has failed)|mail delivery (failed|system)|returned mail"
    r"|failure notice|unzustellbar|系统退信|退信|邮件退回|无法投递|投递失败|邮件发送失败|無法投遞)",
    re.IGNORECASE,
)
SAID = 300


@dataclass(frozen=True, slots=True)
class Returned:
    """`failed` False: it is only late, and the server goes on trying. `said` is the server's own sentence."""

    message_ids: tuple[str, ...]
    failed: bool
    said: str


def returned(message: Message, sender: str, subject: str, text: str) -> Returned | None:
    """What came back; None where this is no such report."""
    report = message.get_content_type() == "multipart/report" and "delivery-status" in _reports_on(message)
    told = (BY_HAND.match(sender) or not sender) and FAILED.match(subject)
    if not (report or told or header(message, "X-Failed-Recipients")):
        return None
    groups = list(_groups(message))
    actions = [header(group, "Action").lower() for group in groups if header(group, "Action")]
    failed = "failed" in actions if actions else bool(told or header(message, "X-Failed-Recipients"))
    return Returned(_named(message, text), failed, _said(groups, text))


def _reports_on(message: Message) -> str:
    """What kind of report it says it is. Some programs forget to."""
    try:
        return str(message.get_param("report-type", "delivery-status")).lower()
    except (ValueError, LookupError, TypeError):
        return ""


def _groups(message: Message) -> Iterator[Message]:
    """The groups of fields of the report: the first is about the server, each other one about a recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from part.get_payload()


def _said(groups: list[Message], text: str) -> str:
    for group in groups:
        said = header(group, "Diagnostic-Code").partition(";")[2] or header(group, "Diagnostic-Code")
        if said.strip() or header(group, "Action"):
            return clean_line(f"{said} ({header(group, 'Status')})" if header(group, "Status") else said, SAID)[:SAID]
    return clean_line(text[:SAID], SAID)


def _named(message: Message, text: str) -> tuple[str, ...]:
    """Our Message-IDs in the letter that came back with it; where it did not come, those in the words of the report."""
    inside = [part for part in message.walk() if part is not message]
    found = [number for part in inside for number in OURS.findall(header(part, "Message-ID"))]
    for part in inside:
        if part.get_content_type() == "text/rfc822-headers":
            found += OURS.findall(text_of(part.get_payload(decode=True) or b""))
    return tuple(dict.fromkeys(found or OURS.findall(text)))[:20]
