"""What one text of a calendar says otherwise than another, and how two people's changes are put together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.core.calendar_file import WEEKDAYS
from portal.core.calendar_text import Written

HEAD = ("tz", "title", "note")
Place = str | date | int  # a key of the head, a weekday, a date, or a year


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: where, what it was and what it is; None is "not there"."""

    place: Place
    was: Any
    now: Any


def changes(before: Written, after: Written) -> list[Change]:
    """Everything that differs: the head, the weekdays, the years entered, the dates in order. The note is about the
    change and is none itself."""
    return [change for change in _all_changes(before, after) if change.place != "note"]


def _all_changes(before: Written, after: Written) -> Iterator[Change]:
    old, new = _places(before), _places(after)
    for place in sorted(old.keys() | new.keys(), key=_order):
        if old.get(place) != new.get(place):
            yield Change(place, old.get(place), new.get(place))


def carried(base: Written, mine: Written, theirs: Written) -> tuple[Written, list[Change]]:
    """My changes upon `theirs`, where both began with `base`; and those of mine that overrule one of theirs."""
    ours, other = list(_all_changes(base, mine)), {change.place: change for change in _all_changes(base, theirs)}
    clashes = [
        Change(c.place, other[c.place].now, c.now) for c in ours if c.place in other and other[c.place].now != c.now
    ]
    together = theirs
    for change in ours:
        together = _changed(together, change)
    return together, [clash for clash in clashes if clash.place != "note"]


def first_difference(before: Written, after: Written) -> date | None:
    """The first date on which the two can differ in their hours; None where they never do. A moment that was due
    before it is due at the same time by both."""
    if before.tz != after.tz or before.week != after.week:
        return date.min
    days = [day for day in before.days.keys() | after.days.keys() if _hours(before, day) != _hours(after, day)]
    return min(days, default=None)


def _hours(written: Written, day: date):
    return written.days[day].hours if day in written.days else written.week[day.weekday()]


def _places(written: Written) -> dict[Place, Any]:
    head = {key: getattr(written, key) for key in HEAD}
    week = {day: hours for day, hours in zip(WEEKDAYS, written.week, strict=True) if hours}
    years = dict.fromkeys(written.years or (), True)
    return {**head, "dated": written.years is not None, **week, **years, **written.days}


def _changed(written: Written, change: Change) -> Written:
    place, now = change.place, change.now
    if isinstance(place, date):
        return written.with_days({place: now}) if now else written.without_days([place])
    if isinstance(place, int):
        return written.entered(place, bool(now))
    if place in WEEKDAYS:
        hours = [now or () if day == place else hours for day, hours in zip(WEEKDAYS, written.week, strict=True)]
        return replace(written, week=tuple(hours))
    if place == "dated":
        return replace(written, years=(written.years or frozenset()) if now else None)
    return replace(written, **{place: now})


def _order(place: Place) -> tuple:
    if isinstance(place, date):
        return 3, place.toordinal()
    if isinstance(place, int):
        return 2, place
    return (1, WEEKDAYS.index(place)) if place in WEEKDAYS else (0, place)
