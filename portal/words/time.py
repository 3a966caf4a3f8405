"""Moments and amounts of time as people read them, in the language of the reader.

Here alone an instant becomes local time. A moment that is a local midnight is the end of the day it closes:
a promise due at 24:00 is shown as “end of Thu 8 Oct”, never as 00:00 of the day after.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.core import clock
from portal.core.calendar import WorkingCalendar
from portal.core.counting import Pauses
from portal.core.promise import Within
from portal.words.translated import get_locale, gettext, ngettext

Zone = tzinfo | str

# The shapes are ours: the same moment must look the same on every page and in every letter.
FULL_DAY = {"en": "EEEE d MMMM y", "zh": "y年M月d日（EEE）"}
LONG_DAY = {"en": "EEEE d MMMM", "zh": "M月d日（EEE）"}
SHORT_DAY = {"en": "EEE d MMM", "zh": "M月d日（EEE）"}
DATED_DAY = {"en": "EEE d MMM y", "zh": "y年M月d日（EEE）"}
BEFORE_CLOCK = {"en": ", ", "zh": ""}
BETWEEN_AMOUNTS = {"en": " ", "zh": ""}

AMOUNTS: Mapping[str, Callable[[int], str]] = {
    "seconds": lambda n: ngettext("%(num)d second", "%(num)d seconds", n),
    "minutes": lambda n: ngettext("%(num)d minute", "%(num)d minutes", n),
    "hours": lambda n: ngettext("%(num)d hour", "%(num)d hours", n),
    "working_seconds": lambda n: ngettext("%(num)d working second", "%(num)d working seconds", n),
    "working_minutes": lambda n: ngettext("%(num)d working minute", "%(num)d working minutes", n),
    "working_hours": lambda n: ngettext("%(num)d working hour", "%(num)d working hours", n),
    "working_days": lambda n: ngettext("%(num)d working day", "%(num)d working days", n),
    "days": lambda n: ngettext("%(num)d day", "%(num)d days", n),
    "years": lambda n: ngettext("%(num)d year", "%(num)d years", n),
}

MINUTE, HOUR, DAY = 60, 3600, 86_400
YEAR = 365  # days


def language() -> str:
    """The reader's language, `en` or `zh`; English where nobody reads yet."""
    locale = get_locale()
    return locale.language if locale and locale.language in FULL_DAY else "en"


# Moments


def moment(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """“Tuesday 24 November 2026, 10:00”; seen from `now`, “today, 10:00”, “tomorrow, Tuesday 10:00”, and this
    year unsaid."""
    local = _local(at, zone)
    today = _today(zone, now)
    away = (local.date() - today).days if today else None
    if away == 0:
        return gettext("today, %(clock)s", clock=f"{local:%H:%M}")
    if away == 1:
        return gettext("tomorrow, %(weekday)s %(clock)s", weekday=_weekday(local.date()), clock=f"{local:%H:%M}")
    return day(local.date(), today) + BEFORE_CLOCK[language()] + f"{local:%H:%M}"


def due_moment(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """A due moment in full; a midnight is the end of the day before it."""
    if not ends_day(at, zone):
        return moment(at, zone, now)
    closed, today = closed_day(at, zone), _today(zone, now)
    away = (closed - today).days if today else None
    if away == 0:
        return gettext("end of today")
    if away == 1:
        return gettext("end of tomorrow, %(weekday)s", weekday=_weekday(closed))
    return gettext("end of %(day)s", day=day(closed, today))


def exact(at: datetime | str) -> str:
    """The same for whoever wants it to the letter: “Tuesday 24 November 2026, 10:00 (UTC+8)”, in the moment's own zone.
    A text is read as ISO 8601, as pages carry it."""
    local = datetime.fromisoformat(at) if isinstance(at, str) else at
    offset = int(local.utcoffset().total_seconds())
    hours, minutes = divmod(abs(offset) // MINUTE, 60)
    from_utc = f"{'-' if offset < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
    return gettext("%(moment)s (UTC%(offset)s)", moment=due_moment(local, local.tzinfo), offset=from_utc)


def short(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """“Thu 8 Oct, 18:00”, for lists; with `now`, the year is named where it is another one."""
    local = _local(at, zone)
    return short_day(local.date(), _today(zone, now)) + BEFORE_CLOCK[language()] + f"{local:%H:%M}"


def due_short(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """A due moment for lists; a midnight is “end of Thu 8 Oct”."""
    if ends_day(at, zone):
        return gettext("end of %(day)s", day=short_day(closed_day(at, zone), _today(zone, now)))
    return short(at, zone, now)


def day(of: date, today: date | None = None) -> str:
    """“Tuesday 24 November 2026”; with `today`, the year is named where it is another one."""
    shape = LONG_DAY if today and today.year == of.year else FULL_DAY
    return _dated(of, shape)


def short_day(of: date, today: date | None = None) -> str:
    """“Tue 24 Nov”; with `today`, the year is named where it is another one."""
    shape = DATED_DAY if today and today.year != of.year else SHORT_DAY
    return _dated(of, shape)


def _weekday(of: date) -> str:
    """“Tuesday”, “周二”."""
    return _dated(of, {"en": "EEEE", "zh": "EEE"})


def _dated(of: date, shapes: Mapping[str, str]) -> str:
    reader = language()
    return _written(of, shapes[reader], reader)


@lru_cache(maxsize=4096)
def _written(of: date, shape: str, language: str) -> str:
    """A page names the same few days again and again."""
    return format_date(of, shape, locale=language)


def time_of_day(at: datetime, zone: Zone) -> str:
    """“17:00”."""
    return f"{_local(at, zone):%H:%M}"


def month(of: date) -> str:
    """“November 2026”, for the scorecard."""
    return _dated(of, {"en": "MMMM y", "zh": "y年M月"})


def short_month(of: date) -> str:
    """“Nov”, “11月”, beneath a picture."""
    return _dated(of, {"en": "MMM", "zh": "M月"})


def ends_day(at: datetime, zone: Zone) -> bool:
    """Whether a moment is a midnight, which is the end of a day."""
    local = _local(at, zone)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def closed_day(at: datetime, zone: Zone) -> date:
    """The local date whose time a due moment ends: at midnight, the date before."""
    return _local(at - timedelta(seconds=1), zone).date()


def _today(zone: Zone, now: datetime | None) -> date | None:
    return _local(now, zone).date() if now else None


def _local(at: datetime, zone: Zone) -> datetime:
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


# Amounts


def amount(within: Within) -> str:
    """“2 working hours”."""
    return AMOUNTS[within.unit](within.amount)


def duration(length: timedelta) -> str:
    """Real time: “3 years”, “3 days”, “47 hours”, “2 hours 50 minutes”, “20 seconds”; cut, never rounded up."""
    seconds = int(abs(length).total_seconds())
    days = seconds // DAY
    if seconds and (days >= 2 * YEAR or seconds % (YEAR * DAY) == 0):
        return AMOUNTS["years"](days // YEAR)
    return AMOUNTS["days"](days) if days >= 2 else _clock_time(seconds)


def exactly(length: timedelta) -> str:
    """A stretch to the second, for a reckoning: “26 hours 5 minutes 10 seconds”."""
    seconds = int(length.total_seconds())
    parts = {"hours": seconds // HOUR, "minutes": seconds % HOUR // MINUTE, "seconds": seconds % MINUTE}
    return _joined([AMOUNTS[unit](count) for unit, count in parts.items() if count])


def left(
    within: Within | None,
    calendar: WorkingCalendar | None,
    now: datetime,
    due: datetime | None,
    pauses: Pauses = (),
) -> str:
    """How long until due, counted as the promise counts: “in 3 working hours”, “in 2 working days”.

    `within` None: a date somebody gave, counted in real time, as is a day promise that is due today. Without
    a due moment the clock stands still; past it this is how late it is.
    """
    if due is None:
        return gettext("the clock stands still")
    if now > due:
        return late_by(due, now)
    return gettext("in %(time)s", time=_left(within, calendar, now, due, pauses))


def late_by(due: datetime, now: datetime) -> str:
    """“2 hours late”, in real time: he waits at night too."""
    return gettext("%(time)s late", time=duration(now - due))


def _left(within: Within | None, calendar: WorkingCalendar | None, now: datetime, due: datetime, pauses: Pauses) -> str:
    if within is None:
        return duration(due - now)
    rest = clock.elapsed(within, calendar, now, due, pauses)
    if within.is_working:
        return _clock_time(int(rest.total_seconds()), "working_")
    if within.is_days and rest:
        return AMOUNTS[within.unit](rest.days)
    return _clock_time(int((due - now).total_seconds()))


def _clock_time(seconds: int, kind: str = "") -> str:
    """Hours, minutes beside them below ten hours; minutes; seconds below one minute."""
    if seconds < MINUTE:
        return AMOUNTS[f"{kind}seconds"](seconds)
    if seconds < HOUR:
        return AMOUNTS[f"{kind}minutes"](seconds // MINUTE)
    minutes = seconds % HOUR // MINUTE if seconds < 10 * HOUR else 0
    return _joined([AMOUNTS[f"{kind}hours"](seconds // HOUR), AMOUNTS["minutes"](minutes) if minutes else ""])


def _joined(amounts: list[str]) -> str:
    return BETWEEN_AMOUNTS[language()].join(filter(None, amounts))
