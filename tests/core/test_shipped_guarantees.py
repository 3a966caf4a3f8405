"""The guarantee and the calendars that ship: sound, in both languages, with the figures they were taken from."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.core.calendar import WorkingCalendar
from portal.core.guarantee import check, notes, parse
from portal.core.promise import TARGETS
from portal.core.terms import CHANNELS, KINDS

SHIPPED = Path(__file__).parents[2] / "portal" / "guarantees"


def calendar(slug: str) -> WorkingCalendar:
    return WorkingCalendar.from_dict(tomllib.loads((SHIPPED / "calendars" / f"{slug}.toml").read_text("utf-8")))


CALENDARS = {slug: calendar(slug) for slug in ("service-desk", "on-call")}
DEMO_TEXT = (SHIPPED / "demo.toml").read_text("utf-8")
DEMO = parse(DEMO_TEXT)


def day(text: str) -> date:
    """“Sat 2026-02-14”, weekday and date; the weekday must be right."""
    found = date.fromisoformat(text[4:])
    assert f"{found:%a}" == text[:3]
    return found


# The calendars

WORKED = """
Sat 2012-03-31  Sun 2012-04-01  Sat 2013-01-05  Sun 2015-02-15  Sun 2015-09-06  Sun 2016-02-14  Sun 2020-01-19
Sun 2024-02-04  Sun 2025-01-26  Sat 2025-02-08  Sun 2026-01-04  Sat 2026-02-14  Sat 2026-02-28  Sat 2026-05-09
Sun 2026-09-20  Sat 2026-10-10  Fri 2026-02-13  Tue 2026-02-24  Wed 2026-09-30  Thu 2026-10-08
"""

OFF = """
Sun 2012-01-01  Mon 2012-01-02  Thu 2015-09-03  Fri 2015-09-04  Fri 2020-01-31  Thu 2025-05-01  Thu 2026-01-01
Fri 2026-01-02  Sun 2026-02-15  Mon 2026-02-16  Tue 2026-02-17  Wed 2026-02-18  Thu 2026-02-19  Fri 2026-02-20
Sat 2026-02-21  Sun 2026-02-22  Mon 2026-02-23  Mon 2026-04-06  Fri 2026-05-01  Tue 2026-05-05  Fri 2026-06-19
Fri 2026-09-25  Thu 2026-10-01  Fri 2026-10-02  Sat 2026-10-03  Sun 2026-10-04  Mon 2026-10-05  Tue 2026-10-06
Wed 2026-10-07  Sat 2026-08-22  Sun 2026-08-23
"""


def days(table: str) -> list[str]:
    return [f"{weekday} {date}" for line in table.split("\n") for weekday, date in _pairs(line.split())]


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize("text", days(WORKED))
def test_the_desk_works_on(text):
    assert CALENDARS["service-desk"].is_working_day(day(text))


@pytest.mark.parametrize("text", days(OFF))
def test_the_desk_is_closed_on(text):
    assert not CALENDARS["service-desk"].is_working_day(day(text))


def test_the_days_of_a_year_are_named_in_both_languages():
    desk = CALENDARS["service-desk"]
    assert desk.name(date(2026, 2, 14)) == {"en": "Spring Festival make-up working day", "zh": "春节调休上班"}
    assert desk.name(date(2026, 10, 1)) == {"en": "National Day", "zh": "国庆节"}
    data = tomllib.loads((SHIPPED / "calendars" / "service-desk.toml").read_text("utf-8"))
    assert all(what["en"] and what["zh"] for what in data["exceptions"].values())


def test_the_weekday_beside_each_date_is_right():
    for line in (SHIPPED / "calendars" / "service-desk.toml").read_text("utf-8").splitlines():
        if line[:2] == "20":
            day(f"{line[-3:]} {line[:10]}")


@pytest.mark.parametrize("year", range(2012, 2027))
def test_every_year_has_its_holidays(year):
    desk = CALENDARS["service-desk"]
    assert year in desk.years
    assert not desk.is_working_day(date(year, 10, 1))
    assert 244 <= sum(desk.is_working_day(date.fromordinal(day)) for day in _ordinals(year)) <= 252


def _ordinals(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())


def test_the_on_call_desk_never_closes_and_is_never_provisional():
    desk = CALENDARS["on-call"]
    assert desk.is_open(datetime(2026, 2, 17, 3, tzinfo=UTC))
    assert not desk.provisional(datetime(2040, 1, 1, tzinfo=UTC))


def test_the_holidays_of_this_year_are_entered_and_by_mid_december_those_of_the_next():
    """This test looks at the clock on purpose: it fails before the years run out.

    When it fails: take the State Council's notice on the holidays of the coming year, published in November
    (国务院办公厅关于…节假日安排的通知). Add its free days and its make-up working days to
    portal/guarantees/calendars/service-desk.toml, add the year to `years` there, and publish the calendar.
    """
    today = datetime.now(UTC).date()
    needed = today.year if (today.month, today.day) < (12, 15) else today.year + 1
    assert needed in CALENDARS["service-desk"].years, "The holidays run out: see the docstring of this test."


# The demo guarantee

FIGURES = [
    ({"kind": "enquiry", "channel": "phone"}, "attended", "30 seconds"),
    ({"kind": "enquiry", "channel": "chat"}, "response", "30 seconds"),
    ({"kind": "complaint", "channel": "chat"}, "response", "30 seconds"),
    ({"kind": "complaint", "channel": "chat", "service": "delivery"}, "response", "30 seconds"),
    ({"kind": "complaint", "channel": "chat", "severity": "major"}, "response", "30 seconds"),
    ({"kind": "enquiry", "channel": "web"}, "response", "30 minutes"),
    ({"kind": "enquiry", "channel": "email"}, "response", "24 hours"),
    ({"kind": "enquiry", "channel": "letter"}, "response", "2 working hours"),
    ({"kind": "enquiry", "channel": "social"}, "response", "2 working hours"),
    ({"kind": "enquiry", "channel": "letter", "severity": "urgent"}, "response", "30 minutes"),
    ({"kind": "complaint", "channel": "web", "severity": "urgent"}, "response", "30 minutes"),
    ({"kind": "complaint", "channel": "web", "severity": "major"}, "response", "30 minutes"),
    ({"kind": "complaint", "channel": "web", "severity": "major"}, "progress", "24 hours"),
    ({"kind": "complaint", "channel": "web"}, "response", "2 working hours"),
    ({"kind": "complaint", "channel": "web", "service": "delivery"}, "response", "1 working hour"),
    ({"kind": "complaint", "channel": "web"}, "plan", "48 hours"),
    ({"kind": "complaint", "channel": "web"}, "progress", "3 working days"),
    ({"kind": "complaint", "channel": "web"}, "resolution", "10 working days"),
    ({"kind": "complaint", "channel": "web"}, "remedy", "5 working days"),
    ({"kind": "complaint", "channel": "web"}, "follow_up", "3 working days"),
    ({"kind": "enquiry", "channel": "web", "severity": "general"}, "resolution", "2 hours"),
    ({"kind": "enquiry", "channel": "web", "severity": "complex"}, "plan", "4 hours"),
    ({"kind": "suggestion", "channel": "web"}, "response", "3 working days"),
    ({"kind": "praise", "channel": "web"}, "response", "2 working days"),
    ({"kind": "feedback", "channel": "web"}, "response", "1 working day"),
]


@pytest.mark.parametrize(("case", "target", "within"), FIGURES)
def test_the_demo_promises(case, target, within):
    assert str(DEMO.select(**case)[target].within) == within


def test_the_demo_guarantee_has_no_faults():
    assert check(DEMO_TEXT, CALENDARS) == []


def test_it_answers_every_kind_on_every_channel():
    assert DEMO.gaps() == ()
    assert [note.code for note in notes(DEMO, CALENDARS)] == ["note-filled-by-us", "note-last-year"]


def test_it_promises_something_about_every_target_but_given_dates():
    assert {promise.target for promise in DEMO.promises} == set(TARGETS) - {"given"}


def test_no_promise_is_never_chosen():
    won = {promise.code for case in DEMO.cases() for promise in DEMO.select(**case).values()}
    assert {promise.code for promise in DEMO.promises} == won


def test_progress_goes_on_until_the_end_and_a_plan_may_wait_for_the_customer():
    for promise in DEMO.promises:
        assert promise.repeats == (promise.target == "progress")
        assert promise.pauses == (promise.target in ("plan", "resolution"))


def test_figures_the_seeds_left_blank_are_marked():
    from_the_seeds = {promise.code for promise in DEMO.promises if not promise.filled_by_us}
    assert from_the_seeds == {
        "phone-attended",
        "chat-response",
        "chat-urgent-response",
        "web-enquiry-response",
        "email-enquiry-response",
        "enquiry-response",
        "urgent-response",
        "major-response",
        "major-progress",
        "complaint-plan",
        "complex-plan",
        "general-resolution",
    }


def test_the_words_of_the_dimensions_are_those_of_the_house():
    assert KINDS == ("complaint", "enquiry", "suggestion", "praise", "feedback")
    assert CHANNELS == ("web", "email", "phone", "chat", "counter", "letter", "social")
