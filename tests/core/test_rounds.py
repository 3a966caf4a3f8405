"""Which rounds begin, when each is due, and what wakes the case next: the rules beneath the gate, without a row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from portal.core import guarantee as guarantees
from portal.core import rounds
from portal.core.rounds import Clocks, Fresh
from tests.core.guarantees import guarantee, promise
from tests.core.moments import at, calendar

TEXT = guarantee(
    promise("answer", on_miss='{ again = "1 working hour", remedy = { en = "Tea", zh = "茶" } }'),
    promise("fast", within="30 minutes", for_='{ severity = "urgent" }'),
    promise("plan", "plan", "48 hours", pauses="true"),
    promise("news", "progress", "1 working day", repeats="true"),
    promise("picked-up", "attended", "30 seconds"),
    promise("tea", "remedy", "2 working days"),
)
VERSION = guarantees.parse(TEXT)
DESK = {"desk": calendar()}
FRIDAY = at("Fri 2026-08-21 17:00")


@dataclass
class Row:
    target: str
    code: str = ""
    because: str = "promise"
    start_at: datetime = FRIDAY
    due_at: datetime | None = None
    met_at: datetime | None = None
    verdict: str | None = None
    cycle: int = 1
    round: int = 1
    warned: int = 0


def clocks(*pauses) -> Clocks:
    return Clocks(VERSION, DESK, pauses)


def codes(fresh) -> list[tuple[str, str, str]]:
    return [(one.target, one.because, one.code) for one in fresh]


STARTS = [
    ("web", 1, ["response", "progress", "plan"]),
    ("phone", 1, ["attended", "response", "progress", "plan"]),
    ("phone", 2, ["response", "progress", "plan"]),  # nobody is attended to anew
]


@pytest.mark.parametrize(("channel", "cycle", "targets"), STARTS)
def test_what_starts_at_receipt(channel, cycle, targets):
    selected = VERSION.select(kind="complaint", channel=channel)
    assert [one.target for one in rounds.at_start(selected, channel, cycle, FRIDAY)] == targets


DUE = [
    (Fresh("response", "promise", "answer", FRIDAY), "Mon 2026-08-24 10:00"),
    (Fresh("response", "missed", "answer", FRIDAY), "Fri 2026-08-21 18:00"),  # counted by `again`
    (Fresh("given", "given", "", FRIDAY, at("Tue 2026-08-25 12:00")), "Tue 2026-08-25 12:00"),
    (Fresh("plan", "promise", "plan", FRIDAY), "Sun 2026-08-23 18:00"),  # one hour of it was a pause
    (Fresh("plan", "extended", "plan", FRIDAY, at("Fri 2026-08-28 18:00")), "Fri 2026-08-28 18:00"),
]


@pytest.mark.parametrize(("fresh", "due"), DUE)
def test_when_a_round_is_due(fresh, due):
    hour = (at("Fri 2026-08-21 19:00"), at("Fri 2026-08-21 20:00"))
    assert clocks(hour).due(fresh) == at(due)


def test_while_a_question_is_open_there_is_no_moment():
    assert clocks((at("Fri 2026-08-21 19:00"), None)).due(Fresh("plan", "promise", "plan", FRIDAY)) is None


def test_a_miss_brings_a_new_date_and_the_remedy():
    late = Row("response", "answer")
    fresh = rounds.after_a_miss(late, clocks(), VERSION.select(kind="complaint"), FRIDAY)
    assert codes(fresh) == [("response", "missed", "answer"), ("remedy", "promise", "tea")]


@pytest.mark.parametrize("because", ["missed", "extended", "agreed", "given"])
def test_a_date_given_afterwards_brings_nothing_more(because):
    assert rounds.after_a_miss(Row("response", "answer", because), clocks(), VERSION.select(), FRIDAY) == []


def test_only_what_repeats_repeats():
    assert codes(rounds.repeated(Row("progress", "news"), clocks(), FRIDAY)) == [("progress", "repeat", "news")]
    assert rounds.repeated(Row("plan", "plan"), clocks(), FRIDAY) == []


def test_late_is_after_the_moment_not_at_it():
    row = Row("response", due_at=FRIDAY)
    assert rounds.missed([row], FRIDAY) == []
    assert rounds.missed([row], at("Fri 2026-08-21 17:00:01")) == [row]
    assert rounds.missed([Row("response", due_at=FRIDAY, met_at=FRIDAY)], at("Sat 2026-08-22 17:00")) == []


WARNED = [
    ("Fri 2026-08-21 17:59:59", 0, 0),
    ("Fri 2026-08-21 18:00", 0, 50),  # one of two working hours
    ("Mon 2026-08-24 09:35:59", 50, 0),
    ("Mon 2026-08-24 09:36", 50, 80),  # 1.6 of two
    ("Mon 2026-08-24 09:40", 0, 80),  # the later swallows the earlier
    ("Mon 2026-08-24 09:40", 80, 0),
]


@pytest.mark.parametrize(("now", "warned", "share"), WARNED)
def test_warnings_run_on_the_promises_own_clock(now, warned, share):
    row = Row("response", "answer", due_at=at("Mon 2026-08-24 10:00"), warned=warned)
    assert rounds.warning(row, clocks(), at(now)) == share


@pytest.mark.parametrize("seconds", range(5))
def test_a_case_that_is_woken_for_a_warning_finds_it_due(seconds):
    """A share of the time seldom ends on a whole second, and moments are stored in whole ones."""
    start = FRIDAY + timedelta(seconds=seconds)
    for row in (
        Row("progress", "news", start_at=start, due_at=at("Mon 2026-08-24 18:00")),
        Row("given", because="given", start_at=start, due_at=at("Mon 2026-08-24 18:00")),
    ):
        for warned, share in ((0, 50), (50, 80)):
            row.warned = warned
            wake = rounds.next_warning(row, clocks())
            assert wake.microsecond == 0
            assert rounds.warning(row, clocks(), wake) == share


def test_the_next_thing_that_happens_by_itself():
    row = Row("response", "answer", due_at=at("Mon 2026-08-24 10:00"))
    assert rounds.next_of_rounds([row], clocks()) == at("Fri 2026-08-21 18:00")
    row.warned = 80
    assert rounds.next_of_rounds([row], clocks()) == at("Mon 2026-08-24 10:00:01")
    row.verdict = "broken"
    assert rounds.next_of_rounds([row], clocks()) is None


def test_the_signpost_is_the_earliest_moment_still_owed():
    late, paused, done = Row("response", due_at=FRIDAY), Row("plan"), Row("progress", due_at=FRIDAY, verdict="kept")
    assert rounds.signpost([paused, late, done]) == FRIDAY
    assert rounds.signpost([paused, done]) is None


def test_what_was_missed_is_owed_until_it_is_done_or_a_new_date_stands():
    missed = Row("plan", due_at=FRIDAY, verdict="broken")
    assert rounds.late([missed], 1) == [missed]
    assert rounds.signpost([missed], [missed]) == FRIDAY
    assert rounds.late([missed], 2) == []
    assert rounds.late([missed, Row("plan", round=2)], 1) == []
    assert rounds.late([Row("plan", due_at=FRIDAY, met_at=at("Sat 2026-08-22 09:00"), verdict="broken")], 1) == []
    assert rounds.late([Row("attended", due_at=FRIDAY, verdict="broken")], 1) == [], "the caller hung up"


def test_a_round_has_the_next_number_of_its_target_in_its_cycle():
    rows = [Row("plan", round=1), Row("plan", round=2), Row("plan", cycle=2)]
    assert rounds.next_number(rows, 1, "plan") == 3
    assert rounds.next_number(rows, 2, "plan") == 2
    assert rounds.next_number(rows, 2, "response") == 1
