"""Text and addresses out of the headers and bodies that mail programs really write: raw 8-bit Chinese, charsets by
wrong names, words cut in the middle of a character. What cannot be read is read as well as it can be; nothing raises.
"""

import re
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from portal.core.cleaning import clean, clean_line

#: What is really meant by these names: the larger set around the one that was named, or the one it is mixed up with.
MEANT = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936", "euc-cn", "x-euc-cn", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("utf8mb4", "utf-8mb4", "utf8", "unicode-1-1-utf-8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1"), "cp1252"),
}
#: Codecs of Python that are no charset of any mail.
NO_CHARSETS = ("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "utf_7")
GUESSES = ("utf-8", "gb18030")
ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,255}")
LINE, TEXT = 300, 2_000_000  # characters: more of a header, or of a body, nobody writes


def text_of(octets: bytes, charset: str | None = None) -> str:
    """These bytes as text, in the charset they name, if it fits them, or else in the one they seem to have."""
    named = (charset or "").strip(" \"'").lower()
    for one in (MEANT.get(named, named), *GUESSES):
        try:
            if one and one.replace("-", "_") not in NO_CHARSETS:
                return octets.decode(one)
        except (LookupError, ValueError):
            continue
    return octets.decode("cp1252", "replace")


def header(message: Message, name: str) -> str:
    """The first header of this name in one line, its encoded words read; "" where there is none."""
    return next((read_words(raw) for raw in raw_headers(message, name)), "")


def raw_headers(message: Message, name: str) -> list[str]:
    """Every header of this name as it was written, in one line each."""
    found = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return [" ".join(_eight_bits(value).split()) for value in found[:100]]


def read_words(raw: str) -> str:
    """“=?gb2312?B?…?=” as people read it."""
    try:
        parts = [(part, charset) for part, charset in decode_header(raw)]
    except (MessageError, ValueError):
        return clean_line(raw[:LINE], LINE)
    words = "".join(part if isinstance(part, str) else text_of(part, charset) for part, charset in parts)
    return clean_line(words[:LINE], LINE)


def addresses(message: Message, *names: str) -> list[str]:
    """Every address in the headers of these names, in small letters."""
    return [address for name in names for raw in raw_headers(message, name) for _name, address in _mailboxes(raw)]


def sender(message: Message) -> tuple[str, str]:
    """(address, name) of the one who says that he wrote it; "" where that is nobody, or more than one."""
    found = [one for raw in raw_headers(message, "From") for one in _mailboxes(raw)]
    if len(found) != 1:
        return "", header(message, "From")
    return found[0][1], read_words(found[0][0])


def moment(written: str) -> datetime | None:
    """“Thu, 20 Aug 2026 10:00:00 +0800” as an aware moment; None where it is none."""
    try:
        found = parsedate_to_datetime(written)
        return found.replace(microsecond=0) if found.tzinfo and found.timestamp() >= 0 else None
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def body_text(text: str) -> str:
    """A body as it may be stored."""
    return clean(text[:TEXT].expandtabs(4), TEXT)


def _mailboxes(raw: str) -> list[tuple[str, str]]:
    try:
        found = getaddresses([raw])
    except (ValueError, IndexError, TypeError):
        return []
    return [(name, address.lower()) for name, address in found if ADDRESS.fullmatch(address) and address.isprintable()]


def _eight_bits(value: str) -> str:
    """A header that was sent as bytes above 127, which the parser keeps as halves of surrogate pairs."""
    if value.isascii():
        return value
    return text_of(value.encode("utf-8", "surrogateescape"))
