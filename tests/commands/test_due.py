"""`flask due`: the due moment and its reason, for a clerk who checks our reckoning."""

import pytest

from portal.actions.publishing import DEMO, SHIPPED
from tests import demo_guarantee

DESK = str(SHIPPED / "calendars" / "service-desk.toml")


@pytest.fixture
def run(house):
    def call(*arguments):
        return house.test_cli_runner().invoke(args=["due", *arguments])

    return call


ANSWERS = [
    ("2 working hours", "2026-08-20T11:30", [], "2026-08-20T14:30:00+08:00"),  # Thu, over lunch
    ("2 working hours", "2026-08-21T17:00:00+08:00", [], "2026-08-24T10:00:00+08:00"),  # Fri to Mon
    ("2 working hours", "2026-08-21T09:00:00Z", [], "2026-08-24T10:00:00+08:00"),
    ("2 working hours", "2026-08-21T17:00", ["2026-08-21T17:30/2026-08-24T09:45"], "2026-08-24T11:15:00+08:00"),
    ("3 working days", "2026-09-30T17:00", [], "2026-10-10T18:00:00+08:00"),  # Golden Week, make-up Sat
    ("10 days", "2026-09-21T10:00", [], "2026-10-09T00:00:00+08:00"),
    ("30 minutes", "2026-08-23T03:00", [], "2026-08-23T03:30:00+08:00"),  # Sun
]


@pytest.mark.parametrize(("within", "start", "pauses", "due"), ANSWERS)
def test_the_first_line_is_the_due_moment(run, within, start, pauses, due):
    options = [word for pause in pauses for word in ("--pause", pause)]
    answer = run("--within", within, "--calendar", DESK, "--from", start, *options)
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[0] == due


def test_the_second_line_says_why(run):
    answer = run("--within", "2 working hours", "--calendar", DESK, "--from", "2026-02-13T17:00")
    assert "Sat 14 Feb is a make-up working day" in answer.output.splitlines()[1]


def test_several_pauses_may_follow_one_another(run):
    one, two = "2026-08-20T10:00/2026-08-20T10:30", "2026-08-20T11:00/2026-08-20T11:30"
    start = ["--within", "2 working hours", "--calendar", DESK, "--from", "2026-08-20T09:00"]
    each = run(*start, "--pause", one, "--pause", two).output
    together = run(*start, "--pause", one, two).output
    assert each == together
    assert each.startswith("2026-08-20T12:00:00+08:00")


def test_without_a_calendar_real_time_is_counted(run):
    assert run("--within", "24 hours", "--from", "2026-03-28T12:00+01:00").output.startswith(
        "2026-03-29T12:00:00+01:00"
    )


def test_while_a_pause_is_open_there_is_no_due_moment(run):
    answer = run("--within", "1 hour", "--from", "2026-03-28T12:00+01:00", "--pause", "2026-03-28T12:30+01:00/")
    assert answer.output.splitlines()[0] == "No due moment while the pause is open."


def test_a_year_without_holidays_is_provisional(run):
    answer = run("--within", "10 working days", "--calendar", DESK, "--from", "2026-12-28T10:00")
    assert "Provisional" in answer.output


OF_PROMISES = [
    ("complaint-response", "2026-08-21T17:00", [], "2026-08-24T10:00:00+08:00", "A person replies to you within"),
    ("complaint-plan", "2026-08-21T17:00", [], "2026-08-23T17:00:00+08:00", "You get a handling plan within 48 hours."),
    ("complaint-resolution", "2026-09-21T10:00", [], "2026-10-12T18:00:00+08:00", "10 working days"),
]


@pytest.mark.parametrize(("code", "start", "pauses", "due", "said"), OF_PROMISES)
def test_a_promise_of_the_guarantee_in_force_by_its_code(run, db, now, code, start, pauses, due, said):
    demo_guarantee.publish(now)
    answer = run("--promise", code, "--from", start, *pauses)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith(due)
    assert said in answer.output.splitlines()[2]
    assert run("--promise", code, "--guarantee", "HP-2026-1", "--from", start).output == answer.output
    assert run("--promise", code, "--guarantee", str(DEMO), "--from", start).output == answer.output


def test_a_pause_counts_only_where_the_promise_waits(run, db, now):
    demo_guarantee.publish(now)
    pause = ("--pause", "2026-08-20T12:00/2026-08-20T15:00")
    plan = run("--promise", "complaint-plan", "--from", "2026-08-20T10:00+08:00", *pause)
    response = run("--promise", "web-enquiry-response", "--from", "2026-08-20T10:00+08:00", *pause)
    assert plan.output.startswith("2026-08-22T13:00:00+08:00")
    assert response.output.startswith("2026-08-20T10:30:00+08:00")
    assert "This promise does not wait for the customer, so no pause counts." in response.output


def test_a_calendar_by_its_name(run, db):
    start = ["--within", "2 working hours", "--from", "2026-08-21T17:00"]
    assert run(*start, "--calendar", "service-desk").output == run(*start, "--calendar", DESK).output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say either --within or --promise."),
        (["--within", "1 hour", "--promise", "complaint-plan"], "Say either --within or --promise."),
        (["--promise", "no-such"], "HP-2026-1 has no promise no-such. It has: phone-attended"),
        (["--promise", "complaint-plan", "--guarantee", "HP-9"], "no such guarantee here, and no such file"),
        (["--promise", "complaint-plan", "--guarantee", __file__], "Line 1"),
        (["--within", "1 hour", "--calendar", "moon"], "“moon” is no file and no calendar of this site."),
    ],
)
def test_what_is_not_there_is_told_with_what_is(run, db, now, arguments, sentence):
    demo_guarantee.publish(now)
    answer = run("--from", "2026-08-20T09:00", *arguments)
    assert answer.exit_code == 1
    assert sentence in answer.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--within", "soon", "--from", "2026-08-20T09:00"], "is not a time"),
        (["--within", "2 working hours", "--from", "2026-08-20T09:00"], "calendar"),
        (["--within", "1 hour", "--from", "today"], "is no moment"),
        (["--within", "1 hour", "--from", "2026-08-20T09:00", "--pause", "2026-08-20T09:00"], "is no pause"),
        (["--within", "1 hour", "--from", "2026-08-20T09:00", "--pause", "a/b"], "is no moment"),
        (["--within", "1 hour", "--from", "2026-08-20T09:00", "--calendar", __file__], "Error: "),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_a_sentence(run, arguments, sentence):
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert sentence in answer.output
