"""The time a promise gives itself: what is read, what is refused, what is given back."""

import pytest

from portal.core.promise import TARGETS, UNITS, OnMiss, Promise, Within, WithinRefused

READ = [
    ("30 seconds", Within(30, "seconds"), "30 seconds"),
    ("30 minutes", Within(30, "minutes"), "30 minutes"),
    ("1 hour", Within(1, "hours"), "1 hour"),
    ("1 hours", Within(1, "hours"), "1 hour"),
    ("48 hours", Within(48, "hours"), "48 hours"),
    ("30 working seconds", Within(30, "working_seconds"), "30 working seconds"),
    ("60 working minutes", Within(60, "working_minutes"), "60 working minutes"),
    ("2 working hours", Within(2, "working_hours"), "2 working hours"),
    ("  2   Working  Hour ", Within(2, "working_hours"), "2 working hours"),
    ("2 working_hours", Within(2, "working_hours"), "2 working hours"),
    ("2working-hours", Within(2, "working_hours"), "2 working hours"),
    ("1 working day", Within(1, "working_days"), "1 working day"),
    ("3 working days", Within(3, "working_days"), "3 working days"),
    ("10 days", Within(10, "days"), "10 days"),
    ("007 days", Within(7, "days"), "7 days"),
]

REFUSED = [
    ("", "is not a time"),
    ("soon", "is not a time"),
    ("hours", "is not a time"),
    ("2", "is not a time"),
    ("2.5 hours", "is not a time"),
    ("-2 hours", "is not a time"),
    ("2 hours 30 minutes", "is not a time"),
    ("9" * 5000 + " hours", "is not a time"),
    (None, "is not a time"),
    (2, "is not a time"),
    ("0 hours", "above zero"),
    ("0 working days", "above zero"),
    ("2 weeks", "is not a unit of time"),
    ("2 working", "is not a unit of time"),
    ("2 business hours", "is not a unit of time"),
    ("2 working weeks", "is not a unit of time"),
]


@pytest.mark.parametrize(("text", "within", "again"), READ)
def test_a_time_is_read_and_given_back(text, within, again):
    assert Within.parse(text) == within
    assert str(within) == again
    assert Within.parse(str(within)) == within


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_no_time_is_refused_with_a_sentence(text, why):
    with pytest.raises(ValueError, match=why) as refused:
        Within.parse(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "2", None])
def test_an_amount_is_a_whole_number_above_zero(amount):
    with pytest.raises(WithinRefused):
        Within(amount, "hours")


def test_every_unit_is_of_exactly_one_sort():
    for unit in UNITS:
        within = Within(1, unit)
        assert [within.is_elapsed, within.is_working, within.is_days].count(True) == 1
        assert within.needs_calendar is not within.is_elapsed


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90 seconds", 90), ("30 minutes", 1800), ("2 working hours", 7200), ("3 working days", 259200)],
)
def test_an_amount_in_seconds(text, seconds):
    assert Within.parse(text).seconds == seconds


def test_a_promise_asks_for_nothing_it_does_not_need():
    title = {"en": "A plan for every complaint", "zh": "投诉处理方案"}
    applies = {"kind": frozenset({"complaint"})}
    promise = Promise("complaint-plan", title, applies, "plan", Within(48, "hours"))
    assert promise.target in TARGETS
    assert promise.on_miss == OnMiss()
    assert (promise.calendar, promise.pauses, promise.repeats, promise.filled_by_us) == (
        None,
        False,
        False,
        False,
    )
