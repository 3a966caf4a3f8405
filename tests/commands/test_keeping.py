"""`flask reconcile` and `flask retention` at the terminal."""

import pytest

from portal.core.case import Verb
from portal.store.case import Case
from tests.actions.office import Office
from tests.core.moments import at


@pytest.fixture
def office(app):
    with app.app_context():
        office = Office()
        office.file("Mon 2026-08-24 10:00")
        office.resolve("Mon 2026-08-24 11:00")
        office.customer("Mon 2026-08-24 12:00", Verb.CONFIRM)
    return office


@pytest.fixture
def run(app, monkeypatch):
    def command(moment: str, *arguments: str):
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))
        return app.test_cli_runner().invoke(args=list(arguments))

    return command


def test_reconcile_says_that_everything_agrees(run, office):
    answer = run("Mon 2026-08-24 13:00", "reconcile")
    assert (answer.exit_code, "Everything agrees." in answer.output) == (0, True), answer.output


def test_reconcile_names_what_does_not_and_sets_signposts_when_asked(run, office):
    Case.update(wake_at=None).execute()
    answer = run("Mon 2026-08-24 13:00", "reconcile")
    assert answer.exit_code == 1
    assert f"{office.case.reference}: its signpost says that it wakes at None" in answer.output
    assert "It was set anew." in run("Mon 2026-08-24 13:00", "reconcile", "--fix").output
    assert run("Mon 2026-08-24 13:00", "reconcile").exit_code == 0


def test_retention_lists_first_and_changes_nothing(run, office):
    answer = run("Thu 2029-08-23 12:00", "retention", "--dry-run")
    assert office.case.reference in answer.output
    assert "1 cases would be erased. Nothing was changed." in answer.output
    assert office.case.email == "li@example.com"


def test_retention_erases_what_is_due_and_no_more(run, office):
    assert "0 cases erased." in run("Thu 2029-08-23 11:59", "retention").output
    assert "1 cases erased." in run("Thu 2029-08-23 12:00", "retention").output
    assert office.case.email == ""
    assert "0 cases erased." in run("Thu 2029-08-23 12:01", "retention").output
