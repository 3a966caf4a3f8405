"""The mailbox, over a real IMAP conversation: stored first, taken out then, and nothing lost or doubled in between."""

import logging
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from portal.commands import letterbox
from portal.commands.checkup import outside
from portal.mail import replies
from portal.store import pulse
from portal.store.case import Case
from portal.store.mail import Mail
from portal.store.message import Message
from tests import imap_server
from tests.conftest import missing
from tests.core.moments import at
from tests.house import ROOT
from tests.mail.inbox import corpus
from tests.mail.inbox.conftest import addressed, shelf
from tests.smtp_server import free_port

pytestmark = pytest.mark.live  # Dovecot takes a second to end

NOW = at("Thu 2026-08-20 11:00")
INSIDE = "namespace inbox {\n  inbox = yes\n  prefix = INBOX.\n  separator = .\n}"


@pytest.fixture(scope="module")
def dovecot():
    if imap_server.find() is None:
        missing("Dovecot", imap_server.INSTALL)
    with imap_server.running() as server:
        yield server


@pytest.fixture
def server(dovecot, arrives, settings, monkeypatch):
    """The mailbox, empty, and the portal that reads it; nothing was read yet."""
    dovecot.empty()
    settings(imap_url=dovecot.url, mail_timeout=10)
    monkeypatch.setattr(letterbox, "_next", {})
    monkeypatch.setattr(letterbox, "_told", set())
    return dovecot


@pytest.fixture
def case(office):
    office.file("Thu 2026-08-20 10:00")
    return office.case


def mails(number: int, case=None) -> list[bytes]:
    made = [corpus.plain(f"Mail {n}", From="li@example.com", Message_ID=f"<m{n}@example.com>") for n in range(number)]
    return [addressed(raw, case) for raw in made] if case else made


def test_an_answer_goes_from_the_mailbox_onto_its_case(server, case):
    (raw,) = mails(1, case)
    server.puts(raw)
    assert letterbox.turn(NOW) is False
    assert [row.body for row in Message.select().where(Message.type == "reply")] == ["Mail 0"]
    assert (server.folder("INBOX"), server.folder("Kept")) == ([], [raw])
    assert pulse.last(letterbox.MAILBOX) == NOW


def test_the_whole_corpus_is_read_and_nothing_stops_it(server, case):
    bad = [b"nothing but this", b"From: x\r\n\r\n\0\xff", corpus.bounce("<a@b>"), *mails(2)]
    good = [
        corpus.gb18030(),
        corpus.quoted_printable(),
        corpus.winmail(),
        corpus.inline_pictures(),
        corpus.only_a_page(),
    ]
    server.puts(*bad, *good)
    letterbox.turn(NOW)
    assert server.folder("INBOX") == []
    assert Mail.select().count() == len(bad) + len(good)


def test_a_mail_of_twenty_megabytes_arrives(server):
    raw = corpus.large(15 * 1024 * 1024)
    server.puts(raw)
    letterbox.turn(NOW)
    assert shelf().path(Mail.get().stored).stat().st_size == len(raw) > 20_000_000


def test_what_somebody_opened_in_the_mailbox_is_read_too(server):
    server.puts(*mails(1))
    with server.session() as session:
        session.select("INBOX")
        session.store("1", "+FLAGS", r"(\Seen)")
    letterbox.turn(NOW)
    assert Mail.select().count() == 1


def test_what_could_not_be_stored_stays_where_it_is(server, monkeypatch):
    server.puts(*mails(2))
    with monkeypatch.context() as full:
        full.setattr("portal.store.shelf.shutil.disk_usage", lambda _: type("", (), {"free": -1}))
        assert letterbox.turn(NOW) is False
    assert (len(server.folder("INBOX")), Mail.select().count()) == (2, 0)
    assert "Seen" not in server.flags("INBOX")
    letterbox.turn(NOW + timedelta(minutes=2))
    assert (len(server.folder("INBOX")), Mail.select().count()) == (0, 2)


def test_many_are_read_turn_after_turn_and_then_it_rests(server):
    server.puts(*mails(25))
    assert letterbox.turn(NOW) is True
    assert letterbox.turn(NOW) is False
    assert Mail.select().count() == 25
    server.puts(corpus.plain("Later"))
    letterbox.turn(NOW + timedelta(seconds=59))
    assert Mail.select().count() == 25
    letterbox.turn(NOW + timedelta(seconds=60))
    assert Mail.select().count() == 26


def test_copies_go_after_a_week(server):
    now = datetime.now(UTC).replace(microsecond=0)
    server.puts(corpus.plain("Old"), at=(now - timedelta(days=9)).timestamp())
    server.puts(corpus.plain("New"), at=(now - timedelta(days=5)).timestamp())
    letterbox.turn(now)
    letterbox._next.clear()
    letterbox.turn(now)
    assert [b"New" in mail for mail in server.folder("Kept")] == [True]
    assert Mail.select().count() == 2


def test_a_server_that_wants_its_folders_elsewhere(server, settings):
    with imap_server.running(INSIDE) as other:
        settings(imap_url=other.url)
        other.puts(*mails(1))
        letterbox.turn(NOW)
        assert (len(other.folder("INBOX")), len(other.folder("INBOX.Kept"))) == (0, 1)


@pytest.mark.parametrize("url", ["imap://reply:wrong@127.0.0.1:{}/INBOX", "imap://reply:hush%40%2Fnow@127.0.0.1:{}/No"])
def test_a_mailbox_that_does_not_open_is_told_once_and_tried_again(server, settings, caplog, url):
    settings(imap_url=url.format(server.port))
    with caplog.at_level(logging.ERROR):
        for minute in range(3):
            assert letterbox.turn(NOW + timedelta(minutes=minute)) is False
    assert len(caplog.records) == 1
    assert "wrong" not in caplog.text
    server.puts(*mails(1))
    settings(imap_url=server.url)
    letterbox.turn(NOW + timedelta(minutes=5))
    assert Mail.select().count() == 1


def test_a_server_that_is_not_there_is_waited_for(server, settings, caplog):
    settings(imap_url=f"imap://reply:x@127.0.0.1:{free_port()}/INBOX")
    assert letterbox.turn(NOW) is False
    assert "cannot be read (ConnectionRefusedError)" in caplog.text


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_the_timeout(server, settings):
    with imap_server.silent() as port:
        settings(imap_url=f"imap://reply:x@127.0.0.1:{port}/INBOX", mail_timeout=0.2)
        began = time.monotonic()
        assert letterbox.turn(NOW) is False
        assert time.monotonic() - began < 5


def test_the_doctor_looks_into_the_mailbox_and_touches_nothing(app, server, settings):
    server.puts(*mails(2))

    def said() -> list[tuple[str, str]]:
        with force_locale("en"):
            return [(found.standing, found.said) for found in outside.answers(app.config["KEPT"])]

    assert said() == [("good", "127.0.0.1/INBOX lets us in; 2 mails wait in it")]
    assert len(server.folder("INBOX")) == 2
    settings(imap_url=f"imap://reply:wrong@127.0.0.1:{server.port}/INBOX")
    assert said()[0][0] == "bad"
    settings(imap_url=None)
    assert said()[0][0] == "good"
    settings(reply_address=None)
    assert said() == []


DEATHS = ("while_storing", "after_storing", "after_copying")


class Readers:
    """Processes that read the mailbox into a database of their own; `address` is where its one case is answered."""

    def __init__(self, server, folder):
        own = {"DATA_DIR": str(folder), "SECRET_KEYS": "x" * 40, "REPLY_ADDRESS": "reply@example.com"}
        self.environment = os.environ | own | {"IMAP_URL": server.url, "DATABASE_URL": f"sqlite:///{folder}/kept.db"}
        self.address = self.ended(self.start("open"))[1].strip()

    def start(self, how: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.mail.inbox.reader", how]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)

    def ended(self, process: subprocess.Popen) -> tuple[int, str, str]:
        said, error = process.communicate(timeout=60)
        return process.returncode, said, error

    def mail(self, text: str) -> bytes:
        number = f"<{text.replace(' ', '-')}@example.com>"
        return corpus.plain(text, To=self.address, From="li@example.com", Message_ID=number)


@pytest.fixture
def readers(dovecot, tmp_path) -> Readers:
    dovecot.empty()
    return Readers(dovecot, tmp_path)


@pytest.mark.parametrize("how", DEATHS)
def test_a_reader_that_is_killed_loses_nothing_and_doubles_nothing(dovecot, readers, how):
    """kill -9 at the worst moments of three mails, one after the other; then somebody reads to the end."""
    texts = [f"Mail {n}" for n in range(3)]
    for text in texts:
        dovecot.puts(readers.mail(text))
        code, _said, error = readers.ended(readers.start(how))
        assert code == -signal.SIGKILL, error
    code, said, error = readers.ended(readers.start("read"))
    assert (code, said.splitlines()) == (0, texts), error
    assert dovecot.folder("INBOX") == []


def test_readers_beside_each_other_take_each_mail_once(dovecot, readers):
    texts = [f"Mail {n:02}" for n in range(15)]
    dovecot.puts(*map(readers.mail, texts))
    for process in [readers.start("read") for _ in range(3)]:
        code, _said, error = readers.ended(process)
        assert code == 0, error
    _code, said, error = readers.ended(readers.start("read"))
    assert sorted(said.splitlines()) == texts, error
    assert dovecot.folder("INBOX") == []


def test_a_case_is_answered_in_its_own_name_only(server, case, office):
    """Two cases of one customer: each answer lands where its address says."""
    first = replies.address(case)
    office.file("Thu 2026-08-20 10:30")
    second = replies.address(office.case)
    for n, to in enumerate((first, second)):
        server.puts(corpus.plain(f"To {n}", To=to, From="li@example.com", Message_ID=f"<c{n}@example.com>"))
    letterbox.turn(NOW)
    said = {(row.case_id, row.body) for row in Message.select().where(Message.type == "reply")}
    assert said == {(case.id, "To 0"), (office.case.id, "To 1")}
    assert Case.select().count() == 2
