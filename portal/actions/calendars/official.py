"""A year of public holidays and make-up working days, to be looked through and kept as data by a person.

China's years come from the calendar that ships, which two collections agree on; whatever else is asked for comes from
the package `holidays`. Neither is asked again afterwards: what counts is what was published. The package gives a year
without make-up days no less readily than a complete one (China's notice appears each November), so here every year says
whether it is complete.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import holidays

from portal.core import calendar_text
from portal.core.calendar_file import Exceptional, Hours
from portal.core.calendar_text import Written

SHIPPED = Path(__file__).parent.parent.parent / "guarantees" / "calendars" / "service-desk.toml"
CHINA = "CN"
MAKE_UP = {"en": "Make-up working day", "zh": "调休上班"}
CHINESE = ("zh_CN", "zh_TW", "zh_HK")
YEARS = range(2000, 2100)


class Unknown(Exception):
    """Nobody knows the holidays of this year there, or there is no such region; `.what` says which."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


class Official(NamedTuple):
    """A year of one country. `complete`: no official make-up day is still to be announced; `estimated`: some days
    follow the moon, and are only reckoned until they are announced."""

    days: Mapping[date, Exceptional]
    complete: bool
    estimated: bool = False


@cache
def countries() -> tuple[str, ...]:
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def year(country: str, of: int, written: Written, region: str = "") -> Official:
    """The days of this year; on a make-up day the calendar is open as on most of its days. Raises Unknown."""
    usual = calendar_text.usual_hours(written.week)
    shipped = _shipped()
    if country == CHINA and not region and of in shipped.years:
        days = {day: what for day, what in shipped.days.items() if day.year == of}
        return Official({day: _with_hours(what, usual) for day, what in days.items()}, complete=True)
    return _packaged(country, of, region, usual)


@cache
def _shipped() -> Written:
    return calendar_text.read(SHIPPED.read_text("utf-8"))


def _with_hours(what: Exceptional, usual: Hours) -> Exceptional:
    return Exceptional(usual if what.hours else (), what.name)


def _packaged(country: str, of: int, region: str, usual: Hours) -> Official:
    found = _asked(country, of, region, "en_US")
    if not found:
        raise Unknown("year")
    chinese = next((language for language in CHINESE if language in (found.supported_languages or ())), None)
    translated = _asked(country, of, region, chinese) if chinese else found
    days = {day: Exceptional((), _names(name, translated.get(day))) for day, name in found.items()}
    made_up = {day: Exceptional(usual, MAKE_UP) for day in found.weekend_workdays if day.year == of}
    return Official(days | made_up, _is_complete(found, of), any("estimated" in name for name in found.values()))


def _asked(country: str, of: int, region: str, language: str):
    # Without a language of its own the package answers in the country's; it never refuses one it does not know.
    try:
        return holidays.country_holidays(country, subdiv=region or None, years=of, expand=False, language=language)
    except NotImplementedError as error:
        raise Unknown("region" if region else "country") from error


def _names(english: str, chinese: str | None) -> dict[str, str]:
    return {"en": english, "zh": chinese or english}


def _is_complete(found: holidays.HolidayBase, of: int) -> bool:
    """Where rest days are moved by an order of the year, a year without such an order is not known yet."""
    if not getattr(found, "has_substituted_holidays", False):
        return True
    return of in _ordered_years(found) or of < max(_ordered_years(found), default=of)


def _ordered_years(found: holidays.HolidayBase) -> set[int]:
    return {key for key in getattr(found, "special_public_holidays", {}) if isinstance(key, int)}
