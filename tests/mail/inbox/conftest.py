"""Mail coming in to a small office whose customers may answer by mail."""

import pytest
from flask import current_app

from portal.commands import letterbox
from portal.mail import replies
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.shelf import Shelf
from tests.actions.office import Office
from tests.core.moments import at


@pytest.fixture
def office(settings) -> Office:
    settings(reply_address="reply@example.com")
    return Office()


@pytest.fixture
def arrives(office):
    """Gives `arrives(raw, moment)`: the mail is taken in; its row, or None where it was here before."""
    return lambda raw, moment="Thu 2026-08-20 11:00", *to: letterbox.take_in(raw, at(moment), to)


def shelf() -> Shelf:
    return Shelf(current_app.config["KEPT"].files_dir)


def original(mail: Mail) -> bytes:
    return shelf().path(mail.stored).read_bytes()


def addressed(raw: bytes, case) -> bytes:
    """The same mail, sent to the address of this case."""
    return raw.replace(b"To: reply@example.com", f"To: {replies.address(case)}".encode(), 1)


def letters() -> int:
    return Letter.select().count()
