"""A promise as a sentence to the customer, and the reason for its due moment from the steps of the clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta

from portal.core.explain import Step
from portal.core.promise import Promise
from portal.words import time
from portal.words.time import Zone
from portal.words.translated import gettext, ngettext

MANY = 8  # more clauses than these nobody reads: then only what is out of the ordinary
ORDINARY = {"counted", "break", "night", "closed"}
FEW_DAYS = 3  # so many days are counted aloud; of more only the last one
SECOND = timedelta(seconds=1)

SENTENCES: Mapping[str, Callable[[str], str]] = {
    "attended": lambda within: gettext("We attend to you within %(within)s.", within=within),
    "response": lambda within: gettext("A person replies to you within %(within)s.", within=within),
    "progress": lambda within: gettext("You hear how far we are within %(within)s.", within=within),
    "plan": lambda within: gettext("You get a handling plan within %(within)s.", within=within),
    "resolution": lambda within: gettext("You are told the outcome within %(within)s.", within=within),
    "remedy": lambda within: gettext("You get what we owe you within %(within)s.", within=within),
    "follow_up": lambda within: gettext("After closing, we ask how it went within %(within)s.", within=within),
    "given": lambda within: gettext("We keep each date we give you."),
}


STAFF_SENTENCES: Mapping[str, Callable[[str], str]] = {
    "attended": lambda within: gettext("The customer is attended to within %(within)s.", within=within),
    "response": lambda within: gettext("A person replies to the customer within %(within)s.", within=within),
    "progress": lambda within: gettext("The customer hears how far we are within %(within)s.", within=within),
    "plan": lambda within: gettext("The customer gets a handling plan within %(within)s.", within=within),
    "resolution": lambda within: gettext("The customer is told the outcome within %(within)s.", within=within),
    "remedy": lambda within: gettext("The customer gets what we owe within %(within)s.", within=within),
    "follow_up": lambda within: gettext(
        "After closing, we ask the customer how it went within %(within)s.", within=within
    ),
    "given": lambda within: gettext("We keep each date we give the customer."),
}


def sentence(promise: Promise, staff: bool = False) -> str:
    """“You get a handling plan within 48 hours.”; to staff, of the customer."""
    within = time.amount(promise.within)
    if promise.target != "progress" or not promise.repeats:
        return (STAFF_SENTENCES if staff else SENTENCES)[promise.target](within)
    if staff:
        return gettext("The customer hears how far we are at least every %(within)s.", within=within)
    return gettext("You hear how far we are at least every %(within)s.", within=within)


def reason(steps: Sequence[Step], zone: Zone, later: bool = False) -> str:
    """Why the due moment is when it is: one sentence of the clauses, “Counted from …: …; due …”. `later`: it is counted
    from something that happened after the receipt."""
    start = time.short(steps[0].begin, zone)
    told = gettext("; ").join(clauses(steps, zone, later))
    return gettext("Counted from %(start)s: %(clauses)s.", start=start, clauses=told)


def clauses(steps: Sequence[Step], zone: Zone, later: bool = False) -> list[str]:
    """What was counted, what was not and why, and the due moment: one clause each, in order."""
    counted = [step for step in steps if not _a_moment(step)]
    steps = counted if any(step.kind == "counted" for step in counted) else steps
    told = list(_told(steps, zone, set(), later))
    return told if len(told) <= MANY else list(_told(steps, zone, ORDINARY, later))


def _a_moment(step: Step) -> bool:
    """A second or less: as the clock is read on a page, it is nothing."""
    return step.kind == "counted" and step.end - step.begin <= SECOND


def _told(steps: Sequence[Step], zone: Zone, untold: Set[str], later: bool) -> Iterator[str]:
    last = max(step.number for step in steps)
    special: set[str] = set()
    for step in steps:
        yield from _special(step, zone, special)
        between = step.kind == "day" and FEW_DAYS < last != step.number
        if step.kind not in untold and not between and (step.kind != "night" or _waits(step, steps)):
            yield (_first_day if later and step.kind == "received" else CLAUSES[step.kind])(step, zone)


def _special(step: Step, zone: Zone, told: set[str]) -> Iterator[str]:
    """That a date is a make-up day or has other hours, once for each date."""
    if step.date not in SPECIAL or step.kind not in {"counted", "day"}:
        return
    of = _days(step, zone)
    if of not in told:
        told.add(of)
        yield SPECIAL[step.date](of)


def _waits(step: Step, steps: Sequence[Step]) -> bool:
    """Whether the count begins with this night: only then a closed door needs telling."""
    return step is steps[0] and steps[1].kind == "counted"


def _counted(step: Step, zone: Zone) -> str:
    spent = time.exactly(step.end - step.begin)
    if not step.date:
        return gettext("%(time)s, day and night", time=spent)
    if step.end - step.begin > timedelta(days=1):
        return gettext("%(time)s until %(end)s", time=spent, end=time.due_short(step.end, zone))
    return gettext("%(time)s on %(day)s, %(hours)s", time=spent, day=_days(step, zone), hours=_hours(step, zone))


def _break(step: Step, zone: Zone) -> str:
    return gettext("%(day)s, %(hours)s is a break", day=_days(step, zone), hours=_hours(step, zone))


def _night(step: Step, zone: Zone) -> str:
    return gettext("closed until %(moment)s", moment=time.short(step.end, zone))


def _closed(step: Step, zone: Zone) -> str:
    return ngettext("%(days)s is closed", "%(days)s are closed", _count(step, zone), days=_days(step, zone))


def _holiday(step: Step, zone: Zone) -> str:
    off = ngettext("%(days)s is a day off", "%(days)s are days off", _count(step, zone), days=_days(step, zone))
    return _named(off, step)


def _pause(step: Step, zone: Zone) -> str:
    begin = time.short(step.begin, zone)
    if step.end is None:
        return gettext("the clock has stood still since %(begin)s, while we wait for an answer", begin=begin)
    return gettext(
        "the clock stood still from %(begin)s to %(end)s, while we waited for an answer",
        begin=begin,
        end=time.short(step.end, zone),
    )


def _received(step: Step, zone: Zone) -> str:
    return gettext("the day of receipt, %(day)s, is not counted", day=_days(step, zone))


def _first_day(step: Step, zone: Zone) -> str:
    return gettext("the day it is counted from, %(day)s, is not counted itself", day=_days(step, zone))


def _day(step: Step, zone: Zone) -> str:
    told = gettext("day %(number)d is %(day)s", number=step.number, day=_days(step, zone))
    if step.date in {"closed", "holiday"}:
        return _named(gettext("%(day)s, which is no working day", day=told), step)
    return told


def _lost(step: Step, zone: Zone) -> str:
    return gettext("%(day)s is not counted, for the clock stood still when it closed", day=_days(step, zone))


def _rolled(step: Step, zone: Zone) -> str:
    return gettext("the next working day is %(day)s", day=_days(step, zone))


def _due(step: Step, zone: Zone) -> str:
    return gettext("due %(moment)s", moment=time.due_short(step.begin, zone))


CLAUSES: Mapping[str, Callable[[Step, Zone], str]] = {
    "counted": _counted,
    "break": _break,
    "night": _night,
    "closed": _closed,
    "holiday": _holiday,
    "pause": _pause,
    "received": _received,
    "day": _day,
    "lost": _lost,
    "rolled": _rolled,
    "due": _due,
}

SPECIAL: Mapping[str, Callable[[str], str]] = {
    "make_up": lambda day: gettext("%(day)s is a make-up working day", day=day),
    "special": lambda day: gettext("%(day)s has hours of its own", day=day),
}


def _named(told: str, step: Step) -> str:
    """The clause with what the date is called, where it has a name."""
    name = step.name and (step.name.get(time.language()) or step.name.get("en"))
    return gettext("%(clause)s (%(name)s)", clause=told, name=name) if name else told


def _days(step: Step, zone: Zone) -> str:
    """The date of a step, or its first and last."""
    first, last = (time.short_day(of) for of in _ends(step, zone))
    count = _count(step, zone)
    if count == 1:
        return first
    if count == 2:
        return gettext("%(first)s and %(last)s", first=first, last=last)
    return gettext("%(first)s to %(last)s", first=first, last=last)


def _ends(step: Step, zone: Zone) -> tuple[date, date]:
    return time.closed_day(step.begin + SECOND, zone), time.closed_day(step.end, zone)


def _count(step: Step, zone: Zone) -> int:
    """How many dates a step touches."""
    first, last = _ends(step, zone)
    return (last - first).days + 1


def _hours(step: Step, zone: Zone) -> str:
    end = "24:00" if time.ends_day(step.end, zone) else time.time_of_day(step.end, zone)
    return f"{time.time_of_day(step.begin, zone)}–{end}"
