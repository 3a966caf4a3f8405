"""The steps that explain a due moment: what was counted, what was not, and why."""

from datetime import UTC

import pytest

from portal.core.clock import explain
from portal.core.promise import Within
from tests.core.moments import AUTUMN, SPRING, at, calendar, pauses

CHINA = calendar(SPRING | AUTUMN | {"2026-12-24": {"hours": [["09:00", "12:00"]], "en": "Christmas Eve"}})
BERLIN = calendar(tz="Europe/Berlin")

TOLD = [
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        [],
        [
            ("counted", "Fri 2026-08-21 17:00", "Fri 2026-08-21 18:00", 3600, "open"),
            ("night", "Fri 2026-08-21 18:00", "Fri 2026-08-21 24:00", 0, "open"),
            ("closed", "Fri 2026-08-21 24:00", "Sun 2026-08-23 24:00", 0, "closed"),
            ("night", "Sun 2026-08-23 24:00", "Mon 2026-08-24 09:00", 0, "open"),
            ("counted", "Mon 2026-08-24 09:00", "Mon 2026-08-24 10:00", 3600, "open"),
            ("due", "Mon 2026-08-24 10:00", "Mon 2026-08-24 10:00", 0, ""),
        ],
    ),
    (
        "Thu 2026-08-20 12:00",
        "30 working minutes",
        [],
        [
            ("break", "Thu 2026-08-20 12:00", "Thu 2026-08-20 13:00", 0, "open"),
            ("counted", "Thu 2026-08-20 13:00", "Thu 2026-08-20 13:30", 1800, "open"),
            ("due", "Thu 2026-08-20 13:30", "Thu 2026-08-20 13:30", 0, ""),
        ],
    ),
    (
        "Sat 2026-02-14 17:30",
        "60 working minutes",
        [],
        [
            ("counted", "Sat 2026-02-14 17:30", "Sat 2026-02-14 18:00", 1800, "make_up"),
            ("night", "Sat 2026-02-14 18:00", "Sat 2026-02-14 24:00", 0, "make_up"),
            ("holiday", "Sat 2026-02-14 24:00", "Mon 2026-02-23 24:00", 0, "holiday"),
            ("night", "Mon 2026-02-23 24:00", "Tue 2026-02-24 09:00", 0, "open"),
            ("counted", "Tue 2026-02-24 09:00", "Tue 2026-02-24 09:30", 1800, "open"),
            ("due", "Tue 2026-02-24 09:30", "Tue 2026-02-24 09:30", 0, ""),
        ],
    ),
    (
        "Fri 2026-08-21 17:00",
        "2 hours",
        ["Fri 2026-08-21 17:30 – Mon 2026-08-24 09:45"],
        [
            ("counted", "Fri 2026-08-21 17:00", "Fri 2026-08-21 17:30", 1800, ""),
            ("pause", "Fri 2026-08-21 17:30", "Mon 2026-08-24 09:45", 0, ""),
            ("counted", "Mon 2026-08-24 09:45", "Mon 2026-08-24 11:15", 5400, ""),
            ("due", "Mon 2026-08-24 11:15", "Mon 2026-08-24 11:15", 0, ""),
        ],
    ),
    (
        "Thu 2026-12-24 11:00",
        "1 working hour",
        [],
        [
            ("counted", "Thu 2026-12-24 11:00", "Thu 2026-12-24 12:00", 3600, "special"),
            ("due", "Thu 2026-12-24 12:00", "Thu 2026-12-24 12:00", 0, ""),
        ],
    ),
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        ["Fri 2026-08-21 17:30 –"],
        [
            ("counted", "Fri 2026-08-21 17:00", "Fri 2026-08-21 17:30", 1800, "open"),
            ("pause", "Fri 2026-08-21 17:30", None, 0, ""),
        ],
    ),
    (
        "Fri 2026-08-21 17:00",
        "2 working hours",
        ["Fri 2026-08-21 16:00 –"],
        [("pause", "Fri 2026-08-21 17:00", None, 0, "")],
    ),
]


def told(step):
    return step.kind, step.begin, step.end, step.seconds, step.date


@pytest.mark.parametrize(("filed", "promised", "held", "expected"), TOLD)
def test_what_the_clock_tells(filed, promised, held, expected):
    steps = explain(Within.parse(promised), CHINA, at(filed), pauses(*held))
    assert [told(step) for step in steps] == [
        (kind, at(begin), end and at(end), seconds, date) for kind, begin, end, seconds, date in expected
    ]
    assert all(step.begin.tzinfo is UTC for step in steps)


DAYS = [
    (
        "Wed 2026-09-30 17:00",
        "3 working days",
        [],
        ["received", "holiday", "day 1", "day 2", "day 3", "due"],
    ),
    (
        "Fri 2026-08-21 19:00",
        "1 working day",
        [],
        ["received", "closed", "day 1", "due"],
    ),
    (
        "Mon 2026-09-28 10:00",
        "3 days",
        [],
        ["received", "day 1", "day 2", "day 3", "holiday", "rolled", "due"],
    ),
    (
        "Thu 2026-08-20 10:00",
        "2 working days",
        ["Fri 2026-08-21 17:00 – Mon 2026-08-24 09:30"],
        ["received", "lost", "closed", "day 1", "day 2", "due"],
    ),
    (
        "Thu 2026-08-20 10:00",
        "2 days",
        ["Mon 2026-08-24 10:00 – Tue 2026-08-25 10:00"],
        ["received", "day 1", "day 2", "closed", "lost", "rolled", "due"],
    ),
    (
        "Thu 2026-08-20 10:00",
        "2 working days",
        ["Fri 2026-08-21 17:00 –"],
        ["received", "lost", "pause"],
    ),
]


@pytest.mark.parametrize(("filed", "promised", "held", "expected"), DAYS)
def test_what_the_clock_tells_of_days(filed, promised, held, expected):
    steps = explain(Within.parse(promised), CHINA, at(filed), pauses(*held))
    assert [f"{step.kind} {step.number}" if step.number else step.kind for step in steps] == expected


def test_an_exceptional_day_carries_its_name():
    steps = explain(Within.parse("60 working minutes"), CHINA, at("Sat 2026-02-14 17:30"))
    assert [step.name and step.name["zh"] for step in steps if step.kind != "night"] == ["春节调休", "春节", None, None]


def test_real_time_is_one_stretch_through_a_clock_change():
    start, end = at("Sat 2026-03-28 12:00", "Europe/Berlin"), at("Sun 2026-03-29 13:00", "Europe/Berlin")
    counted, due = explain(Within.parse("24 hours"), BERLIN, start)
    assert (counted.seconds, counted.end, due.begin) == (86_400, end, end)
