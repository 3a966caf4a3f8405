"""What a file really is: by its content and by its suffix, from one short list. Everything else is not taken."""

from dataclasses import dataclass

import filetype

from portal.actions.attaching import pictures
from portal.actions.attaching.names import clean_name, split
from portal.actions.attaching.pictures import Unreadable

MAX_SIZE = 10 * 1024 * 1024

#: The types that are taken, with the suffixes each may have; the first is the one it gets.
SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
}
PICTURES = ("image/jpeg", "image/png", "image/webp")
PICTURE_SUFFIXES = tuple(suffix for type in PICTURES for suffix in SUFFIXES[type])
KNOWN = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
CONTROLS = {chr(code) for code in (*range(32), 127)} - set("\t\n\r\f")


class NotTaken(ValueError):
    """The file is refused: `code` is empty, size, kind, unlike, picture, moving, huge, many or full."""

    def __init__(self, code: str, name: str):
        self.code, self.name = code, name
        super().__init__(f"{name}: {code}")


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as somebody offers it: what he calls it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Good:
    """A file as it is taken: a clean name whose suffix tells the truth, one of SUFFIXES, the bytes to keep."""

    name: str
    type: str
    data: bytes


def judge(offered: Offered) -> Good:
    """The file as it may be kept; a picture is drawn anew, without what its camera noted. Raises NotTaken."""
    name = clean_name(offered.name)
    stem, suffix = split(name)
    _refuse_at_sight(offered, name, suffix.lower())
    type = _type_of(offered.data)
    if type is None or suffix.lower() not in _suffixes(type):
        raise NotTaken("unlike", name)
    if type not in PICTURES:
        return Good(name, type, offered.data)
    try:
        # Phones and messengers often call a JPEG .png; the copy gets the suffix that is true.
        true = suffix if suffix.lower() in SUFFIXES[type] else SUFFIXES[type][0]
        return Good(f"{stem}{true}", type, pictures.drawn_anew(offered.data, type))
    except Unreadable as unreadable:
        raise NotTaken(unreadable.code, name) from unreadable


def _refuse_at_sight(offered: Offered, name: str, suffix: str) -> None:
    if suffix not in KNOWN:
        raise NotTaken("kind", name)
    if not offered.data:
        raise NotTaken("empty", name)
    if len(offered.data) > MAX_SIZE:
        raise NotTaken("size", name)


def _suffixes(type: str) -> tuple[str, ...]:
    return PICTURE_SUFFIXES if type in PICTURES else SUFFIXES[type]


def _type_of(data: bytes) -> str | None:
    """The type the content shows, if it is one we take."""
    found = filetype.guess(data)
    if found is not None:
        return found.mime if found.mime in SUFFIXES else None
    return "text/plain" if _is_text(data) else None


def _is_text(data: bytes) -> bool:
    """Whether it can be read in an encoding people's editors write, without any control characters."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(character in CONTROLS for character in text)
    return False
