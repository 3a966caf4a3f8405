"""`flask mail receive`: a mail server hands a mail over, and reads from the exit code whether it may forget it."""

import pytest

from portal.mail import replies
from portal.store.mail import Mail
from portal.store.message import Message
from tests.core.moments import at
from tests.mail.inbox import corpus


@pytest.fixture
def receive(app, office, arrives, monkeypatch):
    """Gives `receive(raw, *arguments)`: the exit code and what was said."""
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Thu 2026-08-20 11:00"))

    def command(raw: bytes, *arguments: str) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["mail", "receive", *arguments], input=raw)
        return done.exit_code, done.output

    return command


def test_what_was_stored_may_be_forgotten(office, receive):
    office.file("Thu 2026-08-20 10:00")
    raw = corpus.plain("Hello", To=replies.address(office.case), From="li@example.com")
    assert receive(raw) == (0, "")
    assert receive(raw) == (0, ""), "a server that brings it twice is not told that anything is wrong"
    assert Message.select().where(Message.type == "reply").count() == 1


def test_the_envelope_names_the_address_where_the_headers_do_not(office, receive):
    office.file("Thu 2026-08-20 10:00")
    raw = corpus.plain("Blind copy", To="undisclosed-recipients:;", From="li@example.com")
    receive(raw, "--to", replies.address(office.case))
    assert Mail.get().state == "message"


def test_what_could_not_be_stored_is_to_be_brought_again(receive, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr("portal.store.shelf.shutil.disk_usage", lambda _: type("", (), {"free": -1}))
        code, said = receive(corpus.plain())
    assert (code, Mail.select().count()) == (75, 0)
    assert "Keep it, and try again." in said
    assert receive(corpus.plain())[0] == 0


@pytest.mark.parametrize("raw", [b"", b"\r\n \n"])
def test_no_mail_is_no_mail(receive, raw):
    assert receive(raw)[0] == 65
    assert Mail.select().count() == 0


@pytest.mark.parametrize("raw", [b"\0\xff\xfe", b"From nobody", corpus.bounce("<x@y>")])
def test_whatever_else_comes_is_kept(receive, raw):
    assert receive(raw)[0] == 0
    assert Mail.select().count() == 1
