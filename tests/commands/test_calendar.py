"""`flask calendar`: for those who keep calendars as files, and for sites with many open cases."""

from dataclasses import replace

import pytest

from portal.commands import years
from portal.core import calendar_text
from portal.store import calendar as calendars
from portal.store.deadline import Deadline
from tests.actions.office import Office, when
from tests.core.moments import at


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Fri 2026-08-21 17:10"))
    return lambda *given, **more: app.test_cli_runner().invoke(args=["calendar", *map(str, given)], **more)


@pytest.fixture
def office(app):
    with app.app_context():
        office = Office()
        office.file("Fri 2026-08-21 17:00")
    return office


@pytest.fixture
def file(office, tmp_path):
    """Monday off, as a file."""
    text = calendars.row("service-desk").toml.replace("[exceptions]", "[exceptions]\n2026-08-24 = { hours = [] }")
    path = tmp_path / "desk.toml"
    path.write_text(text, "utf-8")
    return path


def say_why(file) -> None:
    written = calendar_text.read(file.read_text("utf-8"))
    noted = replace(written, note={"en": "Painting.", "zh": "粉刷。"})
    file.write_text(calendar_text.with_note(file.read_text("utf-8"), noted), "utf-8")


def due(office) -> str:
    return when(Deadline.get(Deadline.case == office.id, Deadline.target == "response").due_at)


def test_every_fault_is_named(run, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('slug = "shop"\ntz = "Mars"\n[week]\nmon = [["10:00", "09:00"]]\n')
    done = run("check", file)
    assert done.exit_code == 1
    assert "There is no time zone “Mars”." in done.output
    assert "Monday: 10:00–09:00 ends before it begins." in done.output
    assert "2 faults. Nothing was published." in done.output
    file.write_bytes(b"slug = '\xff'")
    assert "UTF-8" in run("check", file).output


def test_what_ships_has_no_faults(run, file):
    assert "has no faults" in run("check", file).output


def test_it_shows_what_would_move_and_asks(run, file, office):
    done = run("publish", file, "--person", "Ann", input="n\n")
    assert "running promises move" in done.output
    assert f"{office.case.reference}  complaint-response  Mon 24 Aug, 02:00 → Tue 25 Aug, 02:00 UTC" in done.output
    assert done.exit_code == 1
    assert calendars.last_revision("service-desk") == 1


def test_later_dates_need_a_reason(run, file, office):
    assert "Tell them why" in run("publish", file, "--person", "Ann", "--yes").output
    assert calendars.last_revision("service-desk") == 1


def test_it_publishes_and_recounts_every_case(run, file, office):
    say_why(file)
    done = run("publish", file, "--person", "Ann", "--yes")
    assert "Revision 2 counts from now on." in done.output
    assert due(office) == "Tue 2026-08-25 10:00"
    assert office.letters().count("recounted") == 1


def test_a_command_that_is_stopped_leaves_the_rest_to_the_watch(run, app, file, office, monkeypatch):
    say_why(file)
    monkeypatch.setattr("portal.commands.calendar.recounting.one", lambda *_: 1 / 0)
    assert run("publish", file, "--person", "Ann", "--yes").exit_code == 1
    assert due(office) == "Mon 2026-08-24 10:00"
    with app.app_context():
        office.watch("Fri 2026-08-21 17:11")
    assert due(office) == "Tue 2026-08-25 10:00"


def test_a_start_says_which_year_is_missing(app, monkeypatch, office):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Sun 2026-11-01 10:00"))
    with app.app_context():
        assert years.warnings() == [
            "The calendar service-desk lacks the holidays of 2027, so moments in it are provisional. "
            "An administrator enters them at /staff/calendars/service-desk/years."
        ]
