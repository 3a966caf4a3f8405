"""Moments others tried their own business-time libraries by, and the nights on which those go wrong: each row counted
by hand. The scenes are those of the test suites of businesstimedelta, working_hours (Ruby) and numpy's busday, told in
our units; where their rule is another one than ours, the row says so."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from portal.core.calendar import WorkingCalendar
from portal.core.clock import due, elapsed
from portal.core.promise import Within
from tests.core.moments import WEEK, at, calendar
from tests.core.stepper import WEEKDAYS

SHIPPED = Path(__file__).parents[2] / "portal" / "guarantees"
NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in WEEK}
UTC_DESK = calendar(week=NINE_TO_FIVE, tz="UTC")
TOKYO_DESK = calendar(week=NINE_TO_FIVE, tz="Asia/Tokyo")
MON_AND_WED = calendar(week={day: [["09:00", "17:00"]] for day in ("mon", "wed")}, tz="UTC")
MONDAYS = calendar(week={"mon": [["00:00", "24:00"]]}, tz="UTC")
SPLIT_MONDAYS = calendar(week={"mon": [["07:00", "12:00"], ["13:00", "18:00"]]}, tz="UTC")
LUNCH = calendar(week=WEEK, tz="UTC")
CHRISTMAS = calendar({"2015-12-25": []}, week=WEEK, tz="UTC")
NIGHT_SHIFT = calendar(
    week={day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in WEEKDAYS if day != "sun"} | {"sun": []}, tz="UTC"
)
MAY_DAY = calendar({"2014-05-01": []}, week=NINE_TO_FIVE, tz="UTC")

OF_LIBRARIES = [
    # businesstimedelta: from a Saturday afternoon
    (UTC_DESK, "Sat 2016-01-23 13:14", "2 working hours", "Mon 2016-01-25 11:00"),
    (UTC_DESK, "Sat 2016-01-23 13:14", "12 working hours", "Tue 2016-01-26 13:00"),
    (LUNCH, "Mon 2016-01-18 09:00", "40 working hours", "Fri 2016-01-22 18:00"),  # an exact fit ends at closing
    (CHRISTMAS, "Mon 2015-12-21 09:00", "33 working hours", "Mon 2015-12-28 10:00"),
    # working_hours: to the second, over a weekend, over a day without hours, from another zone
    (UTC_DESK, "Fri 1991-11-15 14:00:42", "2 working hours", "Fri 1991-11-15 16:00:42"),
    (UTC_DESK, "Fri 1991-11-15 16:30:42", "45 working minutes", "Mon 1991-11-18 09:15:42"),
    (UTC_DESK, "Fri 1991-11-15 16:59:42", "120 working seconds", "Mon 1991-11-18 09:01:42"),
    (TOKYO_DESK, "Fri 1991-11-15 07:00", "3 working hours", "Mon 1991-11-18 02:00"),  # 16:00 and 11:00 in Tokyo
    (SPLIT_MONDAYS, "Mon 1991-11-11 05:00", "6 working hours", "Mon 1991-11-11 14:00"),
    (MONDAYS, "Mon 2014-04-07 23:59:30", "60 working seconds", "Mon 2014-04-14 00:00:30"),
    (MONDAYS, "Mon 2014-04-07 23:59:30", "30 working seconds", "Mon 2014-04-07 24:00"),
    (MON_AND_WED, "Tue 2014-04-08 12:00", "9 working hours", "Mon 2014-04-14 10:00"),
    # a shift over midnight is two intervals that touch; Sunday's night has none
    (NIGHT_SHIFT, "Fri 2026-08-21 23:00", "3 working hours", "Sat 2026-08-22 02:00"),
    (NIGHT_SHIFT, "Sat 2026-08-22 23:00", "2 working hours", "Mon 2026-08-24 01:00"),
    # days: theirs keep the hour of receipt; ours end at closing, whatever the hour was
    (UTC_DESK, "Fri 1991-11-15 14:00:42", "1 working day", "Mon 1991-11-18 17:00"),
    (UTC_DESK, "Fri 1991-11-15 23:00", "2 working days", "Tue 1991-11-19 17:00"),
    (TOKYO_DESK, "Thu 1991-11-14 21:00", "1 working day", "Mon 1991-11-18 08:00"),  # received on Friday in Tokyo
    (MON_AND_WED, "Mon 2014-04-07 12:00", "1 working day", "Wed 2014-04-09 17:00"),
    (MON_AND_WED, "Tue 2014-04-08 12:00", "1 working day", "Wed 2014-04-09 17:00"),
    (MAY_DAY, "Thu 2014-05-01 12:00", "1 working day", "Fri 2014-05-02 17:00"),  # received on the holiday itself
    # numpy's busday_offset from a Sunday, roll forward and one on, is Tuesday; day 0 needs no rolling here
    (UTC_DESK, "Sun 2012-05-13 10:00", "1 working day", "Mon 2012-05-14 17:00"),
    (UTC_DESK, "Fri 2011-03-25 10:00", "20 working days", "Fri 2011-04-22 17:00"),
]


@pytest.mark.parametrize(("desk", "filed", "promised", "expected"), OF_LIBRARIES)
def test_scenes_of_other_libraries(desk, filed, promised, expected):
    within = Within.parse(promised)
    start, wanted = at(filed, "UTC"), at(expected, "UTC")
    assert due(within, desk, start) == wanted
    assert elapsed(within, desk, start, wanted) == timedelta(seconds=within.seconds)
    assert elapsed(within, desk, start, wanted - timedelta(seconds=1)) < timedelta(seconds=within.seconds)


def always(tz: str) -> WorkingCalendar:
    return nights(tz, ["00:00", "24:00"])


def nights(tz: str, *hours: list[str]) -> WorkingCalendar:
    return calendar(week={day: list(hours) for day in WEEKDAYS}, tz=tz)


CLOCK_CHANGES = [  # start and due in UTC, so that nothing depends on how a local hour is read
    # Lord Howe goes back by half an hour at 02:00 summer time (15:00 UTC): the night 01:00–03:00 is 2½ hours long
    (nights("Australia/Lord_Howe", ["01:00", "03:00"]), "2026-04-04T14:00", "2 working hours", "2026-04-04T16:00"),
    (nights("Australia/Lord_Howe", ["01:00", "03:00"]), "2026-04-04T14:00", "150 working minutes", "2026-04-04T16:30"),
    (nights("Australia/Lord_Howe", ["01:00", "03:00"]), "2026-10-03T14:30", "90 working minutes", "2026-10-03T16:00"),
    # Troll jumps two hours at 01:00 UTC: of 00:00–04:00 only two hours are there
    (nights("Antarctica/Troll", ["00:00", "04:00"]), "2026-03-29T00:00", "2 working hours", "2026-03-29T02:00"),
    (nights("Antarctica/Troll", ["01:00", "03:00"]), "2026-03-28T12:00", "1 working hour", "2026-03-30T00:00"),
    # Apia had no 30 December 2011: a day whose end is its beginning still closes
    (always("Pacific/Apia"), "2011-12-29T20:00", "2 days", "2011-12-31T10:00"),
    (always("Pacific/Apia"), "2011-12-30T09:59:59", "3 days", "2012-01-01T10:00"),
    (always("Pacific/Apia"), "2011-12-30T10:00", "1 day", "2012-01-01T10:00"),  # received on the 31st
    (always("Pacific/Apia"), "2011-12-30T09:00", "2 working hours", "2011-12-30T11:00"),
    # Casablanca goes back for Ramadan and forward after it
    (nights("Africa/Casablanca", ["00:00", "06:00"]), "2026-02-14T23:00", "7 working hours", "2026-02-15T06:00"),
    (nights("Africa/Casablanca", ["00:00", "06:00"]), "2026-03-22T00:00", "5 working hours", "2026-03-22T05:00"),
    # Midnight itself is missing in São Paulo (2018) and Beirut: the day before ends when the clock jumps
    (always("America/Sao_Paulo"), "2018-11-02T12:00", "1 day", "2018-11-04T03:00"),
    (nights("America/Sao_Paulo", ["00:00", "02:00"]), "2018-11-04T03:00", "1 working hour", "2018-11-04T04:00"),
    (always("Asia/Beirut"), "2026-03-27T12:00", "1 day", "2026-03-28T22:00"),
    (nights("Asia/Beirut", ["00:00", "03:00"]), "2026-03-28T22:00", "2 working hours", "2026-03-29T00:00"),
    # Midnight comes twice in Havana: a day ends at the first
    (always("America/Havana"), "2026-10-30T12:00", "1 day", "2026-11-01T04:00"),
    (always("America/Havana"), "2026-10-31T12:00", "1 day", "2026-11-02T05:00"),
    # In St. John's clocks went back at 00:01 (until 2011): what comes after the first midnight belongs to the new day
    (always("America/St_Johns"), "2010-11-07T02:30:30", "1 day", "2010-11-09T03:30"),
    (always("America/St_Johns"), "2010-11-07T02:31:30", "1 day", "2010-11-09T03:30"),
    # 24 real hours are 24 real hours
    (None, "2026-03-28T22:00", "24 hours", "2026-03-29T22:00"),
]


@pytest.mark.parametrize(("desk", "filed", "promised", "expected"), CLOCK_CHANGES)
def test_nights_on_which_clocks_change(desk, filed, promised, expected):
    within = Within.parse(promised)
    start, wanted = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (filed, expected))
    assert due(within, desk, start) == wanted
    assert elapsed(within, desk, start, wanted) >= timedelta(seconds=within.seconds)
    assert elapsed(within, desk, start, wanted - timedelta(seconds=1)) < timedelta(seconds=within.seconds)


DESK = WorkingCalendar.from_dict(tomllib.loads((SHIPPED / "calendars" / "service-desk.toml").read_text("utf-8")))

# The State Council's notices: working Saturdays and Sundays, and the last working day before and first after the feast.
MADE_UP = """
    2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
    2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
    2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
    2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""


def test_the_weekends_that_were_worked_in_china():
    worked = [day for day in _days(2023, 2026) if day.weekday() > 4 and DESK.is_working_day(day)]
    assert worked == [date.fromisoformat(day) for day in MADE_UP.split()]
    off = [day for day in _days(2023, 2026) if day.weekday() < 5 and not DESK.is_working_day(day)]
    assert [sum(day.year == year for day in off) for year in (2023, 2024, 2025, 2026)] == [18, 19, 18, 19]


def _days(first: int, last: int) -> list[date]:
    begin, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    return [date.fromordinal(day) for day in range(begin, end + 1)]


IN_CHINA = [
    ("Fri 2023-01-20 16:00", "3 working hours", "Sat 2023-01-28 10:00"),  # 21–27 January off, the 28th worked
    ("Fri 2023-01-20 19:00", "2 working days", "Sun 2023-01-29 18:00"),
    ("Thu 2023-09-28 17:00", "3 working days", "Mon 2023-10-09 18:00"),  # the 7th and the 8th are worked
    ("Fri 2024-02-09 17:00", "2 working hours", "Sun 2024-02-18 10:00"),  # New Year's Eve itself was no holiday
    ("Mon 2024-09-30 17:00", "10 days", "Thu 2024-10-10 24:00"),
    ("Mon 2025-01-27 17:00", "1 working day", "Wed 2025-02-05 18:00"),
    ("Tue 2025-09-30 17:30", "60 working minutes", "Thu 2025-10-09 09:30"),  # eight days off
    ("Wed 2025-12-31 17:00", "2 working days", "Mon 2026-01-05 18:00"),  # Sunday the 4th is worked
    ("Tue 2025-09-23 10:00", "10 days", "Thu 2025-10-09 24:00"),  # day 10, 3 October, is off
]


@pytest.mark.parametrize(("filed", "promised", "expected"), IN_CHINA)
def test_due_across_the_feasts_of_2023_to_2026(filed, promised, expected):
    assert due(Within.parse(promised), DESK, at(filed)) == at(expected)
