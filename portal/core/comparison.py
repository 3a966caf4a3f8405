"""Two versions side by side: for every sort of case, what it got before and what it gets now, and which is stricter.

Judged by rule, never by a guess: where two clocks run differently and neither can be said to end first, the verdict is
`other`, and whoever counts the notice takes it for the worse. Moved and renamed lines are seen through, because what a
case gets is compared, not what a line is called.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import Any

from portal.core.promise import DAY, Promise, Within
from portal.core.terms import CHANNELS, DIMENSIONS, KINDS, SEVERITIES, Guarantee, Procedure, Rate

STRICTER, WEAKER, OTHER, REWORDED, SAME = "stricter", "weaker", "other", "reworded", "same"
MIXED, NEW, REMOVED = "mixed", "new", "removed"
HOUR = 3600
PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that differs: its name, what it was, what it is, and what that means for the customer.

    `case` shows who is meant where it is about some cases only.
    """

    name: str
    before: Any
    after: Any
    verdict: str
    case: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One line beside the one whose place it takes.

    `case` shows who is meant where it is about some cases of a line only: they went to another line, or got none.
    """

    old: Promise | Rate | None
    new: Promise | Rate | None
    aspects: tuple[Aspect, ...] = ()
    case: Mapping[str, str] | None = None

    @property
    def verdict(self) -> str:
        if self.old is None or self.new is None:
            return NEW if self.old is None else REMOVED
        weighty = {aspect.verdict for aspect in self.aspects} - {REWORDED, SAME}
        if len(weighty) > 1:
            return MIXED
        return next(iter(weighty), REWORDED if self.aspects else SAME)

    @property
    def may_be_weaker(self) -> bool:
        """Whether anybody could get less than before. What cannot be compared counts as less."""
        return self.verdict == REMOVED or any(aspect.verdict in (WEAKER, OTHER) for aspect in self.aspects)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version changes of another one. `terms` is what stands around the promises."""

    promises: tuple[Change, ...]
    rates: tuple[Change, ...]
    terms: tuple[Aspect, ...]

    @property
    def lines(self) -> tuple[Change, ...]:
        return self.promises + self.rates

    @property
    def changed(self) -> tuple[Change, ...]:
        return tuple(line for line in self.lines if line.verdict != SAME)

    @property
    def weakened(self) -> tuple[str, ...]:
        """The codes of the old lines that are kept less well, each once, in the order of the old text."""
        lines = [line.old.code for line in self.lines if line.may_be_weaker]
        procedures = [one.before.code for one in self.terms if one.name == PROCEDURE and one.verdict == WEAKER]
        return tuple(dict.fromkeys(lines + procedures))

    def count(self) -> dict[str, int]:
        """How many lines of each verdict, in the order of VERDICTS."""
        verdicts = [line.verdict for line in self.lines]
        return {verdict: verdicts.count(verdict) for verdict in VERDICTS if verdict in verdicts}


VERDICTS = (WEAKER, REMOVED, MIXED, OTHER, STRICTER, NEW, REWORDED, SAME)


def compare(new: Guarantee, old: Guarantee) -> Comparison:
    """What `new` changes of `old`."""
    return Comparison(tuple(_promises(new, old)), tuple(_rates(new, old)), (*_procedures(new, old), *_terms(new, old)))


# The promises, by what each sort of case gets


def _promises(new: Guarantee, old: Guarantee) -> Iterator[Change]:
    flows = _flows(new, old)
    for line in old.promises:
        mine = {now: case for (before, now), case in flows.items() if before == line.code}
        yield from _fates(line, mine, new)
    for line in new.promises:
        gained = flows.get((None, line.code))
        was_there = old.promise(line.code) or any(before and now == line.code for before, now in flows)
        if gained is not None or not was_there:
            yield Change(None, line, case=gained if was_there else None)


def _fates(line: Promise, mine: dict[str | None, dict], new: Guarantee) -> Iterator[Change]:
    """What became of one old line: the line of its own code first, then those that took its place."""
    if not mine:  # no case ever came under it: only the text can be compared
        same = new.promise(line.code)
        yield Change(line, same, tuple(_aspects(same, line)) if same else ())
    for code in sorted(mine, key=lambda code: code != line.code):
        now = new.promise(code) if code else None
        case = mine[code] if len(mine) > 1 and code != line.code else None
        yield Change(line, now, tuple(_aspects(now, line)) if now else (), case)


def _flows(new: Guarantee, old: Guarantee) -> dict[tuple[str | None, str | None], dict[str, str]]:
    """From which old line to which new one cases go, each with the first such case."""
    found: dict[tuple[str | None, str | None], dict[str, str]] = {}
    for case in _sorts(new, old):
        before, now = old.select(**case), new.select(**case)
        for target in before.keys() | now.keys():
            pair = _code(before.get(target)), _code(now.get(target))
            found.setdefault(pair, {name: value for name, value in case.items() if value})
    return found


def _code(line: Promise | Procedure | None) -> str | None:
    return line and line.code


def _sorts(*versions: Guarantee) -> Iterator[dict[str, str]]:
    """One case of each sort that any line of these versions tells apart from the others."""
    services = dict.fromkeys(service.slug for version in versions for service in version.services)
    lines = [line for version in versions for line in (*version.promises, *version.procedures)]
    values = {"severity": ("", *SEVERITIES), "service": ("", *services), "kind": KINDS, "channel": CHANNELS}
    told_apart = [_told_apart(dimension, values[dimension], lines) for dimension in DIMENSIONS]
    for case in product(*told_apart):
        yield dict(zip(DIMENSIONS, case, strict=True))


def _told_apart(dimension: str, values: Iterable[str], lines: list[Promise | Procedure]) -> list[str]:
    """Of values that every line treats alike, only the first."""
    kinds: dict[tuple, str] = {}
    for value in values:
        kinds.setdefault(tuple(value in line.applies.get(dimension, ()) for line in lines), value)
    return list(kinds.values())


def _aspects(new: Promise, old: Promise) -> Iterator[Aspect]:
    """Everything in which two lines about the same cases differ."""
    timed = time_verdict(new.within, new.calendar, old.within, old.calendar)
    if (new.within, timed) != (old.within, SAME):
        yield Aspect("within", old.within, new.within, timed)
    if new.calendar != old.calendar and (new.within.needs_calendar or old.within.needs_calendar):
        yield Aspect("calendar", old.calendar, new.calendar, REWORDED)  # what it means for the time is said there
    if new.pauses != old.pauses:
        yield Aspect("pauses", old.pauses, new.pauses, WEAKER if new.pauses else STRICTER)
    if new.repeats != old.repeats:
        yield Aspect("repeats", old.repeats, new.repeats, STRICTER if new.repeats else WEAKER)
    yield from _missed(new, old)
    if new.code == old.code and new.applies != old.applies:
        yield Aspect("for", old.applies, new.applies, REWORDED)  # whom it takes or loses has lines of its own
    for name in ("title", "filled_by_us"):
        if getattr(new, name) != getattr(old, name):
            yield Aspect(name, getattr(old, name), getattr(new, name), REWORDED)


def _missed(new: Promise, old: Promise) -> Iterator[Aspect]:
    """What a miss brings. Whether another remedy is a lesser one, only a person can say."""
    for name in ("again", "escalate", "remedy"):
        before, after = getattr(old.on_miss, name), getattr(new.on_miss, name)
        if before and after and name == "again":
            verdict = time_verdict(after, new.calendar, before, old.calendar)
        elif before and after:
            verdict = REWORDED if before != after else SAME
        else:
            verdict = SAME if before == after else STRICTER if after else WEAKER
        if before != after or verdict != SAME:
            yield Aspect(name, before, after, verdict)


# Which of two times ends first


def time_verdict(new: Within, new_calendar: str | None, old: Within, old_calendar: str | None) -> str:
    """Whether the new time never ends later (stricter), never earlier (weaker), or now the one and now the other."""
    one_desk = new_calendar == old_calendar
    if _same_clock(new, old) and (one_desk or new.is_elapsed):
        return _by_amount(new.seconds, old.seconds)
    if new.is_days and old.is_days and one_desk:
        return _days_of_two_kinds(new, old)
    if new.is_elapsed and new.seconds <= _least(old):
        return STRICTER
    if old.is_elapsed and _least(new) >= old.seconds:
        return WEAKER
    return OTHER


def _same_clock(new: Within, old: Within) -> bool:
    both_run = (new.is_elapsed and old.is_elapsed) or (new.is_working and old.is_working)
    return both_run or new.unit == old.unit


def _by_amount(new: float, old: float) -> str:
    return SAME if new == old else STRICTER if new < old else WEAKER


def _days_of_two_kinds(new: Within, old: Within) -> str:
    """Day n, moved to a working day, is at the latest the n-th working day; but it ends at midnight, not at closing."""
    if new.unit == "days":
        return STRICTER if new.amount < old.amount else OTHER
    return WEAKER if new.amount > old.amount else OTHER


def _least(within: Within) -> float:
    """The least real time in seconds this amount can take; much more, where a desk is closed."""
    if within.unit == "working_days":
        return (within.amount - 1) * DAY  # from the last second of day 0 to the opening of day n
    if within.unit == "days":
        return within.amount * DAY - HOUR  # one of them may lose an hour to summer time
    return within.seconds


# Rates, and what stands around the promises


def _rates(new: Guarantee, old: Guarantee) -> Iterator[Change]:
    before, now = ({rate.code: rate for rate in version.rates} for version in (old, new))
    for code in dict.fromkeys([*before, *now]):
        pair = before.get(code), now.get(code)
        yield Change(*pair, tuple(_rate_aspects(*pair)) if all(pair) else ())


def _rate_aspects(old: Rate, new: Rate) -> Iterator[Aspect]:
    if new.at_least != old.at_least:
        yield Aspect("at_least", old.at_least, new.at_least, STRICTER if new.at_least > old.at_least else WEAKER)
    for name, verdict in (("measure", OTHER), ("per", OTHER), ("applies", OTHER), ("title", REWORDED)):
        if getattr(new, name) != getattr(old, name):
            yield Aspect("for" if name == "applies" else name, getattr(old, name), getattr(new, name), verdict)


def _procedures(new: Guarantee, old: Guarantee) -> list[Aspect]:
    """Each list beside those that took its place for some sort of case, in the order of the old text."""
    found: dict[tuple[str | None, str | None], Aspect] = {}
    for case in _sorts(new, old):
        before, now = old.procedure_for(**case), new.procedure_for(**case)
        if before != now:
            found.setdefault((_code(before), _code(now)), _procedure_aspect(before, now, case))
    order = [*map(_code, old.procedures), None]
    return sorted(found.values(), key=lambda aspect: order.index(_code(aspect.before)))


def _procedure_aspect(old: Procedure | None, new: Procedure | None, case: Mapping[str, str]) -> Aspect:
    said = {name: value for name, value in case.items() if value}
    return Aspect(PROCEDURE, old, new, _procedure_verdict(old, new), said if _code(old) != _code(new) else None)


def _procedure_verdict(old: Procedure | None, new: Procedure | None) -> str:
    """A step less is less, whatever its words."""
    before, now = ({step.code for step in one.steps} if one else set() for one in (old, new))
    if before - now:
        return WEAKER
    return STRICTER if now - before else REWORDED


#: What stands around the promises, and whether more of it is more for the customer (1), less (-1), or neither (0).
TERMS = {
    "notice_days": 1,
    "weaker_notice_days": 1,
    "services": 0,
    "calendars": 0,
    "zone": 0,
    "life.remind": 0,
    "life.lapse": 1,
    "life.close": 1,
    "life.reopen": 1,
    "life.link": 1,
    "life.erase": 0,
    "grading.minor_share": -1,
    "grading.minor_late": -1,
    "grading.action_within": -1,
    "grading.major_if": 0,
    "dispute.negotiation_days": 0,
}
#: Texts: that they differ is all a machine can say.
TEXTS = ("title", "organisation", "signatory", "grading.minor", "grading.major", "pledge", "quality")
TEXTS += ("dispute.negotiation", "dispute.arbitration", "dispute.court")


def _terms(new: Guarantee, old: Guarantee) -> Iterator[Aspect]:
    for name, sense in (TERMS | dict.fromkeys(TEXTS, inf)).items():
        before, after = _value(old, name), _value(new, name)
        if before != after:
            yield Aspect(name, before, after, REWORDED if sense is inf else _sensed(sense, before, after))


def _value(version: Guarantee, name: str) -> Any:
    value: Any = version
    for part in name.split("."):
        value = getattr(value, part, None)
    return tuple(service.slug for service in value) if name == "services" else value


def _sensed(sense: int, before: Any, after: Any) -> str:
    if not sense:
        return OTHER
    return STRICTER if (after > before) == (sense > 0) else WEAKER
