"""Moments and amounts as people read them, in the two languages."""

from datetime import date, timedelta

import pytest

from portal.core.promise import UNITS, Within
from portal.words import time
from tests.core.moments import at, calendar, pauses

SHANGHAI = "Asia/Shanghai"
DESK = calendar()

MOMENTS = [
    ("en", time.moment, "Tue 2026-11-24 10:00", "Tuesday 24 November 2026, 10:00"),
    ("zh", time.moment, "Tue 2026-11-24 10:00", "2026年11月24日（周二）10:00"),
    ("en", time.short, "Thu 2026-10-08 18:00", "Thu 8 Oct, 18:00"),
    ("zh", time.short, "Thu 2026-10-08 18:00", "10月8日（周四）18:00"),
    ("en", time.due_moment, "Thu 2026-10-08 18:00", "Thursday 8 October 2026, 18:00"),
    ("en", time.due_moment, "Thu 2026-10-08 24:00", "end of Thursday 8 October 2026"),
    ("en", time.due_short, "Thu 2026-10-08 24:00", "end of Thu 8 Oct"),
    ("en", time.due_short, "Thu 2026-10-08 18:00", "Thu 8 Oct, 18:00"),
]


@pytest.mark.parametrize(("language", "words", "moment", "expected"), MOMENTS)
def test_a_moment_in_local_time(reading, language, words, moment, expected):
    with reading(language):
        assert words(at(moment), SHANGHAI) == expected
        assert words(at(moment), DESK.zone) == expected


def test_the_same_moment_in_another_zone(reading):
    with reading("en"):
        assert time.moment(at("Tue 2026-11-24 10:00"), "Europe/Berlin") == "Tuesday 24 November 2026, 03:00"


NOW = [
    ("Tue 2026-11-24 10:00", "Tue 2026-11-24 09:00", "today, 10:00"),
    ("Tue 2026-11-24 10:00", "Mon 2026-11-23 23:59", "tomorrow, Tuesday 10:00"),
    ("Tue 2026-11-24 10:00", "Sun 2026-11-22 10:00", "Tuesday 24 November, 10:00"),
    ("Tue 2026-11-24 10:00", "Wed 2026-11-25 10:00", "Tuesday 24 November, 10:00"),
    ("Tue 2026-11-24 24:00", "Tue 2026-11-24 10:00", "end of today"),
    ("Tue 2026-11-24 24:00", "Fri 2026-11-20 10:00", "end of Tuesday 24 November"),
    ("Tue 2026-11-24 24:00", "Mon 2026-11-23 10:00", "end of tomorrow, Tuesday"),
    ("Fri 2027-01-01 10:00", "Tue 2026-11-24 10:00", "Friday 1 January 2027, 10:00"),
]


@pytest.mark.parametrize(("moment", "now", "expected"), NOW)
def test_a_moment_as_seen_from_now(reading, moment, now, expected):
    with reading("en"):
        assert time.due_moment(at(moment), SHANGHAI, at(now)) == expected


EXACT = [
    ("2026-11-24T10:00:00+08:00", "Tuesday 24 November 2026, 10:00 (UTC+8)"),
    ("2026-10-09T00:00:00+05:30", "end of Thursday 8 October 2026 (UTC+5:30)"),
    ("2026-01-01T09:00:00-03:30", "Thursday 1 January 2026, 09:00 (UTC-3:30)"),
    ("2026-01-01T09:00:00+00:00", "Thursday 1 January 2026, 09:00 (UTC+0)"),
]


@pytest.mark.parametrize(("written", "expected"), EXACT)
def test_the_exact_moment_beside_the_spoken_one(reading, written, expected):
    with reading("en"):
        assert time.exact(written) == expected


def test_another_year_is_named_in_lists(reading):
    with reading("en"):
        assert (
            time.due_short(at("Mon 2027-01-04 18:00"), SHANGHAI, at("Thu 2026-12-31 10:00")) == "Mon 4 Jan 2027, 18:00"
        )
        assert time.due_short(at("Thu 2026-12-31 24:00"), SHANGHAI, at("Thu 2026-12-31 10:00")) == "end of Thu 31 Dec"
    with reading("zh"):
        assert (
            time.short(at("Mon 2027-01-04 18:00"), SHANGHAI, at("Thu 2026-12-31 10:00")) == "2027年1月4日（周一）18:00"
        )


def test_days_and_months(reading):
    with reading("en"):
        assert time.day(date(2026, 11, 24)) == "Tuesday 24 November 2026"
        assert time.month(date(2026, 11, 24)) == "November 2026"
        assert time.time_of_day(at("Tue 2026-11-24 09:05"), SHANGHAI) == "09:05"
    with reading("zh"):
        assert time.day(date(2026, 11, 24)) == "2026年11月24日（周二）"
        assert time.month(date(2026, 11, 24)) == "2026年11月"


@pytest.mark.parametrize("unit", UNITS)
def test_an_amount_reads_as_it_is_written(reading, unit):
    with reading("en"):
        for count in (1, 2):
            assert time.amount(Within(count, unit)) == str(Within(count, unit))


LENGTHS = [
    (timedelta(seconds=20), "20 seconds", "20 seconds"),
    (timedelta(seconds=119), "1 minute", "1 minute 59 seconds"),
    (timedelta(minutes=90), "1 hour 30 minutes", "1 hour 30 minutes"),
    (timedelta(hours=2), "2 hours", "2 hours"),
    (timedelta(hours=12, minutes=30), "12 hours", "12 hours 30 minutes"),
    (timedelta(hours=47, minutes=59), "47 hours", "47 hours 59 minutes"),
    (timedelta(hours=71), "2 days", "71 hours"),
]


@pytest.mark.parametrize(("length", "rough", "exact"), LENGTHS)
def test_a_length_of_real_time(reading, length, rough, exact):
    with reading("en"):
        assert time.duration(length) == rough
        assert time.exactly(length) == exact


LEFT = [
    ("2 working hours", "Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", [], "in 2 working hours"),
    ("2 working hours", "Fri 2026-08-21 17:30", "Mon 2026-08-24 10:00", [], "in 1 working hour 30 minutes"),
    ("2 working hours", "Sat 2026-08-22 17:30", "Mon 2026-08-24 09:30", [], "in 30 working minutes"),
    ("2 hours", "Fri 2026-08-21 17:00", "Fri 2026-08-21 18:10", [], "in 1 hour 10 minutes"),
    ("30 seconds", "Fri 2026-08-21 17:00", "Fri 2026-08-21 17:00:30", [], "in 30 seconds"),
    ("3 working days", "Fri 2026-08-21 17:00", "Wed 2026-08-26 18:00", [], "in 3 working days"),
    ("3 working days", "Tue 2026-08-25 23:00", "Wed 2026-08-26 18:00", [], "in 1 working day"),
    ("3 working days", "Wed 2026-08-26 10:00", "Wed 2026-08-26 18:00", [], "in 8 hours"),
    ("10 days", "Fri 2026-08-21 10:00", "Mon 2026-08-31 24:00", [], "in 10 days"),
    ("2 working hours", "Mon 2026-08-24 12:00", "Mon 2026-08-24 10:00", [], "2 hours late"),
    ("2 working hours", "Mon 2026-08-24 10:00", "Mon 2026-08-24 10:00", [], "in 0 working seconds"),
    (
        "2 working hours",
        "Fri 2026-08-21 17:00",
        "Mon 2026-08-24 11:15",
        ["Fri 2026-08-21 17:30 – Mon 2026-08-24 09:45"],
        "in 2 working hours",
    ),
]


@pytest.mark.parametrize(("promised", "now", "due", "held", "expected"), LEFT)
def test_how_long_until_due(reading, promised, now, due, held, expected):
    with reading("en"):
        assert time.left(Within.parse(promised), DESK, at(now), at(due), pauses(*held)) == expected


def test_a_date_somebody_gave_and_a_clock_that_stands_still(reading):
    now = at("Fri 2026-08-21 17:00")
    with reading("en"):
        assert time.left(None, None, now, at("Mon 2026-08-24 17:00")) == "in 3 days"
        assert time.left(Within.parse("2 working hours"), DESK, now, None) == "the clock stands still"


def test_words_stand_without_a_reader():
    assert time.moment(at("Tue 2026-11-24 10:00"), SHANGHAI) == "Tuesday 24 November 2026, 10:00"


YEARS = [(364, "364 days"), (365, "1 year"), (366, "366 days"), (729, "729 days"), (730, "2 years"), (1095, "3 years")]


@pytest.mark.parametrize(("days", "said"), YEARS)
def test_years_are_said_as_years(reading, days, said):
    with reading("en"):
        assert time.duration(timedelta(days=days)) == said
