"""Calendars in words: what a day is, hours, each fault, and each change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names

from portal.core.calendar import WorkingCalendar
from portal.core.calendar_changes import Change
from portal.core.calendar_faults import CalendarFault
from portal.core.calendar_file import WEEKDAYS, Exceptional, Hours
from portal.core.calendar_text import clock
from portal.words import text, time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

KINDS = {
    "open": _l("Open"),
    "closed": _l("Not open"),
    "holiday": _l("Day off"),
    "make_up": _l("Make-up day"),
    "special": _l("Other hours"),
}

PLACES = {
    "calendar": _l("The text"),
    "tz": _l("Time zone"),
    "slug": _l("Short name"),
    "title": _l("Title"),
    "note": _l("Reason"),
    "years": _l("Years entered"),
    "dated": _l("Whether years are entered one by one"),
    "week": _l("The week"),
    "exceptions": _l("Dates"),
}

FAULTS = {
    "not-toml": _l("This is no TOML: %(reason)s"),
    "no-table": _l("%(place)s: this is not a table of names and values."),
    "unknown": _l("%(place)s: %(value)s is unknown here. Known are %(known)s."),
    "no-zone": _l("There is no time zone “%(value)s”. Write one such as Asia/Shanghai or Europe/Berlin."),
    "no-slug": _l("“%(value)s” cannot be a short name. Use up to 40 small letters, digits and single hyphens."),
    "slug-missing": _l('This calendar has no short name. Add a line such as slug = "service-desk".'),
    "no-text": _l("%(place)s: write text in quotation marks, at most %(most)s characters."),
    "no-years": _l("%(place)s: list the years whose holidays are entered, such as [2025, 2026]."),
    "never-open": _l("This calendar is never open. Give at least one day its hours."),
    "no-hours": _l("%(place)s: list the hours as pairs in brackets, each pair in brackets of its own."),
    "hours-missing": _l("%(place)s: give its hours, or hours = [] for a day that is closed."),
    "no-interval": _l("%(place)s: hours come in pairs, such as 09:00 and 18:00."),
    "ends-before": _l("%(place)s: %(begin)s–%(end)s ends before it begins."),
    "overlap": _l("%(place)s: two of its times overlap."),
    "no-clock": _l("%(place)s: “%(value)s” is no time of day. Write it as 09:00–12:00, 13:00–18:00."),
    "beyond-day": _l("%(place)s: “%(value)s” is no time of day. The last one is 24:00."),
    "no-date": _l("%(place)s: “%(value)s” is no date. Write it as 2026-02-14."),
    "out-of-years": _l("%(place)s: %(value)s lies outside the years %(first)s to %(last)s."),
}


def fault(found: CalendarFault) -> str:
    """What is wrong, and where, in a sentence."""
    return str(FAULTS[found.code]) % {"place": place(found.place), **found.facts}


def place(where: str | date | int) -> str:
    """A weekday, a date, a year or a part of the text by its name."""
    if isinstance(where, date):
        return time.day(where)
    if isinstance(where, int):
        return _("Year %(year)s", year=where)
    if where in WEEKDAYS:
        return weekday(WEEKDAYS.index(where))
    return str(PLACES.get(where, where))


def weekday(number: int, width: str = "wide") -> str:
    """“Monday” for 0."""
    return get_day_names(width, locale=time.language())[number]


def hours(of: Hours) -> str:
    """“09:00–12:00, 13:00–18:00”; “closed” where there are none."""
    return text.listed(spans(of)) or _("closed")


def spans(of: Hours) -> list[str]:
    return [f"{clock(begin)}–{clock(end)}" for begin, end in of]


def change(one: Change) -> tuple[str, str, str]:
    """What changes, what it was, and what it becomes."""
    return place(one.place), _value(one, one.was), _value(one, one.now)


def _value(one: Change, value: Any) -> str:
    if isinstance(one.place, date):
        return _exceptional(value) if value else _("as on other %(weekday)ss", weekday=weekday(one.place.weekday()))
    if isinstance(one.place, int):
        return _("entered") if value else _("not entered")
    if one.place == "title":
        return text.listed((value or {}).values())
    if one.place == "dated":
        return _("yes") if value else _("no")
    return hours(value or ()) if one.place in WEEKDAYS else str(value or "")


def _exceptional(what: Exceptional) -> str:
    names = name(what.name)
    return _("%(hours)s (%(name)s)", hours=hours(what.hours), name=names) if names else hours(what.hours)


def name(names: Mapping[str, str] | None) -> str:
    """What a date is called, in the reader's language."""
    names = names or {}
    return names.get(time.language()) or names.get("en") or next(iter(names.values()), "")


def provisional(calendar: WorkingCalendar | None, due: datetime | None) -> str:
    """That a moment may still change, because the holidays of its year are not entered; "" where they are."""
    if not (calendar and due and calendar.provisional(due)):
        return ""
    year = time.closed_day(due, calendar.zone).year
    return _("Provisional: the holidays of %(year)d are not entered yet, so this moment may still change.", year=year)


def years(missing: tuple[int, ...], title: str = "") -> str:
    """That these years are not entered, of a calendar by its title or of the one that is looked at."""
    listed = text.listed(missing)
    if title:
        return _("%(title)s: the holidays of %(years)s are not entered yet.", title=title, years=listed)
    return _("The holidays of %(years)s are not entered yet.", years=listed)
