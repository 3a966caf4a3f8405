"""A promise as a sentence, and why its due moment is when it is."""

import pytest

from portal.core.clock import explain
from portal.core.promise import TARGETS, Promise, Within
from portal.words import promise as words
from tests.core.moments import AUTUMN, SPRING, at, calendar, pauses

EVE = {"2026-12-24": {"hours": [["09:00", "12:00"]], "en": "Christmas Eve", "zh": "平安夜"}}
CHINA = calendar(SPRING | AUTUMN | EVE)


def said(target, within, repeats=False):
    return words.sentence(Promise("code", {}, {}, target, Within.parse(within), repeats=repeats))


def test_a_promise_is_a_sentence(reading):
    with reading("en"):
        assert said("plan", "48 hours") == "You get a handling plan within 48 hours."
        assert said("progress", "24 hours") == "You hear how far we are within 24 hours."
        assert said("progress", "24 hours", repeats=True) == "You hear how far we are at least every 24 hours."
        assert len({said(target, "1 working day") for target in TARGETS}) == len(TARGETS)


REASONS = [
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        [],
        "Counted from Fri 21 Aug, 17:00: 1 hour on Fri 21 Aug, 17:00–18:00; Sat 22 Aug and Sun 23 Aug are closed; "
        "1 hour on Mon 24 Aug, 09:00–10:00; due Mon 24 Aug, 10:00.",
    ),
    (
        "Thu 2026-08-20 19:30",
        "2 working hours",
        [],
        "Counted from Thu 20 Aug, 19:30: closed until Fri 21 Aug, 09:00; 2 hours on Fri 21 Aug, 09:00–11:00; "
        "due Fri 21 Aug, 11:00.",
    ),
    (
        "Fri 2026-02-13 17:00",
        "2 working hours",
        [],
        "Counted from Fri 13 Feb, 17:00: 1 hour on Fri 13 Feb, 17:00–18:00; Sat 14 Feb is a make-up working day; "
        "1 hour on Sat 14 Feb, 09:00–10:00; due Sat 14 Feb, 10:00.",
    ),
    (
        "Thu 2026-12-24 10:00",
        "1 working hour",
        [],
        "Counted from Thu 24 Dec, 10:00: Thu 24 Dec has hours of its own; 1 hour on Thu 24 Dec, 10:00–11:00; "
        "due Thu 24 Dec, 11:00.",
    ),
    (
        "Fri 2026-08-21 17:00",
        "2 hours",
        ["Fri 2026-08-21 17:30 – Mon 2026-08-24 09:45"],
        "Counted from Fri 21 Aug, 17:00: 30 minutes, day and night; the clock stood still from Fri 21 Aug, 17:30 to "
        "Mon 24 Aug, 09:45, while we waited for an answer; 1 hour 30 minutes, day and night; due Mon 24 Aug, 11:15.",
    ),
    (
        "Mon 2026-09-21 10:00",
        "10 days",
        [],
        "Counted from Mon 21 Sep, 10:00: the day of receipt, Mon 21 Sep, is not counted; day 10 is Thu 1 Oct, which is "
        "no working day (National Day); Fri 2 Oct to Wed 7 Oct are days off (National Day); the next working day is "
        "Thu 8 Oct; due end of Thu 8 Oct.",
    ),
    (
        "Thu 2026-08-20 10:00",
        "1 working day",
        ["Fri 2026-08-21 17:00 – Mon 2026-08-24 09:30"],
        "Counted from Thu 20 Aug, 10:00: the day of receipt, Thu 20 Aug, is not counted; Fri 21 Aug is not counted, "
        "for the clock stood still when it closed; Sat 22 Aug and Sun 23 Aug are closed; day 1 is Mon 24 Aug; "
        "due Mon 24 Aug, 18:00.",
    ),
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        ["Fri 2026-08-21 17:30 –"],
        "Counted from Fri 21 Aug, 17:00: 30 minutes on Fri 21 Aug, 17:00–17:30; the clock has stood still since "
        "Fri 21 Aug, 17:30, while we wait for an answer.",
    ),
    (  # a long count tells only what is out of the ordinary
        "Fri 2026-02-13 17:00",
        "100 working hours",
        [],
        "Counted from Fri 13 Feb, 17:00: Sat 14 Feb is a make-up working day; Sun 15 Feb to Mon 23 Feb are days off "
        "(Spring Festival); Sat 28 Feb is a make-up working day; due Tue 10 Mar, 12:00.",
    ),
]


@pytest.mark.parametrize(("filed", "promised", "held", "expected"), REASONS)
def test_why_a_moment_is_due(reading, filed, promised, held, expected):
    with reading("en"):
        assert words.reason(explain(Within.parse(promised), CHINA, at(filed), pauses(*held)), CHINA.zone) == expected


def test_a_holiday_has_its_name_in_the_readers_language(reading):
    steps = explain(Within.parse("60 working minutes"), CHINA, at("Sat 2026-02-14 17:30"))
    with reading("zh"):
        assert "春节" in words.reason(steps, "Asia/Shanghai")
    with reading("en"):
        assert "(Spring Festival)" in words.reason(steps, "Asia/Shanghai")


def test_a_shift_through_the_night_is_told_by_its_hours(reading):
    desk = calendar(week={"fri": [["22:00", "24:00"]], "sat": [["00:00", "06:00"]]})
    with reading("en"):
        told = words.clauses(explain(Within.parse("5 working hours"), desk, at("Fri 2026-08-21 23:00")), desk.zone)
    assert told == ["5 hours on Fri 21 Aug and Sat 22 Aug, 23:00–04:00", "due Sat 22 Aug, 04:00"]


def test_staff_read_of_the_customer(reading):
    with reading("en"):
        every = [Promise("", {}, {}, target, Within.parse("1 working day")) for target in TARGETS]
        told = [words.sentence(promise, staff=True) for promise in every]
        assert told[0] == "The customer is attended to within 1 working day."
        assert not [sentence for sentence in told if "you" in sentence.lower().split()]
        assert len(set(told)) == len(TARGETS)


def test_what_is_counted_from_later_is_not_counted_from_the_receipt(reading):
    steps = explain(Within.parse("1 working day"), CHINA, at("Thu 2026-08-20 10:00"))
    with reading("en"):
        told = words.reason(steps, CHINA.zone, later=True)
    assert "the day it is counted from, Thu 20 Aug, is not counted itself" in told
    assert "receipt" not in told


def test_a_second_is_nothing_beside_hours(reading):
    """A new date after a miss is counted from the second after the old one."""
    steps = explain(Within.parse("1 working hour"), CHINA, at("Fri 2026-08-21 17:59:59"))
    with reading("en"):
        told = words.clauses(steps, CHINA.zone)
    assert told == [
        "Sat 22 Aug and Sun 23 Aug are closed",
        "59 minutes 59 seconds on Mon 24 Aug, 09:00–09:59",
        "due Mon 24 Aug, 09:59",
    ]
