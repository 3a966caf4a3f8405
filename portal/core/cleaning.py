"""What people typed, as it may be stored: cleaned once, in one way, whichever door it came in by."""

import re
import unicodedata

#: Control characters other than tab and newline, halves of surrogate pairs, and code points that are no characters.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NEWLINE = re.compile("\r\n?|[\u2028\u2029\x85]")


def clean(text: str, longest: int) -> str:
    """Text as it may be stored: NFC, newlines as \\n, no control characters, no space around it.

    What is longer than `longest` only loses what cannot be stored: its field refuses it and gives it back, and to
    normalise a megabyte of accents would take minutes.
    """
    text = UNWANTED.sub("", NEWLINE.sub("\n", text)).strip()
    return text if len(text) > longest else unicodedata.normalize("NFC", text)


def clean_line(text: str, longest: int) -> str:
    """The same for a field of one line: whatever breaks or widens it becomes one space."""
    return " ".join(clean(text, longest).split())


def says_something(text: str) -> bool:
    """Whether anything in the text can be seen: not only spaces, joiners and marks of direction."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)
