"""Rate promises: their periods, what is promised for one, and its verdict."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from portal.core import rates
from portal.core.figures import Share
from portal.core.rates import Points, Rated
from portal.core.terms import Rate
from tests.core.moments import at

SHANGHAI = ZoneInfo("Asia/Shanghai")


def rate(at_least=95, measure="solved", code="r", per="month") -> Rate:
    return Rate(code, {}, measure, Decimal(str(at_least)), per, {})


@dataclass
class Version:
    id: int
    effective_at: datetime
    published_at: datetime
    version: object


def version(number: int, effective: str, *promised: Rate) -> Version:
    return Version(number, at(effective), at(effective), SimpleNamespace(rates=promised))


PERIODS = [
    (date(2026, 8, 20), "month", "2026-07", "2026-08"),
    (date(2026, 1, 1), "month", "2025-12", "2026-01"),
    (date(2026, 8, 20), "quarter", "2026-Q2", "2026-Q3"),
    (date(2026, 3, 31), "quarter", "2025-Q4", "2026-Q1"),
    (date(2026, 12, 31), "quarter", "2026-Q3", "2026-Q4"),
    (date(2026, 8, 20), "year", "2025", "2026"),
    (date(2026, 12, 31), "year", "2025", "2026"),
]


@pytest.mark.parametrize(("today", "per", "over", "running"), PERIODS)
def test_the_last_period_that_is_over_and_the_one_that_runs(today, per, over, running):
    last, now = rates.periods(today, per, SHANGHAI)
    assert (last.name, last.over, now.name, now.over) == (over, True, running, False)
    assert last.span.end == now.span.begin
    assert now.span.first <= today <= now.span.last
    assert len(last.span.months) == len(now.span.months) == rates.LENGTHS[per]


JULY, AUGUST = rates.periods(date(2026, 8, 20), "month", SHANGHAI)

VERDICTS = [
    (JULY, 95, Share(19, 20), "kept"),  # just as many as promised
    (JULY, 95, Share(189, 200), "broken"),
    (JULY, 0, Share(0, 9), "too_few"),
    (JULY, 0, Share(0, 10), "kept"),
    (AUGUST, 95, Share(20, 20), "running"),
    (AUGUST, 95, Share(0, 20), "running"),  # what is bad by now may still become good
    (JULY, 4.5, Points(45, 10), "kept"),
    (JULY, 4.5, Points(449, 100), "broken"),
    (JULY, 4.5, Points(45, 9), "too_few"),
]


@pytest.mark.parametrize(("period", "at_least", "figure", "verdict"), VERDICTS)
def test_the_verdict_of_a_rate(period, at_least, figure, verdict):
    assert Rated(rate(at_least), period, figure).verdict == verdict
    assert Rated(None, period, figure).verdict == "unpromised"


def test_the_average_of_scores_and_its_range():
    found = Points.of({5: 12, 4: 6, 1: 2})
    assert (found.points, found.answers, found.value) == (86, 20, 4.3)
    low, high = found.interval
    assert (round(low, 2), round(high, 2)) == (3.45, 4.74)
    assert Points.of({5: 10}).interval[1] == 5
    assert Points.of({5: 10}).interval[0] < 4  # ten customers are not everybody
    assert Points.of({1: 10}).interval[0] == 1
    assert (Points.of({5: 9}).value, Points.of({}).interval) == (None, None)


PROMISED = [
    ("it was in force before", [version(1, "Thu 2026-01-01 09:00", rate(90))], 90),
    ("it came within the month", [version(1, "Wed 2026-07-15 09:00", rate(90))], 90),
    ("it came after the month", [version(1, "Sat 2026-08-01 00:00", rate(90))], None),
    (
        "less was promised within the month",
        [version(2, "Wed 2026-07-15 09:00", rate(80)), version(1, "Thu 2026-01-01 09:00", rate(90))],
        90,
    ),
    (
        "it was added within the month",
        [version(2, "Wed 2026-07-15 09:00", rate(80)), version(1, "Thu 2026-01-01 09:00", rate(90, code="other"))],
        80,
    ),
    (
        "it was dropped within the month",
        [version(2, "Wed 2026-07-15 09:00"), version(1, "Thu 2026-01-01 09:00", rate(90))],
        90,
    ),
]


@pytest.mark.parametrize(("told", "versions", "at_least"), PROMISED)
def test_a_period_is_judged_by_what_was_promised_when_it_began(told, versions, at_least):
    found = rates.promised("r", versions, JULY)
    assert (found and found.at_least) == at_least, told
