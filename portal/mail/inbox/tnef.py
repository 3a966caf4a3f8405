"""winmail.dat: what Outlook wraps a message and its files in when it thinks the reader has Outlook too.

Only the files are wanted: the words stand beside it as text. A list of attributes, each with its length; a file begins
with its own mark, and its whole name is in the list of properties that follows. A wrapping that does not read to its
end gives what was read so far.
"""

import struct
from collections.abc import Iterator

from portal.mail.inbox.decoding import text_of

SIGNATURE = 0x223E9F78
BEGINS, SHORT_NAME, CONTENT, PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
LONG_NAME = 0x3707
#: How many bytes a property of each type takes; those of the last row say it themselves.
FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8}
FIXED |= {0x0048: 16}
COUNTED = (0x001E, 0x001F, 0x0102, 0x000D)


def files(data: bytes) -> list[tuple[str, bytes]]:
    """(name, content) of each file in it; none where it is no such wrapping."""
    found: list[dict] = []
    for kind, value in _attributes(data):
        if kind == BEGINS:
            found.append({})
        elif found and kind == CONTENT:
            found[-1]["content"] = value
        elif found and kind == SHORT_NAME:
            found[-1].setdefault("name", text_of(value.rstrip(b"\0")))
        elif found and kind == PROPERTIES and (name := _long_name(value)):
            found[-1]["name"] = name
    return [(one.get("name", ""), one["content"]) for one in found if "content" in one]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return
    at = 6
    while at + 9 <= len(data):
        kind, length = struct.unpack_from("<II", data, at + 1)
        if at + 9 + length > len(data):
            return
        yield kind, data[at + 9 : at + 9 + length]
        at += 9 + length + 2  # a sum of its bytes follows


def _long_name(data: bytes) -> str:
    try:
        return next((text for kind, text in _properties(data) if kind == LONG_NAME), "")
    except struct.error:
        return ""


def _properties(data: bytes) -> Iterator[tuple[int, str]]:
    """Each property with its value, where that is text. Named ones end the reading: no name of a file is there."""
    (left,), at = struct.unpack_from("<I", data), 4
    for _ in range(min(left, 200)):
        type, kind = struct.unpack_from("<HH", data, at)
        at += 4
        if kind >= 0x8000 or (type not in FIXED and type not in COUNTED):
            return
        if type in FIXED:
            at += FIXED[type]
            continue
        count, length = struct.unpack_from("<II", data, at)
        if count != 1:
            return
        value = data[at + 8 : at + 8 + length]
        at += 8 + length + -length % 4
        if type in (0x001E, 0x001F):
            yield kind, (value.decode("utf-16-le", "replace") if type == 0x001F else text_of(value)).rstrip("\0")
