"""What a version changes of another one, in the reader's language: which line, what it was, what it is."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from babel.lists import format_list

from portal.core import comparison as core
from portal.core.comparison import Aspect, Change, Comparison
from portal.core.promise import Within
from portal.core.terms import Procedure
from portal.words import case, guarantee, time
from portal.words.text import listed
from portal.words.translated import gettext, ngettext
from portal.words.translated import lazy_gettext as _l

VERDICTS = {
    core.STRICTER: _l("Stricter"),
    core.WEAKER: _l("Weaker"),
    core.MIXED: _l("In part weaker"),
    core.OTHER: _l("Cannot be compared"),
    core.NEW: _l("New"),
    core.REMOVED: _l("Taken out"),
    core.REWORDED: _l("Reworded"),
    core.SAME: _l("As before"),
}
FOR_SOME = {core.REMOVED: _l("Taken out for some"), core.NEW: _l("New for some")}
TONES = {
    core.STRICTER: "good",
    core.NEW: "good",
    core.WEAKER: "bad",
    core.REMOVED: "bad",
    core.MIXED: "hold",
    core.OTHER: "hold",
}

MEASURES = {
    "solved": _l("cases that end solved"),
    "response": _l("first answers in time"),
    "kept": _l("promises kept"),
    "satisfaction": _l("satisfaction"),
}

NAMES = {
    "within": _l("Time given"),
    "calendar": _l("Hours counted"),
    "pauses": _l("While we wait for the customer"),
    "repeats": _l("After each time"),
    "again": _l("New date after a miss"),
    "escalate": _l("Who is told of a miss"),
    "remedy": _l("What a miss owes"),
    "for": _l("For"),
    "title": _l("Title"),
    "filled_by_us": _l("Mark “filled in by us”"),
    "at_least": _l("At least"),
    "measure": _l("What is measured"),
    "per": _l("Period"),
    "notice_days": _l("Notice of a change"),
    "weaker_notice_days": _l("Notice of a change for the worse"),
    "services": _l("Services"),
    "calendars": _l("Calendars"),
    "zone": _l("Time zone"),
    "life.remind": _l("Reminders"),
    "life.lapse": _l("Closed without an answer to our question"),
    "life.close": _l("Closed after our answer"),
    "life.reopen": _l("“Not solved” opens it again within"),
    "life.link": _l("The private link works"),
    "life.erase": _l("Words, names and files are erased"),
    "grading.minor_share": _l("Minor up to this share of the time, in percent"),
    "grading.minor_late": _l("Minor up to"),
    "grading.action_within": _l("The cause of a major breach is removed"),
    "grading.major_if": _l("Always major"),
    "dispute.negotiation_days": _l("Days of talks"),
    "organisation": _l("Company"),
    "signatory": _l("Who signs"),
    "grading.minor": _l("Text: minor"),
    "grading.major": _l("Text: major"),
    "dispute.negotiation": _l("Text: talks"),
    "dispute.arbitration": _l("Text: arbitration"),
    "dispute.court": _l("Text: court"),
    "pledge": _l("Text: the pledge of our staff"),
    core.PROCEDURE: _l("Special procedure"),
    "quality": _l("The sheet on which cases are reviewed"),
}


def verdict(change: Change) -> str:
    """“Stricter”; where only the hours are others, “Different calendar”; where it is about some cases, that it is."""
    if change.case is not None and change.verdict in FOR_SOME:
        return str(FOR_SOME[change.verdict])
    only_hours = {aspect.name for aspect in change.aspects} - {"title", "filled_by_us"} == {"within", "calendar"}
    if change.verdict == core.OTHER and only_hours and _same_amount(change):
        return gettext("Different calendar")
    return str(VERDICTS[change.verdict])


def tone(verdict: str) -> str:
    return TONES.get(verdict, "plain")


def _same_amount(change: Change) -> bool:
    return change.old.within == change.new.within


def summary(of: Comparison) -> str:
    """“1 line weaker, 2 stricter, 1 new”; what stays as it is goes without saying."""
    told = [COUNTS[verdict](count) for verdict, count in of.count().items() if verdict in COUNTS]
    told += [ngettext("%(num)d other term changed", "%(num)d other terms changed", len(of.terms))] if of.terms else []
    return listed(told) or gettext("Nothing is changed.")


COUNTS = {
    core.WEAKER: lambda n: ngettext("%(num)d promise weaker", "%(num)d promises weaker", n),
    core.REMOVED: lambda n: ngettext("%(num)d promise taken out", "%(num)d promises taken out", n),
    core.MIXED: lambda n: ngettext("%(num)d promise in part weaker", "%(num)d promises in part weaker", n),
    core.OTHER: lambda n: ngettext("%(num)d promise not to be compared", "%(num)d promises not to be compared", n),
    core.STRICTER: lambda n: ngettext("%(num)d promise stricter", "%(num)d promises stricter", n),
    core.NEW: lambda n: ngettext("%(num)d promise new", "%(num)d promises new", n),
    core.REWORDED: lambda n: ngettext("%(num)d promise reworded", "%(num)d promises reworded", n),
}


def table(of: Comparison) -> dict:
    """The whole difference for a page: a sentence, the lines that changed, how many did not, and the other terms."""
    return {
        "summary": summary(of),
        "lines": [line(change) for change in sorted(of.changed, key=lambda one: core.VERDICTS.index(one.verdict))],
        "same": sum(change.verdict == core.SAME for change in of.lines),
        "terms": [aspect(term) for term in of.terms],
    }


def line(change: Change) -> dict:
    """One row of the table: what it is about, what it was, what it is, and what that means."""
    about = change.new or change.old
    return {
        "title": about.title[time.language()],
        "code": change.old.code if change.old else change.new.code,
        "place": change.new.code if change.old and change.new and change.old.code != change.new.code else "",
        "case": said_case(change.case) if change.case is not None else "",
        "before": _terms(change.old),
        "after": _terms(change.new),
        "aspects": [aspect(one, change.old, change.new) for one in change.aspects],
        "verdict": verdict(change),
        "tone": tone(change.verdict),
    }


def _terms(line: Any) -> str:
    """The heart of a line: “48 hours”, “at least 95 %”; empty where there is none."""
    if line is None:
        return ""
    return time.amount(line.within) if hasattr(line, "within") else guarantee.at_least(line)


def aspect(of: Aspect, old: Any = None, new: Any = None) -> dict:
    """What differs, by name, with both values as words."""
    before, after = (_worded(of.name, value, line) for value, line in ((of.before, old), (of.after, new)))
    name = str(NAMES[of.name])
    if of.case:
        name = gettext("%(name)s, for example %(case)s", name=name, case=said_case(of.case))
    return {"name": name, "before": before, "after": after, "tone": tone(of.verdict)}


def said_case(case_: Mapping[str, str]) -> str:
    """“Complaint, Chat, Urgent”: whom a row is about."""
    words = [case.KINDS, case.CHANNELS, case.SEVERITIES]
    found = [
        known[case_[name]] for name, known in zip(("kind", "channel", "severity"), words, strict=True) if name in case_
    ]
    return listed([*found, case_.get("service", "")])


def _worded(name: str, value: Any, line: Any) -> str:
    if name == "at_least":
        return guarantee.at_least(line)
    if name == "for":
        return gettext("; ").join(guarantee.for_whom(SimpleNamespace(applies=value))) or gettext("every case")
    if name in WORDS_OF:
        return str(WORDS_OF[name](value))
    return _plainly(value)


def _plainly(value: Any) -> str:
    """A value by its kind."""
    if value is None:
        return gettext("none")
    if isinstance(value, Within):
        return time.amount(value)
    if isinstance(value, timedelta):
        return _days(value.days) if value.days and not value.seconds else time.exactly(value)
    if isinstance(value, Mapping):
        return value.get(time.language()) or listed(sorted(map(str, value)))
    if isinstance(value, tuple):
        return format_list([_plainly(one) for one in value], locale=time.language()) or gettext("none")
    return str(value)


def _days(number: int) -> str:
    return time.AMOUNTS["days"](number)


def _checklist(value: Procedure | None) -> str:
    """“A major complaint (Call the customer; …)”."""
    if value is None:
        return gettext("none")
    steps = gettext("; ").join(step.title[time.language()] for step in value.steps)
    return gettext("%(title)s (%(steps)s)", title=value.title[time.language()], steps=steps)


WORDS_OF = {
    core.PROCEDURE: _checklist,
    "pauses": lambda value: gettext("the clock stands still") if value else gettext("the clock runs on"),
    "repeats": lambda value: gettext("it begins again") if value else gettext("it is done"),
    "filled_by_us": lambda value: gettext("yes") if value else gettext("no"),
    "escalate": lambda value: guarantee.ESCALATIONS[value] if value else gettext("nobody"),
    "measure": lambda value: MEASURES.get(value, value),
    "per": lambda value: guarantee.PERIODS[value],
    "notice_days": _days,
    "weaker_notice_days": _days,
    "dispute.negotiation_days": _days,
    "organisation": lambda value: value.name[time.language()],
    "signatory": lambda value: value.name[time.language()],
    "quality": lambda value: gettext("another one") if value else gettext("none"),
    "grading.major_if": lambda value: listed(sorted(one for values in value.values() for one in values)),
}
