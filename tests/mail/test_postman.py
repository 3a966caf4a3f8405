"""The postman against a real mail server that accepts, refuses, stalls and hangs up, and without any."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import current_app

from portal.mail import outbox, postman
from portal.mail.draft import SENT
from portal.store import db as store
from portal.store.db import transaction
from portal.store.letter import Letter
from tests.mail.conftest import new_case, queued
from tests.mail.scripted import HANG_UP, Scripted

minutes = lambda n: timedelta(minutes=n)  # noqa: E731


def reread(letter):
    return Letter.get_by_id(letter.id)


def test_a_letter_that_is_accepted_is_sent(by_smtp, case, now):
    letter = queued(case, now)
    assert postman.turn(now)
    assert (reread(letter).state, reread(letter).sent_at, reread(letter).worker) == ("sent", now, None)
    (taken,) = by_smtp.letters
    assert (taken.sender, taken.recipient) == ("service@example.com", "kim@example.com")
    assert taken.message["Message-ID"] == letter.message_id
    assert not postman.turn(now + minutes(99))


def test_without_a_due_letter_there_is_nothing_to_do(by_smtp, now):
    assert not postman.turn(now)


@pytest.mark.parametrize(
    ("behaviour", "state", "said"),
    [
        ("reject", "dead", "550 5.1.1 No such mailbox (answer to RCPT)"),
        ("refuse", "dead", "554 5.7.1 Not wanted here (answer to the letter)"),
        ("greylist", "queued", "451 4.7.1 Greylisted, try again later (answer to RCPT)"),
        ("full", "queued", "452 4.3.1 Mailbox full, try again later (answer to the letter)"),
        ("cut", "queued", "SMTPServerDisconnected"),
        ("mute", "queued", "SMTPServerDisconnected: Connection unexpectedly closed: timed out"),
        ("drop", "uncertain", "No answer after the whole letter was sent"),
        ("swallow", "uncertain", "No answer after the whole letter was sent"),
        ("hang", "uncertain", "No answer after the whole letter was sent"),
    ],
)
def test_what_the_server_does_decides_what_becomes_of_the_letter(by_smtp, settings, case, now, behaviour, state, said):
    patience = 0.1 if behaviour in ("mute", "hang") else 5
    settings(mail_server=by_smtp.host, mail_port=by_smtp.port, mail_timeout=patience, mail_dot_timeout=patience)
    letter = queued(case, now)
    by_smtp.answer(behaviour)
    assert postman.turn(now)
    assert reread(letter).state == state
    assert reread(letter).error.startswith(said)
    assert (reread(letter).try_at is None) == (state == "dead")


@pytest.mark.parametrize("behaviour", ["greylist", "cut", "full"])
def test_a_letter_that_was_not_taken_twice_arrives_exactly_once(by_smtp, case, now, behaviour):
    letter, at = queued(case, now), now
    by_smtp.answer(behaviour, behaviour)
    while letter.state != "sent":
        assert postman.turn(at)
        letter = reread(letter)
        at = letter.try_at or at
    assert len(by_smtp.letters) == 1
    assert letter.tries == 3


def test_a_swallowed_answer_makes_two_copies_of_one_letter_at_most(by_smtp, case, now):
    letter = queued(case, now)
    by_smtp.answer("swallow", "swallow")
    assert postman.turn(now)
    assert postman.turn(now + minutes(15))
    assert not postman.turn(now + timedelta(days=9))
    assert {taken.message["Message-ID"] for taken in by_smtp.letters} == {letter.message_id}
    assert len(by_smtp.letters) == 2
    assert (reread(letter).state, reread(letter).try_at) == ("uncertain", None)


def test_one_bad_address_does_not_hold_up_the_next(by_smtp, case, now):
    by_smtp.always["bad@example.com"] = "reject"
    for _ in range(20):
        queued(case, now, recipient="bad@example.com")
    good = queued(case, now)
    while postman.turn(now):
        pass
    assert reread(good).state == "sent"
    assert Letter.select().where(Letter.state == "dead").count() == 20


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        ({"connect": "554 we do not know you"}, "queued", "SMTPConnectError"),
        ({"connect": HANG_UP}, "queued", "SMTPServerDisconnected"),
        ({"MAIL": "550 not from here"}, "queued", "550 not from here (answer to MAIL)"),
        ({"MAIL": "530 sign in first"}, "queued", "530 sign in first (answer to MAIL)"),
        ({"DATA": "451 busy"}, "queued", "451 busy (answer to DATA)"),
        ({"DATA": "554 no letters"}, "dead", "554 no letters (answer to DATA)"),
        ({"dot": HANG_UP}, "uncertain", "No answer after the whole letter was sent"),
        ({"QUIT": HANG_UP}, "sent", ""),
        ({"QUIT": "500 never"}, "sent", ""),
    ],
)
def test_each_step_of_the_conversation_can_fail_in_its_own_way(settings, case, now, script, state, said):
    letter = queued(case, now)
    with Scripted(**script) as server:
        settings(mail_server="127.0.0.1", mail_port=server.port)
        assert postman.turn(now)
    assert reread(letter).state == state
    assert (reread(letter).error or "").startswith(said)


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        ({"body": HANG_UP}, "queued", "SMTPServerDisconnected"),
        ({"body": "552 too much"}, "dead", "552 too much (answer to the letter)"),
    ],
)
def test_a_server_that_breaks_off_in_the_middle_of_a_letter_has_not_taken_it(
    settings, case, now, script, state, said, long_last_look
):
    test_each_step_of_the_conversation_can_fail_in_its_own_way(settings, case, now, script, state, said)


def test_nobody_listens(settings, case, now):
    letter = queued(case, now)
    with Scripted() as server:
        port = server.port
    settings(mail_server="127.0.0.1", mail_port=port)
    assert postman.turn(now)
    assert (reread(letter).state, reread(letter).error[:22]) == ("queued", "ConnectionRefusedError")


def test_a_password_the_server_refuses_is_a_fault_of_ours_not_of_the_letter(settings, case, now):
    letter = queued(case, now)
    with Scripted(EHLO="250-hello\r\n250 AUTH PLAIN LOGIN", AUTH="535 wrong") as server:
        settings(mail_server="127.0.0.1", mail_port=server.port, mail_username="kept", mail_password="x")
        assert postman.turn(now)
    assert reread(letter).state == "queued"
    assert reread(letter).error.startswith("SMTPAuthenticationError")


def test_the_letter_is_not_handed_over_without_encryption_where_it_is_asked_for(settings, case, now):
    letter = queued(case, now)
    with Scripted() as server:
        settings(mail_server="127.0.0.1", mail_port=server.port, mail_use_tls=True)
        assert postman.turn(now)
    assert reread(letter).error.startswith("SMTPNotSupportedError")
    assert "MAIL" not in server.heard


OPENSSL = [
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that no authority signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing. To install it: apt-get install openssl")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        [*OPENSSL, "-keyout", file, "-out", file.with_suffix(".crt")],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + file.with_suffix(".crt").read_bytes())
    return file


@pytest.mark.parametrize(
    ("trusted", "name", "state"),
    [(True, "localhost", "sent"), (False, "localhost", "queued"), (True, "127.0.0.1", "queued")],
)
def test_a_certificate_is_verified(settings, case, now, certificate, monkeypatch, trusted, name, state):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    letter = queued(case, now)
    with Scripted(certificate, EHLO="250-hello\r\n250 STARTTLS", STARTTLS="220 go") as server:
        settings(mail_server=name, mail_port=server.port, mail_use_tls=True)
        assert postman.turn(now)
    assert reread(letter).state == state
    assert ("MAIL" in server.heard) == (state == "sent")


# Without a mail server


def test_without_a_mail_server_a_letter_becomes_a_file(settings, case, now):
    letter = queued(case, now)
    assert postman.turn(now)
    assert reread(letter).state == "sent"
    (file,) = _mail_dir().iterdir()
    assert file.suffix == ".eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Message-ID"] == letter.message_id


def test_a_letter_delivered_twice_is_one_file(settings, case, now):
    letter = queued(case, now)
    assert postman.turn(now)
    assert outbox.send_again(letter, now)
    assert postman.turn(now)
    assert len(list(_mail_dir().iterdir())) == 1


def _mail_dir():
    return current_app.config["KEPT"].mail_dir


# What must not go out


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?hi=0AReply-To:_evil@x.test=0A=0A<b>gift</b>?=",
        "=?utf-8?q?hi=0D=0ABcc:_evil@x.test?=",
        "An answer\r\nBcc: evil@x.test",
        "An answer\nReply-To: evil@x.test",
        "An answer\r\n\r\nand a body of my own",
        "An answer\x0bX: y",
        "An answer\udcff",
    ],
)
def test_a_subject_that_would_become_headers_is_never_sent(by_smtp, case, now, subject):
    letter = queued(case, now)
    letter.subject = subject
    assert send(letter, now).how == "refused"
    assert by_smtp.tried == []


def test_a_letter_has_these_headers_and_no_other(by_smtp, case, now):
    first, second = queued(case, now), queued(case, now)
    assert [postman.turn(now), postman.turn(now)] == [True, True]
    headers = [
        {name: str(value) for name, value in taken.message.items() if not name.startswith(OF_THE_TEST_SERVER)}
        for taken in by_smtp.letters
    ]
    boundaries = [header.pop("Content-Type").partition(";")[0] for header in headers]
    assert boundaries == ["multipart/alternative"] * 2
    plain = {
        "From": "Kept <service@example.com>",
        "To": "kim@example.com",
        "Subject": "An answer",
        "Date": "Thu, 20 Aug 2026 02:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
    }
    thread = {"In-Reply-To": first.message_id, "References": first.message_id}
    assert headers[0] == plain | {"Message-ID": first.message_id}
    assert headers[1] == plain | {"Message-ID": second.message_id} | thread


OF_THE_TEST_SERVER = ("X-Peer", "X-MailFrom", "X-RcptTo")


def send(letter, now):
    """The postman's try, as of a row somebody changed by hand."""
    with postman.Heartbeat(letter, now) as heart:
        return postman._try(letter, now, heart)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "kim",
        "a@x.test, b@x.test",
        "a@x.test\r\nBcc: b@x.test",
        "a@x.test>\r\nRCPT TO:<b@x.test",
        "<a@x.test>",
        "Kim <a@x.test>",
        '"a b"@x.test',
        "a@x.test b@x.test",
        "a@b@x.test",
        "李@x.test",
        "a@" + "x" * 300,
        "a@x..test",
    ],
)
def test_only_one_plain_address_is_written_to(by_smtp, case, now, recipient):
    letter = queued(case, now)
    letter.recipient = recipient
    assert send(letter, now).how == "refused"
    assert by_smtp.tried == []


def test_a_domain_in_chinese_goes_over_the_wire_in_ascii(by_smtp, case, now):
    letter = queued(case, now, recipient="kim@例子.example", text="No link.\n")
    assert send(letter, now) == SENT
    assert by_smtp.letters[0].recipient == "kim@xn--fsqu00a.example"


def test_a_private_link_does_not_follow_a_mistyped_address(by_smtp, case, now):
    letter = queued(case, now)
    case.email = "corrected@example.com"
    case.save()
    assert postman.turn(now)
    assert reread(letter).state == "dead"
    assert by_smtp.tried == []


def test_a_letter_that_cannot_be_written_does_not_stop_the_next(by_smtp, case, now):
    broken, good = queued(case, now, language="zh", kind="invite", text="{{link}}"), queued(case, now)
    while postman.turn(now):
        pass
    assert [reread(broken).state, reread(good).state] == ["dead", "sent"]


# Workers that stop


def test_a_worker_that_was_stopped_too_long_does_not_finish_its_letter(by_smtp, case, now, monkeypatch):
    letter = queued(case, now)
    held = outbox.claim("stopped", now)
    heir = outbox.claim("heir", now + minutes(2))
    with postman.Heartbeat(held, now) as heart:
        heart._beat()
        outcome = postman._try(held, now, heart)
    assert (outcome.how, outcome.error) == ("later", "The lease ran out before the letter was complete.")
    postman._settle(held, outcome, now)
    assert reread(letter).worker == heir.worker
    assert by_smtp.letters == []


def test_sending_happens_outside_any_transaction(shared, house, monkeypatch, smtp, now, tmp_path):
    configure(house, monkeypatch, tmp_path, mail_server=smtp.host, mail_port=smtp.port)
    seen = []
    monkeypatch.setattr(
        postman.smtp, "deliver", lambda message, may_finish: seen.append(store.db.in_transaction()) or SENT
    )
    with house.app_context():
        queued(new_case(now), now)
        postman.turn(now)
    assert seen == [False]


def configure(house, monkeypatch, tmp_path, **settings):
    plain = {"data_dir": tmp_path, "mail_use_tls": False, "mail_timeout": 5, "mail_dot_timeout": 5}
    monkeypatch.setitem(house.config, "KEPT", replace(house.config["KEPT"], **plain | settings))


def test_nothing_of_a_rolled_back_change_reaches_the_server(by_smtp, case, now):
    with transaction() as change:
        queued(case, now)
        change.rollback()
    assert not postman.turn(now)
    assert by_smtp.tried == []
