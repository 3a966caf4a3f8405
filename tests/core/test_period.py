"""The periods of a report: their names, their months, and what is none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from portal.core import figures, period
from portal.core.period import HALF, QUARTER, YEAR

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-Q1", "2026-01", "2026-03"),
        ("2026-Q4", "2026-10", "2026-12"),
        ("2026-H1", "2026-01", "2026-06"),
        ("2026-H2", "2026-07", "2026-12"),
        ("2026", "2026-01", "2026-12"),
        ("2000-Q1", "2000-01", "2000-03"),
        (" 2026-q2 ", "2026-04", "2026-06"),
    ],
)
def test_a_name_says_its_months_and_back(name, first, last):
    named, refused = period.asked(name, TODAY)
    assert (named.months[0], named.months[-1], refused) == (first, last, None)
    assert named.name == name.strip().upper()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("2026-Q5", "unknown"),
        ("2026-H3", "unknown"),
        ("2026-11", "unknown"),
        ("26-Q3", "unknown"),
        ("２０２６", "unknown"),
        ("2026-Q3\n;", "unknown"),
        ("9" * 5000, "unknown"),
        ("2027-Q1", "not_begun"),
        ("9999", "not_begun"),
        ("1999-Q4", "too_old"),
        ("0000", "too_old"),
    ],
)
def test_what_is_no_period_gives_the_last_quarter_and_says_why(name, why):
    assert period.asked(name, TODAY) == (period.last_quarter(TODAY), why)


def test_who_asks_for_none_gets_the_last_quarter_that_is_over():
    for today, name in ((TODAY, "2026-Q3"), (date(2026, 12, 31), "2026-Q3"), (date(2027, 1, 1), "2026-Q4")):
        named, refused = period.asked("", today)
        assert (named.name, refused) == (name, None)
        assert named.at(today, SHANGHAI).over


def test_one_that_runs_is_not_over_until_its_last_day_is():
    running = period.running(QUARTER, TODAY)
    assert running.name == "2026-Q4"
    assert not running.at(date(2026, 12, 31), SHANGHAI).over
    assert running.at(date(2027, 1, 1), SHANGHAI).over


def test_its_instants_are_those_of_the_zone():
    span = period.running(YEAR, TODAY).at(TODAY, SHANGHAI).span
    assert (span.begin, span.end) == (datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC))


def test_the_one_before_is_of_the_same_length():
    for name, before in (("2026-Q1", "2025-Q4"), ("2026-H1", "2025-H2"), ("2026", "2025")):
        assert period.asked(name, TODAY)[0].moved(-1).name == before


def test_the_latest_end_with_the_running_one():
    assert [one.name for one in period.latest(QUARTER, 3, TODAY)] == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert [one.name for one in period.latest(HALF, 2, TODAY)] == ["2026-H1", "2026-H2"]


# --- which version was in force


@dataclass
class Row:
    id: int
    effective_at: datetime | None
    published_at: datetime | None
    version: object


def version(id: int, effective: datetime, number: str) -> Row:
    return Row(id, effective, effective - timedelta(days=30), SimpleNamespace(number=number))


def test_every_version_of_the_time_is_named_in_its_order():
    rows = [
        version(1, datetime(2026, 1, 1, tzinfo=UTC), "A-1"),
        version(2, datetime(2026, 8, 1, tzinfo=UTC), "A-2"),
        version(3, datetime(2026, 12, 1, tzinfo=UTC), "A-3"),
        Row(4, None, None, None),
    ]

    def numbers(first: str, last: str) -> list[str]:
        span = figures.span(figures.months_between(first, last), SHANGHAI)
        return [one.number for one in period.in_force_during(rows, span)]

    assert numbers("2026-04", "2026-06") == ["A-1"]
    assert numbers("2026-07", "2026-09") == ["A-1", "A-2"]
    assert numbers("2026-10", "2026-11") == ["A-2"]
    assert numbers("2025-01", "2025-12") == []
