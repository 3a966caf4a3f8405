"""A mail out of its bytes. Whatever they are, there is an answer: what cannot be read is kept and says so."""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from portal.mail import replies
from portal.mail.inbox import automatic
from portal.mail.inbox.bodies import Attached, Body, body
from portal.mail.inbox.decoding import addresses, header, moment, raw_headers, sender
from portal.mail.inbox.returned import Returned, returned
from portal.mail.inbox.trimming import parted

log = logging.getLogger(__name__)

#: Where the address it was sent to may stand: servers note it outside To when it was forwarded or sent blind.
RECIPIENTS = (
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "Resent-To",
    "X-Delivered-To",
)
MESSAGE_ID = re.compile(r"<[^\s<>]{1,250}>")


@dataclass(frozen=True, slots=True)
class Incoming:
    """`once` is the same for the same mail, however often it is delivered. `words` are what is new in it, `rest` what
    was cut off. `tags` are those of the addresses it was sent to, `refers_to` the mails it answers. `automatic` says
    why nobody wrote it. `whole` False: it could not be read to its end."""

    once: str
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    words: str = ""
    rest: str = ""
    attached: tuple[Attached, ...] = ()
    arrived_at: datetime | None = None
    tags: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    automatic: str = ""
    returned: Returned | None = None
    whole: bool = True


def read(raw: bytes, also_to: tuple[str, ...] = ()) -> Incoming:
    """This mail. `also_to`: the addresses of its envelope, where the server that hands it over says them."""
    try:
        return _read(raw, also_to)
    except Exception as error:  # a mail is a stranger's bytes: no fault of theirs may stop the next one
        log.warning("A mail could not be read (%s); its original is kept", type(error).__name__)
        return Incoming(once=hashlib.sha256(raw).hexdigest(), whole=False)


def once(raw: bytes, message: Message) -> str:
    """What tells this mail from every other: its Message-ID, moment, sender and content, and not the way it took."""
    content = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    names = ("Message-ID", "Date", "From", "Subject")
    facts = [*(value for name in names for value in raw_headers(message, name)[:1]), ""]
    return hashlib.sha256("\n".join(facts).encode("utf-8", "replace") + content.rstrip()).hexdigest()


def _read(raw: bytes, also_to: tuple[str, ...]) -> Incoming:
    message = message_from_bytes(raw)
    (address, name), subject, found = sender(message), header(message, "Subject"), _body(message)
    back = returned(message, address, subject, found.text)
    words, rest = parted(found.text)
    return Incoming(
        once=once(raw, message),
        sender=address,
        sender_name=name,
        subject=subject,
        words=words,
        rest=rest,
        attached=() if back else found.attached,  # what came back is ours, and its original is kept
        arrived_at=_arrived(message),
        tags=tuple(replies.tags([*also_to, *addresses(message, *RECIPIENTS)])),
        refers_to=_refers_to(message),
        automatic="" if back else automatic.why(message, address, subject),
        returned=back,
    )


def _body(message: Message) -> Body:
    """The body; where it cannot be read, its beginning as it came."""
    try:
        return body(message)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        log.warning("The body of a mail could not be read (%s)", type(error).__name__)
        return Body("", ())


def _arrived(message: Message) -> datetime | None:
    """When the server that was nearest to us took it; its Date is only what the sender's clock said."""
    lines = [raw.rpartition(";")[2] for raw in raw_headers(message, "Received")[:1]] + raw_headers(message, "Date")[:1]
    return next((at for at in map(moment, lines) if at), None)


def _refers_to(message: Message) -> tuple[str, ...]:
    """The nearest first: what it answers, then the thread back to its beginning."""
    answers = [number for raw in raw_headers(message, "In-Reply-To") for number in MESSAGE_ID.findall(raw)]
    thread = [number for raw in raw_headers(message, "References") for number in MESSAGE_ID.findall(raw)]
    return tuple(dict.fromkeys([*answers, *reversed(thread)]))[:20]
