"""The rules of time, as tables a person can read: filed then, promised so much, due then (DESIGN.md 4)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core.calendar import OutOfReach
from portal.core.clock import CalendarMissing, Clock, ShareRefused, due, elapsed, mark, standing
from portal.core.counting import PauseRefused
from portal.core.instants import InstantRefused
from portal.core.promise import Promise, Within
from tests.core.moments import AUTUMN, SPRING, at, calendar, pauses

NAIVE = datetime(2026, 8, 21, 17)  # noqa: DTZ001 - the refusal of it is what is tested
DESK = calendar()
CHINA = calendar(SPRING | AUTUMN)
NIGHT = calendar(week={"sun": [["00:00", "06:00"]]}, tz="Europe/Berlin")
BERLIN = calendar(tz="Europe/Berlin")
ALWAYS = calendar(week={day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})


def check(desk, filed, promised, expected, *held):
    tz = desk.zone.key
    found = due(Within.parse(promised), desk, at(filed, tz), pauses(*held, tz=tz))
    assert found == (None if expected is None else at(expected, tz).astimezone(UTC))
    assert found is None or found.tzinfo is UTC


PLAIN = [
    ("Thu 2026-08-20 11:30", "2 working hours", "Thu 2026-08-20 14:30"),
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00"),
    ("Fri 2026-08-21 18:00", "2 working hours", "Mon 2026-08-24 11:00"),  # the closing instant is closed
    ("Thu 2026-08-20 12:00", "30 working minutes", "Thu 2026-08-20 13:30"),  # lunch
    ("Thu 2026-08-20 16:00", "2 working hours", "Thu 2026-08-20 18:00"),  # an exact fit ends at closing
    ("Thu 2026-08-20 17:59:30", "30 working seconds", "Thu 2026-08-20 18:00"),
    ("Thu 2026-08-20 17:59:31", "30 working seconds", "Fri 2026-08-21 09:00:01"),
    ("Thu 2026-08-20 09:00", "8 working hours", "Thu 2026-08-20 18:00"),
    ("Sun 2026-08-23 03:00", "30 minutes", "Sun 2026-08-23 03:30"),
    ("Fri 2026-08-21 17:00", "30 minutes", "Fri 2026-08-21 17:30"),  # raised at 17:20
    ("Fri 2026-08-21 17:40", "30 minutes", "Fri 2026-08-21 18:10"),  # raised at 17:40: counted from the change
    ("Sat 2026-08-22 23:59:40", "30 seconds", "Sun 2026-08-23 00:00:10"),
    ("Fri 2026-08-21 19:00", "1 working day", "Mon 2026-08-24 18:00"),
    ("Sat 2026-08-22 10:00", "1 working day", "Mon 2026-08-24 18:00"),
    ("Mon 2026-08-24 00:00", "1 working day", "Tue 2026-08-25 18:00"),
    ("Sun 2026-08-23 23:59:59", "1 working day", "Mon 2026-08-24 18:00"),
    ("Thu 2026-08-20 10:00", "1 day", "Fri 2026-08-21 24:00"),
    ("Fri 2026-08-21 10:00", "1 day", "Mon 2026-08-24 24:00"),  # Saturday rolls to Monday
]

CHINESE = [
    ("Fri 2026-02-13 17:00", "2 working hours", "Sat 2026-02-14 10:00"),
    ("Sat 2026-02-14 17:30", "60 working minutes", "Tue 2026-02-24 09:30"),
    ("Fri 2026-02-13 17:00", "1 working day", "Sat 2026-02-14 18:00"),
    ("Sat 2026-02-14 09:00", "5 working days", "Sat 2026-02-28 18:00"),
    ("Wed 2026-09-30 17:00", "3 working days", "Sat 2026-10-10 18:00"),
    ("Mon 2026-09-21 10:00", "10 days", "Thu 2026-10-08 24:00"),  # day 10, 1 Oct, is off
    ("Wed 2026-09-30 10:00", "10 days", "Sat 2026-10-10 24:00"),  # a make-up day is a working day
]


@pytest.mark.parametrize(("filed", "promised", "expected"), PLAIN)
def test_due_on_an_ordinary_desk(filed, promised, expected):
    check(DESK, filed, promised, expected)


@pytest.mark.parametrize(("filed", "promised", "expected"), CHINESE)
def test_due_across_chinese_holidays(filed, promised, expected):
    check(CHINA, filed, promised, expected)


CLOCK_CHANGES = [
    (NIGHT, "Sun 2026-10-25 01:30", "2 working hours", "Sun 2026-10-25 02:30+01:00"),
    (NIGHT, "Sat 2026-10-24 12:00", "7 working hours", "Sun 2026-10-25 06:00"),  # a night of seven hours
    (NIGHT, "Sat 2026-03-28 12:00", "5 working hours", "Sun 2026-03-29 06:00"),  # and one of five
    (BERLIN, "Sat 2026-03-28 12:00", "24 hours", "Sun 2026-03-29 13:00"),
    (BERLIN, "Sat 2026-10-24 12:00", "24 hours", "Sun 2026-10-25 11:00"),
    (BERLIN, "Fri 2026-03-27 17:00", "2 working hours", "Mon 2026-03-30 10:00"),
    (BERLIN, "Fri 2026-10-23 10:00", "3 days", "Mon 2026-10-26 24:00"),
]


@pytest.mark.parametrize(("desk", "filed", "promised", "expected"), CLOCK_CHANGES)
def test_due_across_a_clock_change(desk, filed, promised, expected):
    check(desk, filed, promised, expected)


def test_a_desk_that_never_closes_counts_real_time():
    check(ALWAYS, "Thu 2026-12-31 23:00", "2 working hours", "Fri 2027-01-01 01:00")
    check(ALWAYS, "Thu 2026-12-31 23:00", "1 working day", "Fri 2027-01-01 24:00")


WEEKEND = "Fri 2026-08-21 17:30 – Mon 2026-08-24 09:45"
CLOSED = "Fri 2026-08-21 18:00 – Mon 2026-08-24 09:00"
NO_TIME = "Fri 2026-08-21 17:30 – Fri 2026-08-21 17:30"
ONE_SECOND = "Fri 2026-08-21 17:30 – Fri 2026-08-21 17:30:01"
ACROSS = "Fri 2026-08-21 17:00 – Fri 2026-08-21 18:00:01"
OVER_FRIDAY = "Fri 2026-08-21 17:00 – Mon 2026-08-24 09:00"

PAUSED = [
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 11:15", [WEEKEND]),
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00", []),
    # in any order, overlapping and touching ones are one
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        "Mon 2026-08-24 11:15",
        [
            "Sat 2026-08-22 12:00 – Mon 2026-08-24 09:45",
            "Fri 2026-08-21 17:45 – Sat 2026-08-22 12:00",
            "Fri 2026-08-21 17:30 – Fri 2026-08-21 17:50",
        ],
    ),
    ("Fri 2026-08-21 17:00", "2 hours", "Mon 2026-08-24 11:15", [WEEKEND]),
    ("Fri 2026-08-21 17:45", "2 working hours", "Mon 2026-08-24 11:45", [WEEKEND]),  # began before receipt
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00", [CLOSED]),
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00", [NO_TIME]),
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00:01", [ONE_SECOND]),
    # a pause that begins exactly at due does not move it
    ("Fri 2026-08-21 17:00", "2 working hours", "Mon 2026-08-24 10:00", ["Mon 2026-08-24 10:00 –"]),
    ("Thu 2026-08-20 16:00", "2 working hours", "Thu 2026-08-20 18:00", ["Thu 2026-08-20 18:00 –"]),
    ("Fri 2026-08-21 17:00", "30 minutes", "Fri 2026-08-21 17:30", ["Fri 2026-08-21 17:30 –"]),
    # while one is open that began before it, there is no due moment
    ("Fri 2026-08-21 17:00", "2 working hours", None, ["Mon 2026-08-24 09:59:59 –"]),
    ("Fri 2026-08-21 17:00", "2 working hours", None, ["Fri 2026-08-21 16:00 –"]),
    ("Fri 2026-08-21 17:00", "30 minutes", None, ["Fri 2026-08-21 17:29:59 –"]),
    # days are lost only if a pause holds across their closing moment
    ("Thu 2026-08-20 10:00", "2 working days", "Tue 2026-08-25 18:00", ["Fri 2026-08-21 17:00 – Mon 2026-08-24 09:30"]),
    ("Thu 2026-08-20 10:00", "2 working days", "Mon 2026-08-24 18:00", ["Fri 2026-08-21 17:00 – Fri 2026-08-21 18:00"]),
    ("Thu 2026-08-20 10:00", "2 working days", "Tue 2026-08-25 18:00", [ACROSS]),
    ("Thu 2026-08-20 10:00", "1 working day", "Fri 2026-08-21 18:00", ["Fri 2026-08-21 18:00 –"]),
    ("Thu 2026-08-20 10:00", "1 working day", None, ["Fri 2026-08-21 17:59:59 –"]),
    ("Thu 2026-08-20 10:00", "1 working day", "Fri 2026-08-21 18:00", ["Thu 2026-08-20 11:00 – Fri 2026-08-21 09:00"]),
    (
        "Thu 2026-08-20 10:00",
        "2 working days",
        "Tue 2026-08-25 18:00",
        ["Fri 2026-08-21 18:00 – Mon 2026-08-24 09:30", "Fri 2026-08-21 17:00 – Fri 2026-08-21 18:00"],
    ),
    ("Mon 2026-08-17 10:00", "2 days", "Wed 2026-08-19 24:00", ["Tue 2026-08-18 10:00 – Tue 2026-08-18 23:00"]),
    ("Mon 2026-08-17 10:00", "2 days", "Thu 2026-08-20 24:00", ["Tue 2026-08-18 10:00 – Wed 2026-08-19 01:00"]),
    ("Thu 2026-08-20 10:00", "2 days", "Tue 2026-08-25 24:00", ["Mon 2026-08-24 10:00 – Tue 2026-08-25 10:00"]),
    ("Thu 2026-08-20 10:00", "2 days", None, ["Mon 2026-08-24 10:00 –"]),
]  # fmt: skip


@pytest.mark.parametrize(("filed", "promised", "expected", "held"), PAUSED)
def test_due_with_pauses(filed, promised, expected, held):
    check(DESK, filed, promised, expected, *held)


FRIDAY = "Fri 2026-08-21 17:00"
MONDAY = "Mon 2026-08-24 10:00"

STANDINGS = [
    (FRIDAY, None, [], "running"),
    (MONDAY, None, [], "running"),  # at due it is not late yet
    ("Mon 2026-08-24 10:00:01", None, [], "late"),
    ("Tue 2026-08-25 10:00", MONDAY, [], "kept"),
    ("Tue 2026-08-25 10:00", "Mon 2026-08-24 10:00:01", [], "broken"),
    ("Fri 2026-08-21 17:29:59", None, [WEEKEND], "running"),
    ("Fri 2026-08-21 17:30", None, [WEEKEND], "paused"),
    ("Mon 2026-08-24 09:44:59", None, [WEEKEND], "paused"),
    ("Mon 2026-08-24 09:45", None, [WEEKEND], "running"),
    ("Sat 2026-08-22 12:00", None, ["Fri 2026-08-21 17:30 –"], "paused"),
    ("Fri 2026-08-21 17:10", None, ["Fri 2026-08-21 17:30 –"], "running"),
    # missed outranks paused
    ("Mon 2026-08-24 12:00", None, ["Mon 2026-08-24 10:00 –"], "late"),
    ("Mon 2026-08-24 12:00", None, ["Mon 2026-08-24 11:00 –"], "late"),
    (MONDAY, None, [f"{MONDAY} –"], "running"),
    # met during a pause: it ends there for this deadline
    ("Tue 2026-08-25 10:00", "Sun 2026-08-23 12:00", ["Fri 2026-08-21 17:30 –"], "kept"),
    ("Tue 2026-08-25 10:00", "Mon 2026-08-24 10:30", ["Fri 2026-08-21 17:30 –"], "kept"),
    ("Tue 2026-08-25 10:00", "Mon 2026-08-24 10:30", ["Mon 2026-08-24 10:10 –"], "broken"),
]


@pytest.mark.parametrize(("now", "met", "held", "expected"), STANDINGS)
def test_how_a_promise_of_friday_stands(now, met, held, expected):
    within = Within.parse("2 working hours")
    met_at = met and at(met)
    assert standing(within, DESK, at(FRIDAY), at(now), pauses(*held), met_at) == expected


def test_a_day_promise_met_in_a_pause_across_its_closing():
    within, held = Within.parse("1 working day"), pauses("Fri 2026-08-21 17:00 –")
    for met in ("Fri 2026-08-21 18:00", "Fri 2026-08-21 18:30", "Wed 2026-08-26 10:00"):
        assert standing(within, DESK, at("Thu 2026-08-20 10:00"), at(met), held, at(met)) == "kept"


RAN = [
    ("Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", "2 working hours", timedelta(hours=2), []),
    ("Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", "2 hours", timedelta(hours=65), []),
    ("Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", "2 working hours", timedelta(minutes=45), [WEEKEND]),
    ("Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", "2 hours", timedelta(minutes=45), [WEEKEND]),
    ("Fri 2026-08-21 17:00", "Mon 2026-08-24 10:00", "2 hours", timedelta(minutes=30), ["Fri 2026-08-21 17:30 –"]),
    ("Fri 2026-08-21 17:00", "Sat 2026-08-22 10:00", "2 working hours", timedelta(hours=1), []),
    ("Fri 2026-08-21 17:00", "Fri 2026-08-21 16:00", "2 working hours", timedelta(0), []),
    ("Thu 2026-08-20 10:00", "Fri 2026-08-21 17:59:59", "3 working days", timedelta(0), []),
    ("Thu 2026-08-20 10:00", "Fri 2026-08-21 18:00", "3 working days", timedelta(days=1), []),
    ("Thu 2026-08-20 10:00", "Tue 2026-08-25 20:00", "3 working days", timedelta(days=3), []),
    ("Thu 2026-08-20 10:00", "Tue 2026-08-25 20:00", "3 working days", timedelta(days=2), [OVER_FRIDAY]),
    ("Thu 2026-08-20 10:00", "Tue 2026-08-25 20:00", "3 working days", timedelta(days=0), ["Fri 2026-08-21 17:00 –"]),
    ("Thu 2026-08-20 10:00", "Tue 2026-08-25 00:00", "10 days", timedelta(days=4), []),
    ("Thu 2026-08-20 10:00", "Thu 2026-08-20 23:59", "10 days", timedelta(days=0), []),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "unit", "expected", "held"), RAN)
def test_how_much_has_run(start, end, unit, expected, held):
    assert elapsed(Within.parse(unit), DESK, at(start), at(end), pauses(*held)) == expected


def test_moments_are_cut_to_whole_seconds():
    start = at("Thu 2026-08-20 16:00").replace(microsecond=999_999)
    assert due(Within.parse("2 working hours"), DESK, start) == at("Thu 2026-08-20 18:00")


def test_real_time_needs_no_calendar():
    start = datetime(2026, 8, 23, 3, tzinfo=UTC)
    assert due(Within.parse("30 minutes"), None, start) == start + timedelta(minutes=30)
    assert elapsed(Within.parse("1 hour"), None, start, start + timedelta(hours=3)) == timedelta(hours=3)
    assert standing(Within.parse("1 hour"), None, start, start) == "running"


@pytest.mark.parametrize("promised", ["1 working second", "2 working hours", "3 working days", "10 days"])
def test_other_units_need_one(promised):
    start = datetime(2026, 8, 23, 3, tzinfo=UTC)
    within = Within.parse(promised)
    for ask in (
        lambda: due(within, None, start),
        lambda: elapsed(within, None, start, start),
        lambda: mark(within, None, start, (), 0.5),
    ):
        with pytest.raises(CalendarMissing, match="calendar"):
            ask()


@pytest.mark.parametrize(
    "promised",
    ["450000 hours", "999999999999999999999 seconds", "120000 working hours", "20000 working days", "20000 days"],
)
def test_a_due_moment_beyond_fifty_years_is_refused(promised):
    with pytest.raises(OutOfReach, match="50 years"):
        due(Within.parse(promised), DESK, at(FRIDAY))


def test_fifty_years_are_reached():
    assert due(Within.parse("430000 hours"), None, at(FRIDAY)).year == 2075
    assert due(Within.parse("100000 working hours"), DESK, at(FRIDAY)).year == 2074
    assert due(Within.parse("12500 working days"), DESK, at(FRIDAY)).year == 2074


def test_what_a_pause_carries_beyond_fifty_years_is_refused():
    held = [(at(FRIDAY), at(FRIDAY) + timedelta(days=19_000))]
    for promised in ("1 hour", "1 working hour", "1 working day", "1 day"):
        with pytest.raises(OutOfReach):
            due(Within.parse(promised), DESK, at(FRIDAY), held)


@pytest.mark.parametrize("promised", ["1 working hour", "1 working day", "1 day"])
def test_a_moment_never_reached_is_refused(promised):
    once = calendar({"2026-08-20": [["09:00", "10:00"]]}, week={})
    assert due(Within.parse("1 working hour"), once, at("Mon 2026-08-17 10:00")) == at("Thu 2026-08-20 10:00")
    with pytest.raises(OutOfReach, match="never reached"):
        due(Within.parse(promised), once, at("Thu 2026-08-20 10:00"))


@pytest.mark.parametrize("moment", [NAIVE, None, "2026-08-21T17:00", datetime.min.replace(tzinfo=UTC)])
def test_what_is_no_moment_is_refused(moment):
    within = Within.parse("2 working hours")
    for ask in (
        lambda: due(within, DESK, moment),
        lambda: due(within, DESK, at(FRIDAY), [(moment, None)]),
        lambda: elapsed(within, DESK, at(FRIDAY), moment),
        lambda: standing(within, DESK, at(FRIDAY), moment),
    ):
        with pytest.raises(InstantRefused) as refused:
            ask()
        assert isinstance(refused.value, ValueError)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(PauseRefused, match="ends after it begins"):
        due(Within.parse("1 hour"), None, at(MONDAY), [(at(MONDAY), at(FRIDAY))])


MARKS = [
    ("2 working hours", 0.5, "Fri 2026-08-21 18:00", []),
    ("2 working hours", 0.8, "Mon 2026-08-24 09:36", []),
    ("2 working hours", 1, "Mon 2026-08-24 10:00", []),
    ("2 working hours", 0.5, "Mon 2026-08-24 10:15", [WEEKEND]),
    ("2 working hours", 0.25, "Fri 2026-08-21 17:30", ["Fri 2026-08-21 17:30 –"]),
    ("2 working hours", 0.5, None, ["Fri 2026-08-21 17:30 –"]),
    ("30 seconds", 0.5, "Fri 2026-08-21 17:00:15", []),
    ("1 second", 0.5, "Fri 2026-08-21 17:00:01", []),
    ("1 working day", 0.5, "Sun 2026-08-23 05:30", []),
    ("1 working day", 0.5, None, ["Mon 2026-08-24 09:00 –"]),
]


@pytest.mark.parametrize(("promised", "share", "expected", "held"), MARKS)
def test_the_moment_at_which_a_share_has_run(promised, share, expected, held):
    found = mark(Within.parse(promised), DESK, at(FRIDAY), pauses(*held), share)
    assert found == (expected and at(expected))


@pytest.mark.parametrize("share", [0, -0.5, 1.1])
def test_a_share_is_a_part_of_the_whole(share):
    with pytest.raises(ShareRefused):
        mark(Within.parse("1 hour"), None, at(FRIDAY), (), share)


@pytest.mark.parametrize(("pausing", "expected"), [(True, "Mon 2026-08-24 11:15"), (False, MONDAY)])
def test_pauses_count_only_where_the_promise_says_so(pausing, expected):
    within = Within.parse("2 working hours")
    promise = Promise("plan", {}, {}, "plan", within, "desk", pauses=pausing)
    clock = Clock(promise, DESK, at(FRIDAY), pauses(WEEKEND))
    held = pauses(WEEKEND) if pausing else []
    assert clock.due == at(expected)
    assert clock.elapsed(clock.due) == timedelta(hours=2)
    assert clock.standing(clock.due) == "running"
    assert clock.mark(0.8) == mark(within, DESK, at(FRIDAY), held, 0.8)
    assert clock.explain()[-1].begin == clock.due
