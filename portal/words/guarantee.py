"""The guarantee as its page tells it: how a promise is counted, what a miss brings, when a desk is open."""

from collections.abc import Iterator, Mapping

from babel.dates import get_day_names
from babel.lists import format_list

from portal.core import coverage
from portal.core.calendar import WorkingCalendar
from portal.core.promise import Promise
from portal.core.terms import Guarantee, Life, Procedure, Rate
from portal.words import time
from portal.words.case import CHANNELS, KINDS, SEVERITIES
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

#: The parts of the page, in the order in which a case meets its promises.
OCCASIONS = {
    "attended": _l("When somebody is there for you"),
    "response": _l("When you hear from us first"),
    "progress": _l("When you hear how it is going"),
    "plan": _l("When you get a plan"),
    "resolution": _l("When it is settled"),
    "remedy": _l("When you get what we owe you"),
    "follow_up": _l("When we ask you afterwards"),
}

PERIODS = {"month": _l("each month"), "quarter": _l("each quarter"), "year": _l("each year")}

ESCALATIONS = {
    "supervisor": _l("a supervisor takes a look"),
    "admin": _l("the management takes a look"),
}

#: The columns of the table of gaps, and what stands in its cells.
SORTED = coverage.SORTED
CELLS = {
    coverage.NOTHING: _l("nothing"),
    coverage.NO_RESPONSE: _l("no first response"),
    coverage.PROMISED: _l("promised"),
}

#: What helps whoever fills in a part of a guarantee, by the field.
HINTS = {
    "number": _l("It stands in the address, such as HP-2027-1, and is never used again."),
    "signed_on": _l("Such as 2026-12-31. May be left out."),
    "published_on": _l("Left out, it is the day somebody presses the button."),
    "effective_on": _l("Left out, it is as soon as the notice allows."),
    "weaker_notice_days": _l("At least as many as for any other change."),
    "zone": _l("The zone its dates are meant in, such as Asia/Shanghai."),
    "slug": _l("Small letters, digits and hyphens, such as delivery."),
    "code": _l("Small letters, digits and hyphens, such as complaint-plan. Figures speak of it by this name."),
    "within": _l("A whole number and a unit: 30 minutes, 2 working hours, 3 working days, 10 days."),
    "again": _l("Such as 1 working day."),
    "kind": _l("None chosen: all of them."),
    "channel": _l("None chosen: all of them."),
    "severity": _l("None chosen: all, sorted or not."),
    "service": _l("None chosen: all of them."),
    "pauses": _l("Only a plan and a resolution may."),
    "repeats": _l("Only news may."),
    "remedy_en": _l("Who owes something also promises by when, in a promise of its own."),
    "at_least": _l("In percent; satisfaction in points of 5."),
    "remind": _l("At least two times, with a comma between them: 2 days, 5 days."),
    "minor_late": _l("Such as 30 minutes."),
    "lapse": _l("Such as 10 days, after the last reminder."),
}

WORDS_OF = {"severity": SEVERITIES, "kind": KINDS, "channel": CHANNELS}

DAY, HOUR, MINUTE = 86_400, 3600, 60


def for_whom(promise: Promise | Rate | Procedure) -> list[str]:
    """What the promise names, one text a dimension: “Complaint”, “E-mail, Letter”; the service stands above it."""
    named = [(dimension, promise.applies[dimension]) for dimension in WORDS_OF if dimension in promise.applies]
    return [_listed(WORDS_OF[dimension], values) for dimension, values in named if len(values) < _all(dimension)]


def _listed(words: Mapping[str, str], values: frozenset[str]) -> str:
    """“E-mail, Letter”; of many all but one, “All but Chat”."""
    named = [str(word) for code, word in words.items() if code in values]
    rest = [str(word) for code, word in words.items() if code and code not in values]
    return gettext("All but %(rest)s", rest=rest[0]) if len(rest) == 1 < len(named) else gettext(", ").join(named)


def _all(dimension: str) -> int:
    return len([code for code in WORDS_OF[dimension] if code])


def counted(promise: Promise, calendars: Mapping[str, WorkingCalendar]) -> Iterator[str]:
    """How its time is counted, a sentence each."""
    if promise.target == "attended":
        yield gettext("Our staff note when it was, for no computer sees it.")
    else:
        yield _clock(promise, calendars)
    if promise.pauses:
        yield gettext("The clock stands still while we wait for an answer from you.")
    if promise.repeats:
        yield gettext("It begins again each time you hear from us, until the end.")


def _clock(promise: Promise, calendars: Mapping[str, WorkingCalendar]) -> str:
    if promise.within.is_elapsed:
        return gettext("The clock runs day and night, holidays too.")
    desk = _title(calendars.get(promise.calendar), promise.calendar)
    if promise.within.is_working:
        return gettext("The clock runs while this desk is open: %(desk)s.", desk=desk)
    if promise.within.unit == "days":
        return gettext("The day you write is not counted. If the last day is not a working day, the next one counts.")
    return gettext(
        "Working days of %(desk)s. The day you write is not counted; the last day ends at closing.", desk=desk
    )


def _title(calendar: WorkingCalendar | None, slug: str) -> str:
    return (calendar and calendar.title.get(time.language())) or slug


def missed(promise: Promise) -> str:
    """What a miss brings: “If we miss it: a new date within 1 working hour; …”. Empty where nothing is named."""
    brings = list(_brings(promise))
    return gettext("If we miss it: %(what)s.", what=gettext("; ").join(brings)) if brings else ""


def _brings(promise: Promise) -> Iterator[str]:
    on_miss = promise.on_miss
    if on_miss.again:
        yield gettext("a new date within %(time)s", time=time.amount(on_miss.again))
    if on_miss.escalate:
        yield str(ESCALATIONS[on_miss.escalate])
    if on_miss.remedy:
        yield gettext("you get: %(remedy)s", remedy=on_miss.remedy[time.language()])


MEASURED = {
    "solved": _l("Of the cases closed with an answer, those answered or solved in full."),
    "response": _l("Of the first answers we promised, those that came in time."),
    "kept": _l("Of all the promises that were due, those we kept."),
    "satisfaction": _l("The average of what customers answer who are asked after their case."),
}


def measured(rate: Rate) -> str:
    """How a rate is counted, in a sentence."""
    return str(MEASURED[rate.measure])


def at_least(rate: Rate) -> str:
    """“at least 95 %”, “at least 4.5 of 5”."""
    figure = f"{rate.at_least.normalize():f}"
    if rate.measure == "satisfaction":
        return gettext("at least %(points)s of 5", points=figure)
    return gettext("at least %(percent)s %%", percent=figure)


def life(of: Life) -> list[tuple[str, str]]:
    """What happens by itself, and after how long."""
    return [
        (gettext("We asked you something and hear nothing"), _reminders(of)),
        (gettext("You answer neither reminder"), _after(of.lapse, gettext("the case is closed"))),
        (gettext("We gave our answer and hear nothing"), _after(of.close, gettext("the case is closed"))),
        (
            gettext("It is not solved after all"),
            gettext("you reopen it within %(time)s", time=time.duration(of.reopen)),
        ),
        (gettext("Your private link"), gettext("works for %(time)s after closing", time=time.duration(of.link))),
        (gettext("Your words, name and files"), _after(of.erase, gettext("they are erased"))),
    ]


def _reminders(of: Life) -> str:
    after = format_list([time.duration(reminder) for reminder in of.remind], locale=time.language())
    return gettext("we remind you after %(times)s", times=after)


def _after(length, what: str) -> str:
    return gettext("%(what)s after %(time)s", what=what, time=time.duration(length))


def unpromised(kind: str, channels: tuple[str, ...]) -> str:
    """“Praise: Chat, Social media”; “Feedback, by any channel”."""
    if len(channels) == len(CHANNELS):
        return gettext("%(kind)s, by any channel", kind=KINDS[kind])
    return gettext("%(kind)s: %(channels)s", kind=KINDS[kind], channels=_listed(CHANNELS, frozenset(channels)))


def notice(guarantee: Guarantee) -> str:
    """How long before it counts a change is published."""
    return gettext(
        "We publish a change %(days)s before it counts, and %(more)s before where it takes something from you. "
        "A case you have filed keeps the version it was filed under.",
        days=time.AMOUNTS["days"](guarantee.notice_days),
        more=time.AMOUNTS["days"](guarantee.weaker_notice_days),
    )


def opening(calendar: WorkingCalendar) -> list[tuple[str, str]]:
    """The usual hours: (“Monday to Friday”, “09:00–12:00, 13:00–18:00”), days with the same hours together."""
    rows: list[tuple[list[int], tuple]] = []
    for weekday, hours in enumerate(calendar.week):
        if rows and rows[-1][1] == hours:
            rows[-1][0].append(weekday)
        else:
            rows.append(([weekday], hours))
    return [(_weekdays(days), _hours(hours)) for days, hours in rows]


def _weekdays(days: list[int]) -> str:
    names = get_day_names("wide", locale=time.language())
    if len(days) < 3:
        return format_list([names[day] for day in days], locale=time.language())
    return gettext("%(first)s to %(last)s", first=names[days[0]], last=names[days[-1]])


def _hours(hours: tuple[tuple[int, int], ...]) -> str:
    if hours == ((0, DAY),):
        return gettext("day and night")
    spans = [f"{_time(begin)}–{_time(end)}" for begin, end in hours]
    return gettext(", ").join(spans) if spans else gettext("closed")


def _time(second: int) -> str:
    return f"{second // HOUR:02}:{second % HOUR // MINUTE:02}"
