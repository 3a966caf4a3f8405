"""`flask demo`: a lively small site, made by the same doors as a real one, that mails nobody."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.actions import publishing
from portal.commands import stories
from portal.core.case import OUTCOMES, Verb
from portal.store import person
from portal.store.case import Case
from tests import demo_guarantee
from tests.actions.office import Office

MOMENTS = [  # a Sunday, the morning after a long holiday, a make-up Saturday, the last night of a year
    datetime(2026, 11, 22, 1, 7, 9, tzinfo=UTC),
    datetime(2026, 2, 24, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 10, 9, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 15, 59, tzinfo=UTC),
]
LONGEST_REST = timedelta(days=9.5)  # a question lapses after ten days


@pytest.fixture
def run(app, monkeypatch):
    def call(*arguments, now=MOMENTS[0]):
        monkeypatch.setitem(app.config, "CLOCK", lambda: now)
        return app.test_cli_runner().invoke(args=["demo", *arguments])

    return call


@pytest.mark.parametrize("now", MOMENTS)
def test_the_stories_are_told_in_order_and_end_before_now(now):
    told = stories.steps(now, publishing.shipped_calendars()["service-desk"])
    assert [step.at for step in told] == sorted(step.at for step in told)
    assert told[-1].at < now
    assert timedelta(days=54) < now - told[0].at < timedelta(days=75)
    for slug in {step.story for step in told}:
        own = [step for step in told if step.story == slug]
        assert own[0].do == stories.FILE
        assert len({step.at for step in own}) == len(own)


@pytest.mark.parametrize("now", MOMENTS)
def test_no_customer_waits_with_an_answer_until_the_question_has_lapsed(now):
    told = stories.steps(now, publishing.shipped_calendars()["service-desk"])
    for slug in {step.story for step in told}:
        own = [step for step in told if step.story == slug]
        for before, step in itertools.pairwise(own):
            assert before.do not in ("ask", "propose") or step.at - before.at < LONGEST_REST


def test_the_stories_use_words_the_house_knows():
    told = stories.steps(MOMENTS[0], publishing.shipped_calendars()["service-desk"])
    assert {step.do for step in told} <= {*Verb}
    outcomes = {step.said["outcome"] for step in told if step.do == "resolve"}
    assert outcomes <= {outcome for known in OUTCOMES.values() for outcome in known}
    services = {service.slug for service in publishing.demo().services} | {""}
    assert {step.said.get("service", "") for step in told if step.do == stories.FILE} <= services


def test_it_needs_a_database_without_cases(run, app):
    with app.app_context():
        Office().file("Thu 2026-08-20 10:00")
    answer = run()
    assert answer.exit_code == 1
    assert "There are cases here already." in answer.output


def test_it_does_not_stand_in_for_somebody_who_works_here(run):
    person.Person.create(email="wang@example.com", name="W", public_name="W", role="agent", password="-")
    answer = run()
    assert answer.exit_code == 1
    assert "work here already" in answer.output
    assert (person.Person.select().count(), Case.select().count()) == (1, 0)


def test_another_guarantee_is_left_alone(run):
    demo_guarantee.publish(MOMENTS[0]).update(number="HP-1").execute()
    answer = run()
    assert answer.exit_code == 1
    assert "Another guarantee is published here." in answer.output


def test_where_letters_would_be_mailed_it_asks_first(run, app, monkeypatch):
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], mail_server="smtp.example.com"))
    answer = run()
    assert answer.exit_code == 1
    assert "Add --yes" in answer.output
    assert Case.select().count() == 0
