"""Reading a calendar's data, as TOML or JSON gives it, into hours; every refusal is a sentence.

tz = "Asia/Shanghai"
years = [2026]                                   # whose holidays are entered; others are provisional
[week]
mon = [["09:00", "12:00"], ["13:00", "18:00"]]   # a weekday that is missing is closed
[exceptions]                                     # each replaces the whole day
2026-02-14 = { hours = [["09:00", "12:00"]], en = "Make-up working day", zh = "调休上班" }
2026-02-16 = []

Several [[exceptions]] tables are several sources joined. Where one of them has a date free and another has it worked,
the make-up day wins, and the date is told among `doubled`.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from portal.core.instants import FIRST_YEAR, LAST_YEAR

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = {"slug", "title", "tz", "years", "week", "exceptions"}
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
DAY = 86_400

Hours = tuple[tuple[int, int], ...]  # seconds since local midnight, (open, close)


class CalendarRefused(ValueError):
    """This is no calendar, or it cannot answer; the message says what is wrong."""


class Exceptional(NamedTuple):
    """What replaces a whole date: its hours, and what people call the day."""

    hours: Hours
    name: Mapping[str, str]


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a WorkingCalendar; CalendarRefused if anything is not as it should be."""
    _refuse_strangers(_table(data, "A calendar"), KEYS, "A calendar")
    parts = {
        "zone": _zone(data.get("tz")),
        "slug": data.get("slug", ""),
        "title": _title(data.get("title", {})),
        "years": _years(data.get("years")),
        "week": _week(data.get("week", {})),
        **_joined(_sources(data.get("exceptions", {}))),
    }
    if not any(parts["week"]) and not any(day.hours for day in parts["exceptions"].values()):
        raise CalendarRefused("This calendar is never open. Give at least one day its hours.")
    return parts


def _zone(name: Any) -> ZoneInfo:
    # A folder of the zone database, or a path out of it, is an OSError or a ValueError of zoneinfo.
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise CalendarRefused(f"tz: {name!r} is no time zone. Write one such as “Asia/Shanghai”.") from None


def _title(title: Any) -> dict[str, str]:
    """A title in two languages; one plain text stands for both."""
    return {"en": title, "zh": title} if isinstance(title, str) else dict(_table(title, "title"))


def _years(years: Any) -> frozenset[int] | None:
    if years is None:
        return None
    if not isinstance(years, list | tuple | set | frozenset) or not all(type(year) is int for year in years):
        raise CalendarRefused("years: list the years whose holidays are entered, such as [2025, 2026].")
    return frozenset(years)


def _week(week: Any) -> tuple[Hours, ...]:
    _refuse_strangers(_table(week, "week"), WEEKDAYS, "week")
    return tuple(_hours(week.get(day, []), day) for day in WEEKDAYS)


def _sources(exceptions: Any) -> list[dict[int, Exceptional]]:
    # An empty list is no table and no source: it is refused below like anything else that is no table.
    several = isinstance(exceptions, list) and exceptions
    return [_exceptions(source) for source in (exceptions if several else [exceptions])]


def _joined(sources: list[dict[int, Exceptional]]) -> dict[str, Any]:
    """One exception a date: hours win over none, and among hours the later source."""
    exceptions: dict[int, Exceptional] = {}
    doubled = set()
    for source in sources:
        for day, what in source.items():
            if day in exceptions and bool(exceptions[day].hours) != bool(what.hours):
                doubled.add(date.fromordinal(day))
            if day not in exceptions or what.hours:
                exceptions[day] = what
    return {"exceptions": exceptions, "doubled": tuple(sorted(doubled))}


def _exceptions(exceptions: Any) -> dict[int, Exceptional]:
    table = _table(exceptions, "exceptions")
    return {_date(day).toordinal(): _exceptional(what, str(day)) for day, what in table.items()}


def _exceptional(what: Any, where: str) -> Exceptional:
    if not isinstance(what, Mapping):
        return Exceptional(_hours(what, where), {})
    _refuse_strangers(what, ("hours", "en", "zh"), where)
    if "hours" not in what:
        raise CalendarRefused(f"{where}: say its hours, or hours = [] for a day that is closed.")
    return Exceptional(_hours(what["hours"], where), {key: what[key] for key in ("en", "zh") if key in what})


def _date(day: Any) -> date:
    try:
        found = date.fromisoformat(str(day))
    except ValueError:
        raise CalendarRefused(f"exceptions: “{day}” is no date. Write it as 2026-02-14.") from None
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise CalendarRefused(f"exceptions: {day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
    return found


def _hours(intervals: Any, where: str) -> Hours:
    """A day's intervals in order; refused if one ends before it begins or two overlap."""
    if not isinstance(intervals, list | tuple):
        raise CalendarRefused(f'{where}: list its hours, such as [["09:00", "18:00"]].')
    found = sorted(_interval(interval, where) for interval in intervals)
    for (_, end), (begin, _) in pairwise(found):
        if begin < end:
            raise CalendarRefused(f"{where}: two of its intervals overlap.")
    return tuple(found)


def _interval(interval: Any, where: str) -> tuple[int, int]:
    if not isinstance(interval, list | tuple) or len(interval) != 2:
        raise CalendarRefused(f'{where}: an interval is a pair, such as ["09:00", "18:00"].')
    begin, end = (_second(clock, where) for clock in interval)
    if end <= begin:
        raise CalendarRefused(f"{where}: {interval[0]}–{interval[1]} ends before it begins.")
    return begin, end


def _second(clock: Any, where: str) -> int:
    """A time of day in seconds since midnight, “24:00” at the latest."""
    written = CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    if written is None:
        raise CalendarRefused(f"{where}: “{clock}” is no time of day. Write it as “09:00”.")
    hour, minute, second = (int(part or 0) for part in written.groups())
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY:
        raise CalendarRefused(f"{where}: “{clock}” is no time of day. The last one is “24:00”.")
    return hour * 3600 + minute * 60 + second


def _table(data: Any, where: str) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise CalendarRefused(f"{where}: this is not a table of names and values.")
    return data


def _refuse_strangers(table: Mapping[Any, Any], known: Any, where: str) -> None:
    strangers = ", ".join(str(key) for key in table if key not in known)
    if strangers:
        raise CalendarRefused(f"{where}: {strangers} is unknown here. Known are {', '.join(sorted(known))}.")
