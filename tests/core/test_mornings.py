"""The mornings of the office: eight o'clock on its working days, where it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.core.calendar import WorkingCalendar
from portal.core.mornings import Mornings
from tests.core.moments import at

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
DESK = WorkingCalendar.from_dict(
    {
        "tz": "Asia/Shanghai",
        "week": WEEK,
        "exceptions": {"2026-10-01": [], "2026-10-02": [], "2026-10-10": [["09:00", "18:00"]]},
    }
)
OFFICE = Mornings(SHANGHAI, DESK)


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("Thu 2026-08-20 07:59", "Thu 2026-08-20 08:00"),
        ("Thu 2026-08-20 08:00", "Fri 2026-08-21 08:00"),
        ("Fri 2026-08-21 17:00", "Mon 2026-08-24 08:00"),
        ("Wed 2026-09-30 17:00", "Mon 2026-10-05 08:00"),
        ("Fri 2026-10-09 17:00", "Sat 2026-10-10 08:00"),
    ],
)
def test_the_next_morning_is_one_of_a_working_day(now, following):
    assert OFFICE.next(at(now)) == at(following)


@pytest.mark.parametrize(
    ("now", "begun"),
    [
        ("Thu 2026-08-20 08:00", "Thu 2026-08-20 08:00"),
        ("Thu 2026-08-20 07:59", "Wed 2026-08-19 08:00"),
        ("Sun 2026-08-23 12:00", "Fri 2026-08-21 08:00"),
        ("Mon 2026-08-24 08:05", "Mon 2026-08-24 08:00"),
    ],
)
def test_the_last_morning_is_one_of_a_working_day(now, begun):
    assert OFFICE.last(at(now)) == at(begun)


def test_without_a_calendar_each_day_has_one():
    assert Mornings(UTC).next(datetime(2026, 8, 22, 9, tzinfo=UTC)) == datetime(2026, 8, 23, 8, tzinfo=UTC)


def test_an_office_that_never_opens_is_told_all_the_same():
    """Nobody waits for a morning for ever."""
    years = {f"{day:%Y-%m-%d}": [] for day in map(datetime.fromordinal, range(739_000, 740_500))}
    closed = WorkingCalendar.from_dict({"tz": "UTC", "week": WEEK, "exceptions": years})
    now = datetime(2026, 8, 20, 12, tzinfo=UTC)
    assert (Mornings(UTC, closed).next(now) - now).days <= 60
    assert Mornings(UTC, closed).last(now) < now
