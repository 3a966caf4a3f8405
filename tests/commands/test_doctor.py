"""`flask doctor`: what it says of a healthy portal, and of each thing that can be wrong with it."""

import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.actions import intake, team
from portal.actions.intake import Filing
from portal.commands.checkup import inside
from portal.store import pulse
from portal.store.letter import Letter
from tests import demo_guarantee
from tests.core.moments import at
from tests.smtp_server import free_port

NOON = "Mon 2026-08-24 12:00"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def healthy(app):
    """A published guarantee, a worker that has just beaten, and an administrator with a password."""
    with app.app_context():
        demo_guarantee.publish(at(NOON))
        invited = team.invite("zhou@example.com", "admin", at(NOON))
        team.accept(invited, "Zhou", "Zhou", "en", "a long password", at(NOON))
    for loop in inside.LOOPS:
        pulse.beat(loop, at(NOON))
    Letter.delete().execute()  # the invitation waits to be sent


@pytest.fixture
def examined(app, monkeypatch):
    """Gives `examined(*arguments, moment=…, **settings)`: the answer of the command with these settings."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 9 << 30))

    def run(*arguments: str, moment: str = NOON, **settings):
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))
        monkeypatch.setattr(inside, "now_of_the_store", lambda: None)
        monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], **settings))
        return app.test_cli_runner().invoke(args=["doctor", *arguments])

    return run


def test_a_healthy_portal_is_well(examined, healthy):
    answer = examined()
    assert answer.exit_code == 0, answer.output
    assert "Everything is well." in answer.output
    assert "HP-2026-1 is in force, with 25 promises" in answer.output
    assert examined("--short").output == "Everything is well.\n"


def test_it_answers_in_chinese(examined, healthy):
    assert "一切正常。" in examined("--lang", "zh").output


@pytest.mark.usefixtures("app")
def test_a_new_portal_is_told_what_to_begin_with(examined):
    answer = examined()
    assert answer.exit_code == 1
    assert "none is in force: cases are taken, and nothing is promised" in answer.output
    assert "the watch and the postman never ran" in answer.output
    assert "flask --app wsgi invite EMAIL --role admin" in answer.output
    assert examined("--short").output == "1 thing is broken, 2 things need a look: Guarantee, Worker, People\n"


def test_a_complaint_that_nobody_may_open_is_told_with_what_to_do(app, examined, healthy, now):
    with app.app_context():
        case, _ = intake.file(Filing("f" * 32, "complaint", "He shouted", about_staff="Zhou"), now)
    answer = examined().output
    assert "look  People        1 complaint can be opened by nobody" in answer
    assert "Invite another administrator: flask --app wsgi invite EMAIL --role admin" in answer
    assert case.reference not in answer
    assert "有1件投诉，没有人有权打开" in examined("--lang", "zh").output


def test_a_worker_that_stopped_is_broken(examined, healthy):
    answer = examined(moment="Mon 2026-08-24 12:05")
    assert answer.exit_code == 1
    assert "the watch and the postman gave no sign for 5 minutes" in answer.output


def test_the_holidays_of_next_year_are_asked_for_from_november_on(examined, healthy):
    assert "2027" not in examined(moment="Sat 2026-10-31 12:00").output
    late = examined(moment="Sun 2026-11-01 12:00").output
    assert "look  Calendars     service-desk: the holidays of 2027 are not entered" in late
    assert "bad   Calendars" in examined(moment="Fri 2027-01-01 12:00").output


def test_letters_that_lie_are_told(examined, healthy):
    letter = {"kind": "x", "recipient": "a@example.com", "language": "en", "subject": "s", "text": "t"}
    Letter.create(**letter, message_id="<1@x>", at=at(NOON), try_at=at(NOON) - timedelta(minutes=11))
    assert "1 letter should have gone long ago" in examined().output
    Letter.create(**letter, message_id="<2@x>", at=at(NOON), state="dead")
    assert "1 letter could not be sent" in examined().output


@pytest.mark.parametrize(("free", "word"), [(199, "bad   Disk"), (2000, "look  Disk"), (3000, "good  Disk")])
def test_the_disk_is_told_before_it_is_full(examined, healthy, monkeypatch, free, word):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free * 1024 * 1024))
    assert word in examined().output


def test_a_clock_that_was_set_back_is_told(examined, healthy):
    answer = examined(moment="Mon 2026-08-24 11:00")
    assert "bad   Clock         the worker noted something 1 hour from now: the clock was set back" in answer.output


def test_a_clock_that_is_not_that_of_the_database_is_told(examined, healthy, app, monkeypatch):
    monkeypatch.setattr(inside, "now_of_the_store", lambda: datetime.now(UTC) - timedelta(minutes=5))
    with app.test_request_context():
        assert inside.clock(at(NOON)).standing == "bad"
    monkeypatch.setattr(inside, "now_of_the_store", lambda: datetime.now(UTC))
    with app.test_request_context():
        assert inside.clock(at(NOON)).standing == "good"


def test_a_database_that_lacks_its_tables_is_told(examined, healthy, monkeypatch):
    monkeypatch.setattr(inside.schema, "pending", lambda: ["0002_more"])
    answer = examined()
    assert "1 migration is missing" in answer.output
    assert "Run: flask --app wsgi migrate" in answer.output
    assert "Worker" not in answer.output, "What needs the tables is not looked at without them."


def test_a_look_makes_no_database(examined, tmp_path):
    file = tmp_path / "kept.db"
    assert f"there is none at {file}" in examined(database_url=f"sqlite:///{file}").output
    assert not file.exists()


def mail(smtp, **more) -> dict:
    here = {"mail_server": smtp.host, "mail_port": smtp.port, "mail_use_tls": False, "mail_timeout": 2.0}
    return {**here, "mail_default_sender": "Kept <care@example.com>", **more}


def test_a_mail_server_that_takes_our_letters_is_good(examined, healthy, smtp):
    assert f"{smtp.host}:{smtp.port} answers and takes our sender" in examined(**mail(smtp)).output
    assert smtp.letters == []


def test_one_that_offers_no_encryption_or_no_sign_in_is_told(examined, healthy, smtp):
    assert "bad   Mail" in examined(**mail(smtp, mail_use_tls=True)).output
    answer = examined(**mail(smtp, mail_username="care", mail_password="wrong"))
    assert answer.exit_code == 1
    assert "bad   Mail" in answer.output


def test_one_that_is_not_there_is_told_without_a_number(examined, healthy, smtp):
    answer = examined(**mail(smtp, mail_port=free_port()))
    assert "Connection refused" in answer.output
    assert "Errno" not in answer.output


def test_an_open_portal_without_mail_reaches_nobody(examined, healthy):
    answer = examined(host="0.0.0.0", public_url="http://care.example.com")
    assert answer.exit_code == 1
    assert "nobody gets one" in answer.output
    assert "cross the network readable" in answer.output
    assert "TRUSTED_PROXIES is 0" in examined(public_url="https://care.example.com").output
