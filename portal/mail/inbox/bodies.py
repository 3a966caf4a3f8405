"""What is in a mail: its text, and the files that came with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from portal.core.cleaning import says_something
from portal.mail.inbox import pages, tnef
from portal.mail.inbox.decoding import body_text, read_words, text_of

MOST_PARTS = 200
#: What belongs to the mail and is no file of anybody's.
NO_FILES = (
    *("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
    *("message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "text/calendar"),
)
TEXTS = ("text/plain", "text/html")
WRAPPED = ("application/ms-tnef", "application/vnd.ms-tnef")
#: What a file is called whose sender gave it no name.
NAMELESS = {
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/webp": "picture.webp",
    "application/pdf": "document.pdf",
    "message/rfc822": "message.eml",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it came: what it was called, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    attached: tuple[Attached, ...]


def body(message: Message) -> Body:
    """The text somebody wrote: the plain one, or else the page; and the files in the order they came."""
    texts: dict[str, list[str]] = {kind: [] for kind in TEXTS}
    attached: list[Attached] = []
    for part in _leaves(message):
        kind = _kind(part)
        if kind in TEXTS and not _is_file(part):
            texts[kind].append(_text(part))
        elif kind not in NO_FILES:
            attached += _files(part, kind)
    plain = body_text("\n\n".join(texts["text/plain"]))
    page = "" if says_something(plain) else body_text("\n\n".join(map(pages.text_of, texts["text/html"])))
    return Body(page or plain, tuple(attached))


def _leaves(message: Message) -> Iterator[Message]:
    """Every part that holds something itself. A mail within the mail is one part: its words are somebody else's."""
    waiting, left = [message], MOST_PARTS
    while waiting and left:
        part, left = waiting.pop(0), left - 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [*part.get_payload(), *waiting]
        else:
            yield part


def _kind(part: Message) -> str:
    """The type of a part; a part that says it has parts and has none is text."""
    kind = part.get_content_type()
    return "text/plain" if kind.startswith("multipart/") else kind


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _name(part: Message) -> str:
    try:
        return read_words(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        charset = None
    return text_of(_octets(part), charset)


def _octets(part: Message) -> bytes:
    """The content of a part; of a mail within the mail nothing is taken out, the original has it."""
    return b"" if part.is_multipart() else part.get_payload(decode=True) or b""


def _files(part: Message, kind: str) -> list[Attached]:
    name, octets = _name(part), _octets(part)
    if kind in WRAPPED or name.lower() == "winmail.dat":
        inside = tnef.files(octets)
        return [Attached(name, data) for name, data in inside] or [Attached(name or "winmail.dat", octets)]
    return [Attached(name or NAMELESS.get(kind, "file"), octets)]
