"""Reading a calendar's data, as TOML or JSON gives it, into hours; every fault is found in one go.

tz = "Asia/Shanghai"
years = [2026]                                   # whose holidays are entered; others are provisional
[week]
mon = [["09:00", "12:00"], ["13:00", "18:00"]]   # a weekday that is missing is closed
[exceptions]                                     # each replaces the whole day
2026-02-14 = { hours = [["09:00", "12:00"]], en = "Make-up working day", zh = "调休上班" }
2026-02-16 = []

Several [[exceptions]] tables are several sources joined. Where one of them has a date free and another has it worked,
the make-up day wins, and the date is told among `doubled`. `note` says to customers why this revision differs from the
one before.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from portal.core.calendar_faults import CalendarFault, CalendarRefused
from portal.core.instants import FIRST_YEAR, LAST_YEAR

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LANGUAGES = ("en", "zh")
KEYS = ("slug", "title", "tz", "years", "note", "week", "exceptions")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_ROOM, WORDS_ROOM = 40, 500
DAY = 86_400

Hours = tuple[tuple[int, int], ...]  # seconds since local midnight, (open, close)


class Exceptional(NamedTuple):
    """What replaces a whole date: its hours, and what people call the day."""

    hours: Hours
    name: Mapping[str, str]


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a WorkingCalendar; CalendarRefused, with every fault, if anything is not as it should be."""
    reader = Reader()
    parts = reader.parts(data)
    if reader.faults:
        raise CalendarRefused.for_faults(reader.faults)
    return parts


def hours(intervals: Any, place: str) -> tuple[Hours, list[CalendarFault]]:
    """The intervals of one day in order, and what is wrong with them."""
    reader = Reader()
    return reader.hours(intervals, place), reader.faults


class Reader:
    """Takes one calendar's data apart and writes down every fault it meets on the way."""

    def __init__(self) -> None:
        self.faults: list[CalendarFault] = []

    def parts(self, data: Any) -> dict[str, Any]:
        table = self._table(data, "calendar")
        self._refuse_strangers(table, KEYS, "calendar")
        parts = {
            "zone": self._zone(table.get("tz")),
            "slug": self._slug(table.get("slug", "")),
            "title": self._words(table.get("title", {}), "title"),
            "note": self._words(table.get("note", {}), "note"),
            "years": self._years(table.get("years")),
            "week": self._week(table.get("week", {})),
            **_joined(self._sources(table.get("exceptions", {}))),
        }
        if not self.faults and not any(parts["week"]) and not any(day.hours for day in parts["exceptions"].values()):
            self._fault("week", "never-open")
        return parts

    def hours(self, intervals: Any, place: str) -> Hours:
        """A day's intervals in order; each that ends before it begins is a fault, and so are two that overlap."""
        if not isinstance(intervals, list | tuple):
            self._fault(place, "no-hours")
            return ()
        found = sorted(filter(None, [self._interval(interval, place) for interval in intervals]))
        for (_, end), (begin, _) in pairwise(found):
            if begin < end:
                self._fault(place, "overlap")
                break
        return tuple(found)

    def _fault(self, place: str, code: str, **facts: Any) -> None:
        self.faults.append(CalendarFault(place, code, facts))

    def _zone(self, name: Any) -> ZoneInfo | None:
        # A folder of the zone database, or a path out of it, is an OSError or a ValueError of zoneinfo.
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError, TypeError, AttributeError):
            return self._fault("tz", "no-zone", value=name if isinstance(name, str) else "")

    def _slug(self, slug: Any) -> str:
        """What other texts call it by; a calendar that nobody keeps needs none."""
        fits = isinstance(slug, str) and len(slug) <= SLUG_ROOM and (not slug or SLUG.fullmatch(slug))
        if not fits:
            self._fault("slug", "no-slug", value=slug)
        return slug if fits else ""

    def _words(self, words: Any, place: str) -> dict[str, str]:
        """A text in two languages; one plain text stands for both."""
        table = {"en": words, "zh": words} if isinstance(words, str) else self._table(words, place)
        self._refuse_strangers(table, LANGUAGES, place)
        return {key: self._text(table[key], place) for key in LANGUAGES if key in table}

    def _text(self, text: Any, place: str) -> str:
        if not isinstance(text, str) or len(text) > WORDS_ROOM:
            self._fault(place, "no-text", most=WORDS_ROOM)
            return ""
        return text

    def _years(self, years: Any) -> frozenset[int] | None:
        if years is None:
            return None
        listed = isinstance(years, list | tuple | set | frozenset)
        if not listed or not all(type(year) is int and FIRST_YEAR <= year < LAST_YEAR for year in years):
            return self._fault("years", "no-years")
        return frozenset(years)

    def _week(self, week: Any) -> tuple[Hours, ...]:
        table = self._table(week, "week")
        self._refuse_strangers(table, WEEKDAYS, "week")
        return tuple(self.hours(table.get(day, []), day) for day in WEEKDAYS)

    def _sources(self, exceptions: Any) -> list[dict[int, Exceptional]]:
        # An empty list is no table and no source: it is refused below like anything else that is no table.
        several = isinstance(exceptions, list) and exceptions
        return [self._exceptions(source) for source in (exceptions if several else [exceptions])]

    def _exceptions(self, exceptions: Any) -> dict[int, Exceptional]:
        days = {day: self._exceptional(what, str(day)) for day, what in self._table(exceptions, "exceptions").items()}
        dated = {self._date(day): what for day, what in days.items()}
        return {day.toordinal(): what for day, what in dated.items() if day}

    def _exceptional(self, what: Any, place: str) -> Exceptional:
        if not isinstance(what, Mapping):
            return Exceptional(self.hours(what, place), {})
        self._refuse_strangers(what, ("hours", *LANGUAGES), place)
        if "hours" not in what:
            self._fault(place, "hours-missing")
        name = {key: self._text(what[key], place) for key in LANGUAGES if key in what}
        return Exceptional(self.hours(what.get("hours", []), place), name)

    def _date(self, day: Any) -> date | None:
        try:
            found = date.fromisoformat(str(day))
        except ValueError:
            return self._fault("exceptions", "no-date", value=day)
        if not FIRST_YEAR <= found.year < LAST_YEAR:
            return self._fault("exceptions", "out-of-years", value=day, first=FIRST_YEAR, last=LAST_YEAR)
        return found

    def _interval(self, interval: Any, place: str) -> tuple[int, int] | None:
        if not isinstance(interval, list | tuple) or len(interval) != 2:
            return self._fault(place, "no-interval")
        begin, end = (self._second(clock, place) for clock in interval)
        if begin is None or end is None:
            return None
        if end <= begin:
            return self._fault(place, "ends-before", begin=interval[0], end=interval[1])
        return begin, end

    def _second(self, clock: Any, place: str) -> int | None:
        """A time of day in seconds since midnight, “24:00” at the latest."""
        written = CLOCK.fullmatch(clock) if isinstance(clock, str) else None
        if written is None:
            return self._fault(place, "no-clock", value=clock)
        hour, minute, second = (int(part or 0) for part in written.groups())
        if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY:
            return self._fault(place, "beyond-day", value=clock)
        return hour * 3600 + minute * 60 + second

    def _table(self, data: Any, place: str) -> Mapping[Any, Any]:
        if isinstance(data, Mapping):
            return data
        self._fault(place, "no-table")
        return {}

    def _refuse_strangers(self, table: Mapping[Any, Any], known: tuple[str, ...], place: str) -> None:
        strangers = ", ".join(str(key) for key in table if key not in known)
        if strangers:
            self._fault(place, "unknown", value=strangers, known=", ".join(sorted(known)))


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
