"""The site that `flask demo` makes: told once, looked at from several sides."""

import re
from datetime import UTC, datetime

import pytest

from portal.actions import team
from portal.store import guarantee as versions
from portal.store.bulletin import BulletinCase
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.incident import Incident
from portal.store.letter import Letter
from portal.store.person import Person, Team
from portal.store.pledge import Pledge
from portal.store.review import Review
from portal.store.survey import Answer
from tests import demo_guarantee
from tests.conftest import rolled_back

NOW = datetime(2026, 11, 22, 1, 7, 9, tzinfo=UTC)  # a Sunday morning


@pytest.fixture(scope="module")
def said(house):
    """What the command prints after a first start has published the guarantee; rolled back after the last test."""
    clock = house.config["CLOCK"]
    house.config["CLOCK"] = lambda: NOW
    with rolled_back():
        demo_guarantee.publish(NOW)
        answer = house.test_cli_runner().invoke(args=["demo"])
        assert answer.exit_code == 0, answer.output
        yield answer.output
    house.config["CLOCK"] = clock


def test_cases_are_in_every_state_and_in_both_languages(said):
    assert "46 cases are there." in said
    assert {case.state for case in Case.select()} == {"received", "in_progress", "waiting", "resolved", "closed"}
    assert {case.language for case in Case.select()} == {"en", "zh"}
    assert Case.select().where(Case.cycle == 2).count() == 2


def test_verdicts_are_of_every_kind_and_most_promises_were_kept(said):
    verdicts = [row.verdict for row in Deadline.select()]
    assert set(verdicts) == {None, "kept", "broken", "void"}
    assert verdicts.count("kept") > 3 * verdicts.count("broken")


def test_customers_said_how_it_was(said):
    assert {row.score for row in Answer.select()} == {2, 3, 4, 5}


def test_cases_are_their_teams_and_some_were_looked_at_again(said):
    assert {case.team.name for case in Case.select() if case.team_id} == {team.name for team in Team.select()}
    stages = {review.stage for review in Review.select()}
    assert stages >= {"drawn", "closed"}
    assert Review.select().where(Review.handler == Review.reviewer).count() == 0


def test_something_broke_for_several_and_all_who_wait_were_told(said):
    assert [incident.is_shown for incident in Incident.select()] == [True]
    assert Case.select().where(Case.incident.is_null(False)).count() == 5
    told = [(row.done_at is not None, row.refused, row.case.language) for row in BulletinCase.select()]
    assert sorted(told) == 2 * [(True, "", "en")] + 2 * [(True, "", "zh")]


def test_everybody_signed_the_pledge(said):
    assert Pledge.select().count() == Person.select().count() == 6


def test_nothing_happened_after_now_and_nothing_waits_to_happen(said):
    assert Event.select().where(Event.at > NOW).count() == 0
    assert Case.select().where(Case.wake_at <= NOW).count() == 0


def test_every_letter_counts_as_sent_so_that_none_goes_out(said):
    assert {row.state for row in Letter.select()} == {"sent"}
    assert Letter.select().where((Letter.sent_at > NOW) | Letter.try_at.is_null(False)).count() == 0


def test_its_cases_are_bound_to_the_version_that_the_first_start_published(said):
    assert {case.guarantee.number for case in Case.select()} == {"HP-2026-1"}
    assert len(versions.history()) == 1


def test_the_password_it_prints_opens_the_door(said, house):
    password = re.search(r"with the password (\S+):$", said, re.MULTILINE)[1]
    with house.test_request_context():
        assert team.sign_in("wang@example.com", password, "127.0.0.1", NOW) is not None


def test_the_links_it_prints_open_their_cases(said, client):
    links = re.findall(r"http://localhost(/s/\S+)", said)
    assert len(links) == 5
    assert {client.get(link).status_code for link in links} == {200}
