"""The engine of time by itself: due moments a second, near and far, and beside businesstimedelta on the same cases.

    python -m bench --engine

Both are given the same desk (Monday to Friday, 9 to 12 and 13 to 18, the holidays of 2026 in China), the same moments
of receipt and the same amounts; wherever the amount does not end exactly at a closing, where theirs and ours differ by
design, both must find the same moment. Seconds are those of this process's own work: a busy machine slows both alike.
"""

import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import cycle
from random import Random

import businesstimedelta
import click
import pytz

from bench.rounds import compete
from portal.actions.publishing import SHIPPED
from portal.core.calendar import WorkingCalendar
from portal.core.clock import due
from portal.core.promise import Within

SEED = 20260820
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
AIM, TIMES = 100_000, 10  # due moments a second on one core; as fast as the other
FAR = (  # the same count, near and forty years away
    ("2 working hours", "80000 working hours"),
    ("1 working day", "10000 working days"),
    ("1 day", "14600 days"),
    ("24 hours", "350000 hours"),
)
AMOUNTS = (1, 2, 4, 7, 16, 40, 80)  # working hours that are promised to somebody


def run(count: int) -> None:
    """Measure and print; `count` rounds each."""
    desk = _desk()
    click.echo("\nThe engine of time: due moments a second on one core, near and forty years away")
    for near, far in FAR:
        _tell_far(desk, near, far, count)
    _tell_paused(desk, count)
    _tell_compiling()
    for told, with_holidays in (("", True), (", without holidays", False)):
        click.echo(f"\nThe same cases, in turns{told}")
        _tell_beside(count, with_holidays)


def _desk() -> WorkingCalendar:
    return WorkingCalendar.from_dict(_data())


def _data() -> dict:
    """The service desk that ships, without its make-up days, which businesstimedelta does not know."""
    data = tomllib.loads((SHIPPED / "calendars" / "service-desk.toml").read_text("utf-8"))
    tables = data["exceptions"] if isinstance(data["exceptions"], list) else [data["exceptions"]]
    days = {str(day): told for table in tables for day, told in table.items()}
    return data | {"exceptions": {day: told for day, told in days.items() if not told["hours"]}}


def _starts(number: int = 2000) -> list[datetime]:
    random = Random(SEED)
    return [BEGIN + timedelta(seconds=random.randrange(300 * 86_400)) for _ in range(number)]


def _asked(within: Within, desk: WorkingCalendar) -> Callable[[], object]:
    starts = cycle(_starts())
    return lambda: due(within, desk, next(starts))


def _tell_far(desk: WorkingCalendar, near: str, far: str, count: int) -> None:
    asked = {text: _asked(Within.parse(text), desk) for text in (near, far)}
    costs = compete(asked, count, share=0.1)
    told = " ".join(f"{text:>20} {1 / cost.own:10,.0f}/s" for text, cost in costs.items())
    click.echo(f"  {told}   × {costs[far].own / costs[near].own:.2f}")


def _tell_paused(desk: WorkingCalendar, count: int) -> None:
    within = Within.parse("2 working hours")
    cases = cycle([(start, [(start + timedelta(minutes=30), start + timedelta(days=3))]) for start in _starts()])

    def paused() -> object:
        start, pauses = next(cases)
        return due(within, desk, start, pauses)

    cost = compete({"paused": paused}, count, share=0.1)["paused"]
    click.echo(f"  {'2 working hours, paused once':>20} {1 / cost.own:10,.0f}/s   (aim {AIM:,}/s each)")


def _tell_compiling() -> None:
    for text in ("2 working hours", "80000 working hours"):
        desk, begun = _desk(), time.process_time()
        due(Within.parse(text), desk, BEGIN)
        click.echo(f"  compiling a calendar for {text}, once: {(time.process_time() - begun) * 1000:.0f} ms")


def _tell_beside(count: int, with_holidays: bool) -> None:
    data = _data() if with_holidays else _data() | {"exceptions": {}}
    desk, other = WorkingCalendar.from_dict(data), _theirs(data["exceptions"])
    cases = [(start, hours) for hours in AMOUNTS for start in _starts(60)]
    _agree(cases, desk, other)
    contestants = {
        "kept": _each(cases, lambda start, hours: due(Within(hours, "working_hours"), desk, start)),
        "businesstimedelta": _each(cases, lambda start, hours: _their_due(other, start, hours)),
    }
    costs = compete(contestants, count, share=0.3)
    for who, cost in costs.items():
        click.echo(f"  {who:>20} {1 / cost.own:10,.0f}/s")
    click.echo(f"  {costs['businesstimedelta'].own / costs['kept'].own:.0f} times as fast (aim {TIMES})")


def _each(cases: list, ask: Callable[[datetime, int], object]) -> Callable[[], object]:
    turns = cycle(cases)
    return lambda: ask(*next(turns))


def _theirs(holidays: Iterable[str]) -> businesstimedelta.Rules:
    """The same desk in their words: a working day, the lunch taken out, and the holidays."""
    hours = {"working_days": [0, 1, 2, 3, 4], "tz": pytz.timezone("Asia/Shanghai")}
    rules = [
        businesstimedelta.WorkDayRule(start_time=clock(9), end_time=clock(18), **hours),
        businesstimedelta.LunchTimeRule(start_time=clock(12), end_time=clock(13), **hours),
    ]
    closed = {date.fromisoformat(day) for day in holidays}
    if closed:  # it insists on one more holiday after the last that counts: a Sunday
        rules.append(businesstimedelta.HolidayRule(closed | {date(2029, 12, 30)}, tz=hours["tz"]))
    return businesstimedelta.Rules(rules)


def _their_due(rules: businesstimedelta.Rules, start: datetime, hours: int) -> datetime:
    return start + businesstimedelta.BusinessTimeDelta(rules, hours=hours)


def _agree(cases: list, desk: WorkingCalendar, other: businesstimedelta.Rules) -> None:
    for start, hours in cases:
        mine, theirs = due(Within(hours, "working_hours"), desk, start), _their_due(other, start, hours)
        if mine != theirs and not any(mine == end for end in _closings(desk, mine)):
            raise click.ClickException(f"{hours} working hours from {start}: {mine} here, {theirs} there.")


def _closings(desk: WorkingCalendar, at: datetime) -> Iterator[datetime]:
    yield from (end for _, end in desk.hours(at.astimezone(desk.zone).date()))
