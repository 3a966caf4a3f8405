"""The fast clock against the slow one, and what must hold for any calendar, zone and pauses.

Each rule is tried on 25 examples; `KEPT_EXAMPLES=1000` tries more.
"""

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.core.calendar import OutOfReach, WorkingCalendar
from portal.core.clock import due, elapsed, explain, mark, standing
from portal.core.promise import Within
from tests.core.stepper import WEEKDAYS, Stepper

EXAMPLES = settings(max_examples=int(os.environ.get("KEPT_EXAMPLES", "25")), deadline=None)
QUARTER = 900
NEVER = datetime.max.replace(tzinfo=UTC)
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",  # midnight itself is skipped
    "America/Havana",  # midnight comes twice
    "Africa/Cairo",
    "Africa/Casablanca",  # an hour back for Ramadan
    "Asia/Beirut",  # midnight is skipped in spring
    "Antarctica/Troll",  # two hours of summer time
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Chatham",
    "Pacific/Apia",  # 30 December 2011 never was
]
# Nights in which one of these zones changes its clocks, and a New Year.
NIGHTS = [
    datetime(2011, 12, 30, tzinfo=UTC),
    datetime(2026, 2, 15, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 4, 24, tzinfo=UTC),
    datetime(2018, 11, 4, tzinfo=UTC),
    datetime(2018, 2, 18, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 12, 31, tzinfo=UTC),
]

instants = st.builds(
    lambda night, hours: night + timedelta(seconds=hours * QUARTER), st.sampled_from(NIGHTS), st.integers(-700, 400)
)


def clock_of(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def hours_of(edges: set[int]) -> list[list[str]]:
    clocks = [clock_of(edge) for edge in sorted(edges)]
    return [list(pair) for pair in zip(clocks[::2], clocks[1::2], strict=False)]


def calendar_of(tz, week, sure, near, exceptions) -> dict:
    """The calendar's data; on one weekday, `sure`, it is certainly open."""
    week = dict(zip(WEEKDAYS, week, strict=True)) | {sure: [["09:00", "12:00"], ["13:00", "24:00"]]}
    dates = {str(near.date() + timedelta(days=shift)): hours for shift, hours in sorted(exceptions.items())}
    return {"tz": tz, "week": week, "exceptions": dates}


days = st.sets(st.integers(0, 96), max_size=6).map(hours_of)
calendars = st.builds(
    calendar_of,
    st.sampled_from(ZONES),
    st.tuples(*[days] * 7),
    st.sampled_from(WEEKDAYS),
    st.sampled_from(NIGHTS),
    st.dictionaries(st.integers(-7, 7), days, max_size=5),
)
# Pauses in quarters of an hour: when each begins after the start, and how long it is.
pause = st.tuples(st.integers(-40, 400), st.integers(0, 200))
ended = st.lists(pause, max_size=4)
pauses = st.tuples(ended, st.booleans())
one_more = st.tuples(st.lists(pause, max_size=1), st.booleans())


def held(start, begins, open_ended=False):
    """The pauses, the last of which may still go on."""
    found = [(start + timedelta(seconds=a * QUARTER), start + timedelta(seconds=(a + b) * QUARTER)) for a, b in begins]
    if open_ended and found:
        found[-1] = (found[-1][0], None)
    return found


amounts = st.one_of(
    st.builds(lambda n: Within(n * 15, "minutes"), st.integers(1, 200)),
    st.builds(lambda n: Within(n * 15, "working_minutes"), st.integers(1, 200)),
    st.builds(Within, st.integers(1, 20), st.just("working_hours")),
    st.builds(Within, st.integers(1, 48), st.just("hours")),
)
day_amounts = st.builds(Within, st.integers(1, 12), st.sampled_from(["working_days", "days"]))


@given(calendars, instants, amounts, pauses)
@EXAMPLES
def test_the_engine_and_the_stepper_find_the_same_moment(data, start, within, paused):
    pauses = held(start, *paused)
    limit = start + timedelta(days=60)
    desk, slow = WorkingCalendar.from_dict(data), Stepper(data, QUARTER)
    found = due(within, desk, start, pauses)
    if found is None:
        assert any(end is None for _, end in pauses)
        limit = start + timedelta(days=10)
        assert slow.due(within, start, pauses, limit) is None
    elif found < limit:
        assert slow.due(within, start, pauses, limit) == found
        assert elapsed(within, desk, start, found, pauses) == timedelta(seconds=within.seconds)


@given(calendars, instants, day_amounts, pauses)
@EXAMPLES
def test_the_engine_and_the_stepper_find_the_same_day(data, start, within, paused):
    pauses = held(start, *paused)
    limit = start + timedelta(days=400)
    found = due(within, WorkingCalendar.from_dict(data), start, pauses)
    assert (found or None) == Stepper(data).due_day(within, start, pauses, limit)


@given(calendars, instants, st.one_of(amounts, day_amounts), st.integers(0, 500), pauses)
@EXAMPLES
def test_the_engine_and_the_stepper_count_the_same(data, start, within, length, paused):
    pauses = held(start, *paused)
    end = start + timedelta(seconds=length * QUARTER)
    desk, slow = WorkingCalendar.from_dict(data), Stepper(data, QUARTER)
    count = slow.elapsed_days if within.is_days else slow.elapsed
    assert elapsed(within, desk, start, end, pauses) == count(within, start, end, pauses)


seconds = st.lists(st.integers(0, 86_399), min_size=2, max_size=8, unique=True)
short = st.lists(st.tuples(st.integers(-9, 400), st.integers(0, 90)), max_size=3)


@given(st.sampled_from(ZONES), seconds, st.integers(-300, 300), short, st.integers(1, 300))
@EXAMPLES
def test_the_second_is_exact(tz, edges, shift, paused, amount):
    edges = [f"{e // 3600:02}:{e // 60 % 60:02}:{e % 60:02}" for e in sorted(edges)]
    hours = [list(pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    data = {"tz": tz, "week": dict.fromkeys(WEEKDAYS, hours)}
    desk, slow = WorkingCalendar.from_dict(data), Stepper(data)
    opening = desk.hours(datetime(2026, 8, 20, tzinfo=UTC).date())[0][0]
    start = opening + timedelta(seconds=shift)
    pauses = [(start + timedelta(seconds=a), start + timedelta(seconds=a + b)) for a, b in paused]
    within = Within(amount, "working_seconds")
    limit = start + timedelta(seconds=2000)
    found = due(within, desk, start, pauses)
    assert slow.due(within, start, pauses, limit) == (found if found <= limit else None)


def any_due(within, desk, start, pauses):
    try:
        return due(within, desk, start, pauses) or NEVER
    except OutOfReach:
        return NEVER


@given(calendars, instants, st.one_of(amounts, day_amounts), st.integers(0, 300), pauses)
@EXAMPLES
def test_later_receipt_and_longer_promises_are_never_due_earlier(data, start, within, later, paused):
    pauses = held(start, *paused)
    desk = WorkingCalendar.from_dict(data)
    first = any_due(within, desk, start, pauses)
    assert first <= any_due(within, desk, start + timedelta(seconds=later * QUARTER), pauses)
    assert first <= any_due(Within(within.amount + 1, within.unit), desk, start, pauses)


@given(calendars, instants, st.one_of(amounts, day_amounts), pauses, one_more)
@EXAMPLES
def test_one_more_pause_is_never_due_earlier(data, start, within, paused, more):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, *paused)
    assert any_due(within, desk, start, pauses) <= any_due(within, desk, start, pauses + held(start, *more))


@given(calendars, instants, st.one_of(amounts, day_amounts), st.randoms(), pauses)
@EXAMPLES
def test_a_pause_cut_in_two_and_shuffled_is_the_same_pause(data, start, within, random, paused):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, *paused)
    cut = []
    for begin, end in pauses:
        middle = begin + timedelta(seconds=random.randint(0, 400))
        cut += [(begin, middle), (middle, end)] if end is None or middle <= end else [(begin, end)]
    random.shuffle(cut)
    assert due(within, desk, start, pauses) == due(within, desk, start, cut)
    end = start + timedelta(days=4)
    assert elapsed(within, desk, start, end, pauses) == elapsed(within, desk, start, end, cut)


@given(calendars, instants, st.one_of(amounts, day_amounts), ended)
@EXAMPLES
def test_a_due_moment_lies_after_an_opening_and_at_a_closing_at_the_latest(data, start, within, paused):
    desk = WorkingCalendar.from_dict(data)
    found = due(within, desk, start, held(start, paused))
    assert found > start
    if within.is_working:
        assert desk.is_open(found - timedelta(seconds=1))
    if within.unit == "working_days":
        assert any(found == last for day in (-1, 0) for _, last in desk.hours(local(desk, found, day)))
    if within.unit == "days":
        assert found == desk.midnight(local(desk, found, 0))
        assert desk.is_working_day(local(desk, found, -1))


def local(desk, at, shift):
    return at.astimezone(desk.zone).date() + timedelta(days=shift)


@given(calendars, instants, day_amounts, ended)
@EXAMPLES
def test_at_the_due_moment_all_days_have_run(data, start, within, paused):
    """As many as promised; more only where the last day was none and a count by days rolled on."""
    desk, pauses = WorkingCalendar.from_dict(data), held(start, paused)
    ran = elapsed(within, desk, start, due(within, desk, start, pauses), pauses)
    rolled = any(step.kind == "rolled" for step in explain(within, desk, start, pauses))
    promised = timedelta(days=within.amount)
    assert ran > promised if rolled else ran == promised


@given(calendars, instants, amounts, ended)
@EXAMPLES
def test_at_the_due_moment_all_the_time_has_run_and_a_second_before_not_yet(data, start, within, paused):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, paused)
    at, second = due(within, desk, start, pauses), timedelta(seconds=1)
    assert elapsed(within, desk, start, at, pauses) == timedelta(seconds=within.seconds)
    assert elapsed(within, desk, start, at - second, pauses) == timedelta(seconds=within.seconds) - second


@given(calendars, instants, st.one_of(amounts, day_amounts), st.integers(-40, 900), pauses)
@EXAMPLES
def test_a_promise_is_late_one_second_after_it_was_due(data, start, within, later, paused):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, *paused)
    now = start + timedelta(seconds=later * QUARTER)
    at, stands = due(within, desk, start, pauses), standing(within, desk, start, now, pauses)
    assert (stands == "late") is (at is not None and now > at)
    assert standing(within, desk, start, now, pauses, met_at=now) == ("broken" if stands == "late" else "kept")


@given(calendars, instants, st.one_of(amounts, day_amounts), pauses)
@EXAMPLES
def test_the_steps_tell_the_whole_count(data, start, within, paused):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, *paused)
    steps = explain(within, desk, start, pauses)
    at = due(within, desk, start, pauses)
    if at is None:
        assert (steps[-1].kind, steps[-1].end) == ("pause", None)
        return
    assert (steps[-1].kind, steps[-1].begin) == ("due", at)
    assert steps[0].begin == start
    if within.is_days:
        assert max(step.number for step in steps) == within.amount
        return
    assert sum(step.seconds for step in steps) == within.seconds
    assert all(one.end == other.begin for one, other in pairwise(steps))


@given(calendars, instants, st.one_of(amounts, day_amounts), st.floats(0.01, 1), pauses)
@EXAMPLES
def test_a_mark_lies_between_start_and_due(data, start, within, share, paused):
    desk, pauses = WorkingCalendar.from_dict(data), held(start, *paused)
    moment, at = mark(within, desk, start, pauses, share), due(within, desk, start, pauses)
    assume(moment is not None)
    assert start <= moment <= (at or NEVER)
