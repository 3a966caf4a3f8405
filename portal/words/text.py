"""Sentences one after the other and words in a row, as the reader's language sets them."""

from collections.abc import Iterable

from flask_babel import gettext

from portal.words import time

BETWEEN_SENTENCES = {"en": " ", "zh": ""}


def sentences(told: Iterable[object]) -> str:
    """Whole sentences in one paragraph; a Chinese full stop brings its own space."""
    return BETWEEN_SENTENCES[time.language()].join(str(one) for one in told if str(one))


def listed(words: Iterable[object]) -> str:
    """“Complaint, Urgent”, “投诉、紧急”."""
    return gettext(", ").join(str(word) for word in words if str(word))
