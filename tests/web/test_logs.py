"""What a log may say: nothing that opens a door, and nobody's address or number."""

import logging

import pytest

from portal.web.logs import Discreet

HIDDEN = [
    ("550 5.1.1 <li.lei+home@example.com>: no such user", "550 5.1.1 <…@…>: no such user"),
    ("Key (email)=(李雷@例子.公司) is there", "Key (email)=(…@…) is there"),
    ("Exception while serving /s/WzUsImIxIl0.a-b_C/reply", "Exception while serving /s/…/reply"),
    ("GET /staff/reset/WzE3.x?lang=zh", "GET /staff/reset/…?lang=zh"),
    ("he called from +86 138 0013 8000", "he called from …"),
    ("or from 010-62781234", "or from …"),
]
SAID = [
    "Case K7Q-3FM-9 could not be woken; it is tried again in a minute",
    "Letter 1234567, try 85: later, timed out after 600 seconds",
    "due 2026-08-20 10:00:00, seen 2026-08-21T09:30",
    "Fault 6B1CAE60 at /s/<token>/files/<int:file_id>",
]


def line(text: str, error: BaseException | None = None) -> str:
    fault = (type(error), error, None) if error else None
    record = logging.LogRecord("portal", logging.ERROR, "x.py", 1, "%s", (text,), fault)
    return Discreet().format(record)


@pytest.mark.parametrize(("text", "written"), HIDDEN)
def test_what_belongs_to_somebody_is_left_out(text, written):
    assert line(text).endswith(f"in x: {written}")
    assert line("", ValueError(text)).endswith(f"ValueError: {written}")


@pytest.mark.parametrize("text", SAID)
def test_what_the_trade_needs_stays(text):
    assert line(text).endswith(text)
