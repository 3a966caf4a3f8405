"""From a row of the outbox to the bytes on the wire.

Flask-Mail's own message sends Chinese paragraphs as one unbroken 8-bit line, which mail servers refuse for
good (RFC 5321: 998 octets), and takes line breaks in headers. This one is composed by the standard library's
modern policy in 7-bit encodings, and is parsed back before it may go: Python up to 3.11.9 turns some subjects
into headers and text of their own (CVE-2024-6923).
"""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property

import flask_mail
from flask import current_app

from portal.mail import links, look, replies
from portal.mail.draft import CUSTOMER, LOST_LINKS, SURVEY
from portal.store import letter as letters
from portal.store.letter import Letter

#: What a customer may answer by mail. Staff's alerts and the letters about accounts come from no case.
ANSWERABLE = {*CUSTOMER, LOST_LINKS, SURVEY}
POLICY = policy.SMTP.clone(cte_type="7bit")
#: One address: no list, no name, no quotes, nothing that ends a line or opens a comment.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


class ComposeRefused(ValueError):
    """This letter must not be sent as it is; the message says why."""


class Unfolded(str):
    """A header that holds one long address: the standard library would cut it into encoded words, which no mail program
    takes for an address."""

    name, defects = "List-Unsubscribe", ()

    def fold(self, *, policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Message(flask_mail.Message):
    """A letter as a Flask-Mail message: one recipient, fixed headers, text and HTML."""

    def __init__(self, letter: Letter, text: str, html: str, now: datetime):
        settings = current_app.config["KEPT"]
        recipient = address(letter.recipient)
        super().__init__(letter.subject, [recipient], text, html, sender=settings.sender)
        self.sender_address = address(settings.sender[1])
        self.answers_to = replies.address(letter.case) if letter.kind in ANSWERABLE and letter.case_id else None
        self.headers = {
            "From": Address(settings.sender[0], addr_spec=self.sender_address),
            "To": Address(addr_spec=recipient),
            "Subject": letter.subject,
            "Date": format_datetime(now),
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **_thread(letter),
            **_unsubscribing(letter),
            **({"Reply-To": Address(settings.sender[0], addr_spec=self.answers_to)} if self.answers_to else {}),
        }

    def _message(self) -> EmailMessage:
        message = EmailMessage(policy=POLICY)
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.body)
        message.add_alternative(self.html, subtype="html")
        return message

    @cached_property
    def wire(self) -> bytes:
        """Folded and encoded once: what was parsed back is what goes out."""
        return super().as_bytes()

    def as_bytes(self) -> bytes:
        return self.wire


def compose(letter: Letter, now: datetime) -> Message:
    """The letter ready to be sent, its links signed. Raises ComposeRefused."""
    try:
        text = links.text_of(letter, now)
        message = Message(letter, text, look.html_of(letter, text), now)
        _parse_back(message)
    except (links.NoLink, MessageError, ValueError) as error:
        raise ComposeRefused(f"This letter cannot be sent: {error}") from error
    return message


def address(typed: str) -> str:
    """The address as it goes over the wire, its domain in ASCII. Raises ComposeRefused."""
    name, _, domain = typed.rpartition("@")
    try:
        wire = f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        wire = ""
    if not ADDRESS.fullmatch(wire) or len(wire) > 254:
        raise ComposeRefused("the address is not one that letters can be sent to")
    return wire


def _thread(letter: Letter) -> dict[str, str]:
    """All letters of a case hang on its first one, so that a mail program shows them together."""
    first = letters.first_message_id(letter.case) if letter.case else None
    return {"In-Reply-To": first, "References": first} if first and first != letter.message_id else {}


def _unsubscribing(letter: Letter) -> dict[str, str]:
    """One click in the mail program, and nobody is asked again how we did; what keeps our word has no such button."""
    if letter.kind != SURVEY:
        return {}
    url = Unfolded(f"<{links.unsubscribe(letter.recipient)}>")
    return {"List-Unsubscribe": url, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _parse_back(message: Message) -> None:
    expected = [*message.headers, "MIME-Version", "Content-Type"]
    parsed = message_from_bytes(message.as_bytes(), policy=policy.SMTP)
    if sorted(parsed.keys()) != sorted(expected) or parsed["Subject"] != message.subject:
        raise ComposeRefused("its subject would become headers of its own")
