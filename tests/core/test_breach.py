"""How a broken promise is graded."""

from datetime import timedelta

import pytest

from portal.core import breach
from portal.core.clock import Clock
from portal.core.promise import Promise, Within
from portal.core.terms import Grading
from tests.core.moments import AUTUMN, at, calendar

RULE = Grading({}, {}, 20, timedelta(minutes=10), {"severity": frozenset({"major"})}, timedelta(days=7))
HOUR = timedelta(hours=1)

GRADES = [
    (timedelta(minutes=12), HOUR, {}, "minor"),  # a fifth of the time promised
    (timedelta(minutes=13), HOUR, {}, "major"),
    (timedelta(minutes=10), timedelta(minutes=1), {}, "minor"),  # ten minutes are soon, whatever was promised
    (timedelta(0), HOUR, {"severity": "major"}, "major"),
    (timedelta(0), HOUR, {"severity": "urgent"}, "minor"),
]


@pytest.mark.parametrize(("late", "promised", "about", "grade"), GRADES)
def test_minor_is_what_came_soon_after(late, promised, about, grade):
    assert breach.grade(RULE, late, promised, about) == grade


def test_lateness_is_counted_by_the_promises_own_clock():
    promise = Promise("x", {}, {}, "response", Within.parse("2 working hours"), calendar="desk")
    clock = Clock(promise, calendar(AUTUMN), at("Fri 2026-08-21 16:00"))
    late = breach.lateness(clock, clock.start, clock.due, at("Mon 2026-08-24 09:30"))
    assert late == (timedelta(minutes=30), timedelta(hours=2))


def test_a_date_somebody_named_is_late_in_real_time():
    start, due, end = at("Fri 2026-08-21 16:00"), at("Fri 2026-08-21 18:00"), at("Mon 2026-08-24 18:00")
    assert breach.lateness(None, start, due, end) == (timedelta(days=3), timedelta(hours=2))
