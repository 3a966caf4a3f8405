"""A calendar as somebody writes it: read from its text, changed piece by piece, written again, compared.

The text is the truth that is kept; this is the value its pages work on. Comments above the first line stay with it.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby

from portal.core import calendar_file
from portal.core.calendar import WorkingCalendar
from portal.core.calendar_faults import CalendarFault, CalendarRefused
from portal.core.calendar_file import WEEKDAYS, Exceptional, Hours

NOTE = re.compile(r"\s*note\s*=")
Days = Mapping[date, Exceptional]
CLOSED = Exceptional((), {})
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Written:
    """Everything a calendar's text says. `week` begins with Monday; `days` are the dated exceptions."""

    slug: str
    tz: str
    title: Mapping[str, str]
    week: tuple[Hours, ...]
    days: Days = field(default_factory=dict)
    years: frozenset[int] | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    head: str = ""

    @cached_property
    def text(self) -> str:
        """The same as TOML, in the order people look for it."""
        return "\n".join([*_head(self), *_week(self.week), *_days(self.days)]) + "\n"

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return _compiled(self.text)

    def with_days(self, days: Days) -> "Written":
        """The same with these dates as they are given, whatever they were before."""
        return replace(self, days={**self.days, **days})

    def without_days(self, days: Iterable[date]) -> "Written":
        """The same with these dates as their weekday is."""
        gone = set(days)
        return replace(self, days={day: what for day, what in self.days.items() if day not in gone})

    def joined_with(self, days: Days) -> tuple["Written", tuple[date, ...]]:
        """The same with the dates of another source, and those that one has free and the other worked: the make-up
        day wins (DESIGN.md 4.4)."""
        doubled = [day for day in days if day in self.days and bool(days[day].hours) != bool(self.days[day].hours)]
        stays = {day for day in doubled if self.days[day].hours}
        added = {day: what for day, what in days.items() if day not in stays}
        return self.with_days(added), tuple(sorted(doubled))

    def entered(self, year: int, is_entered: bool = True) -> "Written":
        """The same with the holidays of this year known to be entered, or known not to be."""
        years = (self.years or frozenset()) - {year}
        return replace(self, years=years | {year} if is_entered else years)


@lru_cache(maxsize=16)
def _compiled(text: str) -> WorkingCalendar:
    """Pages ask for the same one again and again."""
    return WorkingCalendar.from_dict(tomllib.loads(text))


@lru_cache(maxsize=64)
def read(text: str) -> Written:
    """What a text says. Raises CalendarRefused with every fault."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a thousand brackets
        raise CalendarRefused.for_faults([CalendarFault("calendar", "not-toml", {"reason": str(error)})]) from None
    parts = calendar_file.read(data)
    if not parts["slug"]:
        raise CalendarRefused.for_faults([CalendarFault("slug", "slug-missing", {})])
    days = {date.fromordinal(day): what for day, what in sorted(parts["exceptions"].items())}
    return Written(
        slug=parts["slug"],
        tz=parts["zone"].key,
        title=parts["title"],
        week=parts["week"],
        days=days,
        years=parts["years"],
        note=parts["note"],
        head=_comments_above(text),
    )


def with_note(text: str, written: Written) -> str:
    """The text of a calendar with the note it is to have, and everything else as somebody typed it, if that can be."""
    lines = [line for line in text.splitlines() if not NOTE.match(line)]
    first = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    noted = [f"note = {_words(written.note)}"] if written.note else []
    together = "\n".join([*lines[:first], *noted, *lines[first:]]) + "\n"
    try:
        return together if read(together) == written else written.text
    except CalendarRefused:
        return written.text


def usual_hours(week: tuple[Hours, ...]) -> Hours:
    """The hours most days of the week have: those of a make-up working day."""
    working = [hours for hours in week if hours]
    return max(working, key=working.count, default=())


def shown(hours: Hours) -> list[list[str]]:
    """The intervals as they are written: [["09:00", "12:00"], …]."""
    return [[clock(begin), clock(end)] for begin, end in hours]


def clock(second: int) -> str:
    minute, second = divmod(second, 60)
    return f"{minute // 60:02}:{minute % 60:02}" + (f":{second:02}" if second else "")


def _comments_above(text: str) -> str:
    lines = text.lstrip("\ufeff").splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    return "\n".join(lines[:first]).strip("\n")


def _head(written: Written) -> list[str]:
    lines = [written.head, ""] if written.head else []
    lines += [f"slug = {_quoted(written.slug)}", f"title = {_words(written.title)}", f"tz = {_quoted(written.tz)}"]
    if written.years is not None:
        lines.append(f"years = {sorted(written.years)}")
    if written.note:
        lines.append(f"note = {_words(written.note)}")
    return lines


def _week(week: tuple[Hours, ...]) -> list[str]:
    open_days = [(day, hours) for day, hours in zip(WEEKDAYS, week, strict=True) if hours]
    return ["", "[week]", *(f"{day} = {json.dumps(shown(hours))}" for day, hours in open_days)]


def _days(days: Days) -> list[str]:
    """Year by year, each date with its weekday behind it, so that a person can check it."""
    lines = ["", "[exceptions]"] if days else []
    for year, dates in groupby(sorted(days), key=lambda day: day.year):
        lines += ["", f"# {year}", *(f"{day} = {_exceptional(days[day])} # {day:%a}" for day in dates)]
    return lines


def _exceptional(what: Exceptional) -> str:
    parts = [f"hours = {json.dumps(shown(what.hours))}"]
    parts += [f"{language} = {_quoted(name)}" for language, name in what.name.items()]
    return f"{{ {', '.join(parts)} }}"


def _words(words: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{language} = {_quoted(text)}' for language, text in words.items())} }}"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    return _as_json(text).replace("\x7f", "\\u007f")
