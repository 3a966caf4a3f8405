"""A calendar as its pages show it: the month as a sheet, the week, the dates of a year, what changes and what moves."""

import calendar as almanac
from datetime import date, datetime, tzinfo

from babel.dates import format_date
from flask import g, url_for

from portal.actions.calendars.shifts import Effect, Shift
from portal.core.calendar import WorkingCalendar
from portal.core.calendar_changes import Change
from portal.core.calendar_text import Written
from portal.core.promise import Promise, Within
from portal.core.terms import Guarantee
from portal.mail.letters import zone_of
from portal.store import counted
from portal.store.calendar import Calendar
from portal.web.fields import YEARS, local_zone
from portal.web.language import in_language
from portal.words import calendar as words
from portal.words import case as case_words
from portal.words import time
from portal.words.translated import gettext as _

SHOWN = 50  # moves one page lists; of more it gives the number
ICONS = {"holiday": "flag", "make_up": "check", "special": "clock", "closed": "", "open": ""}


def month_of(typed: str | None, today: date) -> date:
    """The first of the month “2026-02” asks for; whatever else is typed there is this month."""
    try:
        asked = date.fromisoformat(f"{typed}-01")
    except ValueError:
        asked = today
    return (asked if asked.year in YEARS else today).replace(day=1)


def sheet(written: Written, before: Written | None, first: date, today: date, edits: bool) -> dict:
    """One month, week by week, each day as its page shows it."""
    laid = written.calendar
    weeks = almanac.Calendar().monthdatescalendar(first.year, first.month)
    changed = _changed(before, written)
    return {
        "title": time.month(first),
        "weekdays": [(words.weekday(n, "abbreviated"), words.weekday(n)) for n in range(7)],
        "weeks": [
            [_day(laid, day, changed, today, edits, written.slug) if day.month == first.month else None for day in week]
            for week in weeks
        ],
        "first": first,
        "months": [(f"{first.year}-{number:02}", _month_name(first.year, number)) for number in range(1, 13)],
        "here": f"{first:%Y-%m}",
        "year": first.year,
        "earlier": f"{first.year - 1}-{first.month:02}" if first.year - 1 in YEARS else None,
        "further": f"{first.year + 1}-{first.month:02}" if first.year + 1 in YEARS else None,
    }


def _month_name(year: int, number: int) -> str:
    return format_date(date(year, number, 1), {"en": "MMM", "zh": "M月"}[time.language()], locale=time.language())


def _changed(before: Written | None, after: Written) -> set[date]:
    """The dates on which the draft says otherwise."""
    if before is None:
        return set()
    return {day for day in before.days.keys() | after.days.keys() if before.days.get(day) != after.days.get(day)}


def _day(laid: WorkingCalendar, day: date, changed: set[date], today: date, edits: bool, slug: str) -> dict:
    kind, names = laid.kind(day), laid.name(day) or {}
    mine = words.name(names)
    return {
        "number": day.day,
        "iso": day.isoformat(),
        "long": time.day(day),
        "weekday": words.weekday(day.weekday(), "abbreviated"),
        "kind": kind,
        "kind_text": str(words.KINDS[kind]),
        "icon": ICONS[kind],
        "hours": _spans(laid, day),
        "name": mine,
        "other": next((name for name in names.values() if name != mine), ""),
        "is_today": day == today,
        "is_changed": day in changed,
        "edit": url_for("staff.calendars.days", slug=slug, first=day.isoformat()) if edits else "",
    }


def _spans(laid: WorkingCalendar, day: date) -> list[str]:
    """When the date is open on the wall's clock, as the calendar lays it."""
    return [f"{_wall(begin, laid.zone)}–{_wall(end, laid.zone, day)}" for begin, end in laid.hours(day)]


def _wall(at: datetime, zone: tzinfo, ending: date | None = None) -> str:
    local = at.astimezone(zone)
    return "24:00" if ending and local.date() > ending else f"{local:%H:%M}"


def week(written: Written) -> list[tuple[str, str]]:
    return [(words.weekday(n), words.hours(hours)) for n, hours in enumerate(written.week)]


def dates(written: Written, year: int, edits: bool) -> list[dict]:
    """The dated exceptions of a year, in order."""
    laid = written.calendar
    days = sorted(day for day in written.days if day.year == year)
    return [_day(laid, day, set(), date.min, edits, written.slug) for day in days]


def years(written: Written, today: date) -> list[dict]:
    """The years around this one, and whether their holidays are entered."""
    entered = written.years or frozenset()
    around = range(today.year - 1, today.year + 3)
    return [{"year": year, "entered": year in entered} for year in around]


def item(row: Calendar, calendar: WorkingCalendar, version: Guarantee | None, now: datetime) -> dict:
    """One calendar in the list of all."""
    return {
        "slug": row.slug,
        "title": in_language(calendar.title) or row.slug,
        "zone": calendar.zone.key,
        "clock": f"{now.astimezone(calendar.zone):%H:%M}",
        "is_open": calendar.is_open(now),
        "hours": _today(calendar, now),
        "revision": row.revision,
        "person": row.person,
        "at": time.short(row.at, local_zone(), now),
        "promises": len(counted.promised_on(row.slug, version)) if version else 0,
        "missing": words.years(calendar.unentered(now)) if calendar.unentered(now) else "",
    }


def _today(calendar: WorkingCalendar, now: datetime) -> str:
    spans = _spans(calendar, now.astimezone(calendar.zone).date())
    return ", ".join(spans) if spans else _("closed today")


def promises(slug: str, version: Guarantee | None) -> list[tuple[str, str]]:
    """The promises in force that count on this calendar."""
    codes = counted.promised_on(slug, version) if version else []
    found = [version.promise(code) for code in codes]
    return [(in_language(one.title), time.amount(_working(one))) for one in found]


def _working(promise: Promise) -> Within:
    """The time that is counted on a calendar: the promise's own, or the one after a miss."""
    return promise.within if promise.within.needs_calendar else promise.on_miss.again


def told(changes: list[Change], most: int = 100) -> list[tuple[str, str, str]]:
    return [words.change(one) for one in changes[:most]]


def moves(effect: Effect, now: datetime) -> dict:
    """What would move, in figures and the first of it in rows, of those cases this colleague may see."""
    moving = effect.moves
    seen = counted.seen_by(g.person, {shift.round.case for shift in effect.shifts[: SHOWN * 4]})
    rows = [shift for shift in effect.shifts[: SHOWN * 4] if shift.round.case in seen][:SHOWN]
    known = counted.versions()
    return {
        "promises": len(moving),
        "cases": len(effect.cases),
        "later": sum(shift.later for shift in moving),
        "earlier": sum(not shift.later for shift in moving),
        "stay": len(effect.shifts) - len(moving),
        "counted": effect.counted,
        "more": effect.more,
        "rows": [_row(shift, known[shift.round.guarantee], now) for shift in rows],
        "unlisted": len(effect.shifts) - len(rows),
    }


def _row(shift: Shift, version: Guarantee, now: datetime) -> dict:
    zone, promise = zone_of(version), version.promise(shift.round.code)
    return {
        "reference": shift.round.reference,
        "promise": in_language(promise.title),
        "target": str(case_words.TARGETS[shift.round.target]),
        "was": time.due_short(shift.was, zone, now) if shift.was else _("the clock stands still"),
        "was_iso": shift.was.astimezone(zone).isoformat() if shift.was else "",
        "now": time.due_short(shift.now, zone, now),
        "now_iso": shift.now.astimezone(zone).isoformat(),
        "later": shift.later,
        "stays": shift.stays,
    }
