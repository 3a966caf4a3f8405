"""Whose time it was: no gap, no overlap, and every second of it told once."""

from datetime import timedelta

from portal.core.waiting import Stretch, stretches
from tests.core.moments import at

NINE, TEN, ELEVEN, TWELVE, ONE = (at(f"Mon 2026-08-24 {hour}:00") for hour in ("09", "10", "11", "12", "13"))


def test_a_question_cuts_the_time_into_ours_and_the_customers():
    assert stretches(NINE, TWELVE, [(7, TEN, ELEVEN)]) == [
        Stretch(NINE, TEN),
        Stretch(TEN, ELEVEN, 7),
        Stretch(ELEVEN, TWELVE),
    ]


def test_an_open_question_waits_until_the_end():
    assert stretches(NINE, TWELVE, [(7, TEN, None)])[-1] == Stretch(TEN, TWELVE, 7)


def test_what_overlaps_or_lies_outside_is_told_once():
    found = stretches(NINE, TWELVE, [(1, at("Mon 2026-08-24 08:00"), TEN), (2, NINE, ELEVEN), (3, ONE, None)])
    assert [(s.begin, s.end, s.ask) for s in found] == [(NINE, TEN, 1), (TEN, ELEVEN, 2), (ELEVEN, TWELVE, None)]
    assert sum((s.end - s.begin for s in found), timedelta(0)) == TWELVE - NINE


def test_a_case_in_which_nobody_waited_is_ours():
    assert stretches(NINE, TEN, []) == [Stretch(NINE, TEN)]
