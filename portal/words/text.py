"""Sentences one after the other and words in a row, as the reader's language sets them."""

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

from portal.words import time
from portal.words.translated import gettext

BETWEEN_SENTENCES = {"en": " ", "zh": ""}


def sentences(told: Iterable[object]) -> str:
    """Whole sentences in one paragraph; a Chinese full stop brings its own space."""
    return BETWEEN_SENTENCES[time.language()].join(str(one) for one in told if str(one))


def listed(words: Iterable[object]) -> str:
    """“Complaint, Urgent”, “投诉、紧急”."""
    return gettext(", ").join(str(word) for word in words if str(word))


def set_in_columns(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A table for a terminal, where a Chinese character is as wide as two others."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "FW" else 1 for character in text)
