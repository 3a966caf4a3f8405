"""What a file is called: as its owner wrote it, without anything that could mislead a reader or a computer."""

import re
import unicodedata

LONGEST = 120
#: Controls, halves of surrogate pairs, marks of direction, and characters that cannot be seen.
UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
#: What has a meaning in a path, on any system.
PATH = re.compile(r'[<>:"|?*]')


def clean_name(typed: str) -> str:
    """The name to show and to save under; Chinese stays Chinese. Empty where nothing of it is left."""
    name = re.split(r"[/\\]", UNWANTED.sub("", unicodedata.normalize("NFC", typed[-1000:])))[-1]
    name = PATH.sub("_", " ".join(name.split())).strip(" .")
    stem, suffix = split(name)
    return f"{stem[: LONGEST - len(suffix)]}{suffix}"


def split(name: str) -> tuple[str, str]:
    """(“photo”, “.jpg”); a name that begins with its only dot has no suffix."""
    stem, _dot, suffix = name.rpartition(".")
    return (stem, f".{suffix}") if stem and len(suffix) <= 10 else (name, "")
