"""What a log may say: nothing that opens a door, and nobody's address or number.

Our own lines name cases by reference and letters by number. But a foreign server's answer quotes the address it
refused, and a fault of ours shows the path it happened on; so every line is read once more before it is written.
"""

import logging
import re

from flask.logging import default_handler

HIDDEN = (
    (re.compile(r"/(s|survey|unsubscribe|staff/invite|staff/reset)/[^\s/?\"'<>]+"), r"/\1/…"),
    (re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+"), "…@…"),
    (re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ ()-]{0,2}\d){8,}(?!\w)"), "…"),
)


class Discreet(logging.Formatter):
    """A line of the log without private links, e-mail addresses and telephone numbers."""

    def __init__(self):
        super().__init__("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = discreet(record.message)
        return super().formatMessage(record)

    def formatException(self, exc_info) -> str:
        return discreet(super().formatException(exc_info))


def discreet(text: str) -> str:
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


def init() -> None:
    """Everything that is said in this process goes through one handler, unless its host has set up its own."""
    default_handler.setFormatter(Discreet())
    if not logging.root.handlers:
        logging.root.addHandler(default_handler)
