"""When a desk is open: intervals, exceptions, clock changes, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core.calendar import CalendarRefused, OutOfReach, WorkingCalendar
from portal.core.instants import InstantRefused
from tests.core.moments import AUTUMN, DAY, SPRING, WEEK, at, calendar

NAIVE = datetime(2026, 8, 20, 10)  # noqa: DTZ001 - the refusal of it is what is tested
CHINA = calendar(SPRING | AUTUMN)

OPEN = [
    ("Thu 2026-08-20 08:59:59", False),
    ("Thu 2026-08-20 09:00", True),
    ("Thu 2026-08-20 11:59:59", True),
    ("Thu 2026-08-20 12:00", False),
    ("Thu 2026-08-20 13:00", True),
    ("Thu 2026-08-20 17:59:59", True),
    ("Thu 2026-08-20 18:00", False),
    ("Sat 2026-08-22 10:00", False),
    ("Sat 2026-02-14 10:00", True),  # a make-up day
    ("Mon 2026-02-16 10:00", False),  # Spring Festival
    ("Sat 2026-02-28 10:00", True),
]


@pytest.mark.parametrize(("moment", "expected"), OPEN)
def test_open_is_half_open(moment, expected):
    assert CHINA.is_open(at(moment)) is expected


def test_an_exception_replaces_the_whole_day():
    desk = calendar({"2026-08-20": [["10:00", "11:30"]]})
    assert desk.hours(date(2026, 8, 20)) == ((at("Thu 2026-08-20 10:00"), at("Thu 2026-08-20 11:30")),)
    assert desk.closing(date(2026, 8, 20)) == at("Thu 2026-08-20 11:30")
    assert not desk.is_open(at("Thu 2026-08-20 13:30"))


KINDS = [
    (date(2026, 8, 20), "open", None),
    (date(2026, 8, 22), "closed", None),
    (date(2026, 2, 14), "make_up", {"en": "make-up for Spring Festival", "zh": "春节调休"}),
    (date(2026, 2, 15), "holiday", {"en": "Spring Festival", "zh": "春节"}),
    (date(2026, 12, 24), "special", None),
    (date(2026, 12, 25), "holiday", None),
]


@pytest.mark.parametrize(("day", "kind", "name"), KINDS)
def test_what_a_date_is_and_is_called(day, kind, name):
    desk = calendar(SPRING | {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []})
    assert (desk.kind(day), desk.name(day)) == (kind, name)
    assert desk.is_working_day(day) is (kind in {"open", "make_up", "special"})


def test_a_day_that_is_closed_has_no_closing_moment():
    with pytest.raises(CalendarRefused, match="no working day"):
        CHINA.closing(date(2026, 8, 22))


def test_intervals_that_touch_are_one_and_their_order_is_free():
    desk = calendar(week={"mon": [["12:00", "18:00"], ["09:00", "12:00"]]})
    assert desk.hours(date(2026, 8, 24)) == ((at("Mon 2026-08-24 09:00"), at("Mon 2026-08-24 18:00")),)


def test_a_night_shift_spans_midnight():
    desk = calendar(week={"fri": [["22:00", "24:00"]], "sat": [["00:00", "06:00"]]})
    assert desk.closing(date(2026, 8, 21)) == at("Sat 2026-08-22 00:00")
    assert desk.is_open(at("Sat 2026-08-22 00:00"))
    assert desk.add(at("Fri 2026-08-21 23:00"), timedelta(hours=3)) == at("Sat 2026-08-22 02:00")


def test_new_year_is_no_border():
    desk = calendar(week={day: [["00:00", "24:00"]] for day in WEEK}, tz="UTC")
    eve = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert desk.add(eve, timedelta(hours=2)) == eve + timedelta(hours=2)
    assert desk.is_open(datetime(2027, 1, 1, tzinfo=UTC))
    assert desk.between(eve, eve + timedelta(hours=3)) == timedelta(hours=3)


LAID = [  # tz, date, hours of that date, open time in real minutes
    ("Europe/Berlin", "2026-10-25", [["00:00", "24:00"]], 25 * 60),
    ("Europe/Berlin", "2026-03-29", [["00:00", "24:00"]], 23 * 60),
    ("Europe/Berlin", "2026-03-29", [["02:00", "03:00"]], 0),  # the hour that is skipped
    ("Europe/Berlin", "2026-03-29", [["02:30", "03:00"]], 0),
    ("Europe/Berlin", "2026-03-29", [["01:30", "02:45"], ["03:00", "04:00"]], 90),  # laid over each other
    ("Europe/Berlin", "2026-10-25", [["02:00", "03:00"]], 120),  # the hour that comes twice
    ("Europe/Berlin", "2026-10-25", [["01:00", "02:30"]], 90),  # ends the first time
    ("America/Sao_Paulo", "2018-11-04", [["00:00", "24:00"]], 23 * 60),  # midnight itself is skipped
    ("Africa/Cairo", "2026-04-24", [["00:00", "00:30"], ["08:00", "09:00"]], 60 + 30),
    ("Australia/Lord_Howe", "2026-04-05", [["00:00", "24:00"]], 24 * 60 + 30),
    ("Pacific/Apia", "2011-12-31", [["09:00", "10:00"]], 60),  # the day before did not exist
]


@pytest.mark.parametrize(("tz", "day", "hours", "minutes"), LAID)
def test_hours_are_laid_on_local_wall_time(tz, day, hours, minutes):
    desk = calendar({day: hours}, week={}, tz=tz)
    around = datetime.fromisoformat(day).replace(tzinfo=UTC)
    open_for = desk.between(around - timedelta(days=2), around + timedelta(days=3))
    assert open_for == timedelta(minutes=minutes)
    assert desk.is_working_day(date.fromisoformat(day)) is (minutes > 0)


def test_adding_and_measuring_agree():
    start = at("Fri 2026-02-13 17:00")
    end = CHINA.add(start, timedelta(hours=2))
    assert end == at("Sat 2026-02-14 10:00")
    assert CHINA.between(start, end) == timedelta(hours=2)
    assert CHINA.between(end, start) == timedelta(hours=-2)
    assert CHINA.add(start, timedelta(0)) == start


def test_a_calendar_is_asked_before_and_after_the_years_it_was_asked_for():
    desk = calendar()
    late, early = at("Thu 2026-08-20 11:00"), at("Thu 1992-08-20 11:00")
    assert desk.is_open(late)
    assert desk.is_open(early)
    assert desk.between(early, early + timedelta(days=7)) == timedelta(hours=40)
    assert desk.add(late, timedelta(hours=8 * 5 * 52 * 10)).year == 2036


def test_threads_may_share_a_fresh_calendar():
    moments = [datetime(2020 + year, 5, 7, 2, tzinfo=UTC) for year in range(0, 20, 4)]
    single = calendar()
    wanted = [single.add(moment, timedelta(hours=30)) for moment in moments]
    for _ in range(3):
        desk = calendar()
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda moment: desk.add(moment, timedelta(hours=30)), moments)) == wanted  # noqa: B023


def test_a_calendar_is_compiled_once_however_many_threads_ask(monkeypatch):
    laid, lay = [], WorkingCalendar._lay_year
    monkeypatch.setattr(WorkingCalendar, "_lay_year", lambda desk, year: (laid.append(year), lay(desk, year))[1])
    desk, moments = calendar(), [datetime(2020 + year % 10, 5, 7, tzinfo=UTC) for year in range(30)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda moment: desk.add(moment, timedelta(hours=30)), moments))
    assert found[:10] == found[10:20] == found[20:]
    assert len(laid) == len(set(laid))


YEARS = [
    ("Thu 2026-12-31 23:59", False),
    ("Thu 2026-12-31 24:00", False),  # midnight belongs to the day it ends
    ("Fri 2027-01-01 00:01", True),
    ("Wed 2025-12-31 12:00", True),
]


@pytest.mark.parametrize(("moment", "expected"), YEARS)
def test_a_year_that_is_not_entered_is_provisional(moment, expected):
    assert calendar(years=[2026]).provisional(at(moment)) is expected
    assert calendar().provisional(at(moment)) is False


def test_a_calendar_knows_its_name():
    desk = calendar(slug="service-desk", title={"en": "Service desk", "zh": "客服中心"})
    assert (desk.slug, desk.title["zh"], desk.zone.key) == ("service-desk", "客服中心", "Asia/Shanghai")


BAD_WEEKS = [
    ({"mon": [["09:00", "09:00"]]}, "ends before it begins"),
    ({"mon": [["18:00", "09:00"]]}, "ends before it begins"),
    ({"mon": [["24:00", "24:00"]]}, "ends before it begins"),
    ({"mon": [["09:00", "12:00"], ["11:00", "18:00"]]}, "overlap"),
    ({"mon": [["09:00", "24:01"]]}, "no time of day"),
    ({"mon": [["09:00", "25:00"]]}, "no time of day"),
    ({"mon": [["09:60", "12:00"]]}, "no time of day"),
    ({"mon": [["nine", "12:00"]]}, "no time of day"),
    ({"mon": [[9, 12]]}, "no time of day"),
    ({"mon": [["09:00"]]}, "a pair"),
    ({"mon": ["09:00", "12:00"]}, "a pair"),
    ({"mon": "09:00-12:00"}, "list its hours"),
    ({"monday": DAY}, "unknown"),
    ({}, "never open"),
    ({"mon": []}, "never open"),
    ([], "not a table"),
]


@pytest.mark.parametrize(("week", "why"), BAD_WEEKS)
def test_hours_that_are_none_are_refused_with_a_sentence(week, why):
    with pytest.raises(CalendarRefused, match=why) as refused:
        WorkingCalendar.from_dict({"tz": "Asia/Shanghai", "week": week})
    assert str(refused.value).endswith((".", "]"))


BAD = [
    ({"tz": "Asia/Beijing Road"}, "no time zone"),
    ({"tz": "Asia"}, "no time zone"),
    ({"tz": "../etc/passwd"}, "no time zone"),
    ({"tz": ""}, "no time zone"),
    ({"tz": None}, "no time zone"),
    ({"tz": 8}, "no time zone"),
    ({"exceptions": {"2026-02-30": []}}, "no date"),
    ({"exceptions": {"tomorrow": []}}, "no date"),
    ({"exceptions": {"0026-02-03": []}}, "outside the years"),
    ({"exceptions": {"2026-02-03": {"en": "Holiday"}}}, "say its hours"),
    ({"exceptions": {"2026-02-03": {"hours": [], "fr": "Fête"}}}, "unknown"),
    ({"exceptions": {"2026-02-03": [["10:00", "09:00"]]}}, "2026-02-03: 10:00–09:00 ends before"),
    ({"exceptions": []}, "not a table"),
    ({"years": 2026}, "list the years"),
    ({"years": ["2026"]}, "list the years"),
    ({"exeptions": {}}, "unknown"),
]


@pytest.mark.parametrize(("change", "why"), BAD)
def test_a_calendar_that_is_none_is_refused_with_a_sentence(change, why):
    with pytest.raises(ValueError, match=why):
        WorkingCalendar.from_dict({"tz": "Asia/Shanghai", "week": WEEK} | change)


def test_a_calendar_is_a_table():
    with pytest.raises(CalendarRefused):
        WorkingCalendar.from_dict("Asia/Shanghai")


@pytest.mark.parametrize("moment", [NAIVE, NAIVE.date(), None])
def test_a_moment_without_a_zone_is_refused(moment):
    for ask in (
        lambda: CHINA.is_open(moment),
        lambda: CHINA.add(moment, timedelta(hours=1)),
        lambda: CHINA.between(moment, at("Thu 2026-08-20 10:00")),
        lambda: CHINA.provisional(moment),
    ):
        with pytest.raises(InstantRefused, match="time zone"):
            ask()


def test_time_is_added_forward_and_not_beyond_fifty_years():
    start = at("Thu 2026-08-20 10:00")
    with pytest.raises(CalendarRefused, match="forward"):
        CHINA.add(start, timedelta(seconds=-1))
    with pytest.raises(OutOfReach):
        CHINA.add(start, timedelta(days=200 * 365))
