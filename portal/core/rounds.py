"""The rounds of a case: which begin, when each is due, which are met, missed, void, and what wakes the case next.

A round is anything with the columns of a deadline (DESIGN.md 5.3). Nothing here stores: the gate keeps what is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from portal.core.calendar import WorkingCalendar
from portal.core.clock import Clock
from portal.core.facts import SPOKEN
from portal.core.promise import Promise
from portal.core.terms import Guarantee

Pauses = Sequence[tuple[datetime, datetime | None]]

AT_RECEIPT = ("attended", "response", "progress", "plan", "resolution")
LOGGED = ("attended", "remedy", "follow_up")  # met by an entry of staff, not by a message (DESIGN.md 5.2)
PROMISED = ("promise", "repeat", "decline", "score")  # judged as the promise; the others are dates we gave afterwards
FIXED = ("extended", "agreed", "given")  # a date somebody named, never recounted
WARNINGS = (50, 80)  # percent of the running time at which staff are told


class Round(Protocol):
    cycle: int
    target: str
    round: int
    because: str
    code: str
    start_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    verdict: str | None
    reason: str | None
    ruling: str | None
    warned: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """A round that begins. `due_at` is only given for a date somebody named."""

    target: str
    because: str
    code: str
    start_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the rounds of one case are counted by: its version of the guarantee, the calendars, its pauses."""

    guarantee: Guarantee | None
    calendars: Mapping[str | tuple[str, int], WorkingCalendar]  # older revisions by slug and number
    pauses: Pauses = ()

    def promise(self, round: Round | Fresh) -> Promise | None:
        return self.guarantee.promise(round.code) if self.guarantee and round.code else None

    def clock(self, round: Round | Fresh) -> Clock | None:
        """The clock of a round, or None for a date somebody named."""
        promise = self.promise(round)
        if promise is None or round.because in FIXED:
            return None
        if round.because == "missed":
            promise = replace(promise, within=promise.on_miss.again or promise.within)
        return Clock(promise, self._calendar(promise, round), round.start_at, self.pauses if promise.pauses else ())

    def _calendar(self, promise: Promise, round: Round | Fresh) -> WorkingCalendar | None:
        """The revision a round is counted on; for one that begins now, the last (DESIGN.md 4.4)."""
        older = self.calendars.get((promise.calendar, getattr(round, "revision", None)))
        return older or self.calendars.get(promise.calendar)

    def revision(self, round: Round | Fresh) -> int:
        """The number of the last revision of the calendar this round counts on; 1 where it counts on none."""
        promise = self.promise(round)
        calendar = self.calendars.get(promise.calendar) if promise else None
        return calendar.revision if calendar else 1

    @property
    def newest(self) -> "Clocks":
        """The same clocks, every round counted on the last revision."""
        return replace(self, calendars={slug: one for slug, one in self.calendars.items() if isinstance(slug, str)})

    def due(self, round: Round | Fresh) -> datetime | None:
        """The moment the round is due; None while its clock stands still."""
        clock = self.clock(round)
        return clock.due if clock else round.due_at

    def until(self, met: datetime) -> "Clocks":
        """The same clocks as a round saw them that was met then: what happened afterwards does not concern it."""
        return replace(self, pauses=tuple((start, min(end or met, met)) for start, end in self.pauses if start < met))

    def unpaused(self, now: datetime) -> "Clocks":
        """The same clocks as if the customer answered `now`: what moments are compared by while one is paused."""
        if all(end for _, end in self.pauses):
            return self
        return replace(self, pauses=tuple((start, end or max(now, start)) for start, end in self.pauses))


def at_start(selected: Mapping[str, Promise], channel: str, cycle: int, start: datetime) -> list[Fresh]:
    """Round 1 of each promised target that starts at receipt, or at "not solved" (then nobody is attended to anew)."""
    attended = channel in SPOKEN and cycle == 1
    targets = [target for target in AT_RECEIPT if target in selected and (target != "attended" or attended)]
    return [Fresh(target, "promise", selected[target].code, start) for target in targets]


def next_number(rounds: Iterable[Round], cycle: int, target: str) -> int:
    """The number the next round of this target in this cycle gets."""
    return 1 + max((r.round for r in rounds if (r.cycle, r.target) == (cycle, target)), default=0)


def running(rounds: Iterable[Round]) -> list[Round]:
    """The rounds that are neither met nor judged."""
    return [r for r in rounds if r.verdict is None and r.met_at is None]


def missed(rounds: Iterable[Round], now: datetime) -> list[Round]:
    """The running rounds whose moment has passed: late is `now > due` (DESIGN.md 4.6)."""
    return [r for r in running(rounds) if r.due_at is not None and now > r.due_at]


def verdict(round: Round) -> str:
    """The verdict of a round that was met: kept iff `met_at ≤ due_at`."""
    return "kept" if round.due_at is None or round.met_at <= round.due_at else "broken"


def after_a_miss(
    round: Round, clocks: Clocks, selected: Mapping[str, Promise], now: datetime, dated: bool = False
) -> list[Fresh]:
    """What a miss begins: a new date once, counted from the miss; and the remedy the promise names.

    A date that was itself given after a miss or by extension begins nothing more. `dated`: there is a new date already,
    for it was extended; so there is for what was done, though late.
    """
    promise = clocks.promise(round)
    if promise is None or round.because not in PROMISED:
        return []
    again = promise.on_miss.again and not dated and round.met_at is None
    fresh = [Fresh(round.target, "missed", round.code, now)] if again else []
    if promise.on_miss.remedy and "remedy" in selected:
        fresh.append(Fresh("remedy", "promise", selected["remedy"].code, now))
    return fresh


def is_extended(round: Round, rounds: Iterable[Round]) -> bool:
    """Whether this round was given a later date before it was judged (DESIGN.md 4.8)."""
    same = [r for r in rounds if (r.cycle, r.target, r.because) == (round.cycle, round.target, "extended")]
    return any(r.round > round.round for r in same)


def broken_by_ruling(rounds: Iterable[Round], before: Clocks, after: Clocks) -> list[Round]:
    """What came in time only because of a pause that was struck. The other way round there is nothing: without a pause
    a moment only comes earlier. (Judged by both clocks: a calendar revised since then changes no verdict.)"""
    kept = [r for r in rounds if r.verdict == "kept" and r.ruling is None]
    return [r for r in kept if not _too_late(r, before) and _too_late(r, after)]


def _too_late(round: Round, clocks: Clocks) -> bool:
    due = clocks.until(round.met_at).due(round) if clocks.clock(round) else None
    return due is not None and round.met_at > due


def repeated(round: Round, clocks: Clocks, now: datetime) -> list[Fresh]:
    """The next round of a promise that repeats, counted from the moment this one was met."""
    promise = clocks.promise(round)
    repeats = promise is not None and promise.repeats and round.because != "given"
    return [Fresh(round.target, "repeat", round.code, now)] if repeats else []


def after_a_low_score(selected: Mapping[str, Promise], guarantee: Guarantee | None, now: datetime) -> list[Fresh]:
    """A call to a customer who was not content: as it is promised for such a case, or else as the version promises it
    for others. Nothing where no version says by when."""
    others = (promise for promise in guarantee.promises if promise.target == "follow_up") if guarantee else ()
    promise = selected.get("follow_up") or next(iter(others), None)
    return [Fresh("follow_up", "score", promise.code, now)] if promise else []


def reselected(
    rounds: Sequence[Round], selected: Mapping[str, Promise], clocks: Clocks, case, now: datetime
) -> tuple[list[Fresh], list[tuple[Round, Fresh]]]:
    """What a reclassified case is promised now: (rounds added, rounds tightened each with what it becomes).

    Selected within the same version, from the original start with the original pauses; a moment that has passed when it
    is first promised is counted from `now`. Nothing is ever relaxed or removed (DESIGN.md 4.7).
    """
    added, tightened = [], []
    for fresh in at_start(selected, case.channel, case.cycle, case.cycle_at):
        current = _current(rounds, case.cycle, fresh.target)
        if current is None:
            added.append(_in_future(fresh, clocks, now))
        elif current.verdict is None and current.met_at is None and current.code != fresh.code:
            candidate = _in_future(replace(fresh, start_at=current.start_at, because=current.because), clocks, now)
            if _earlier(candidate, current, clocks.unpaused(now)):
                tightened.append((current, candidate))
    return added, tightened


def _current(rounds: Sequence[Round], cycle: int, target: str) -> Round | None:
    mine = [r for r in rounds if (r.cycle, r.target) == (cycle, target) and r.because in PROMISED]
    return mine[-1] if mine else None


def _in_future(fresh: Fresh, clocks: Clocks, now: datetime) -> Fresh:
    due = clocks.unpaused(now).due(fresh)
    return replace(fresh, start_at=now) if due is not None and due < now else fresh


def _earlier(candidate: Fresh, current: Round, clocks: Clocks) -> bool:
    return clocks.due(candidate) < clocks.due(current)


def warning(round: Round, clocks: Clocks, now: datetime) -> int:
    """The warning now due for a running round: 50 or 80 percent, or 0 for none. The later swallows the earlier."""
    if round.due_at is None:
        return 0
    passed = [share for share in WARNINGS if share > round.warned and _mark(round, clocks, share) <= now]
    return max(passed, default=0)


def next_warning(round: Round, clocks: Clocks) -> datetime | None:
    """When staff are told of this round next, or None."""
    ahead = [share for share in WARNINGS if share > round.warned]
    return _mark(round, clocks, ahead[0]) if ahead and round.due_at is not None else None


def _mark(round: Round, clocks: Clocks, share: int) -> datetime:
    clock = clocks.clock(round)
    moment = clock.mark(share / 100) if clock else None
    return whole(moment or round.start_at + (round.due_at - round.start_at) * share / 100)


def whole(moment: datetime) -> datetime:
    """The first whole second at or after it: a case that is woken at a mark must find it passed."""
    return moment.replace(microsecond=0) + timedelta(seconds=bool(moment.microsecond))


def late(rounds: Sequence[Round], cycle: int) -> list[Round]:
    """What was missed in this cycle, with no round after it, and not done since. A call nobody picked up is over; a
    remedy is owed until it is given, in whatever cycle it was promised."""
    last = {r.target: r for r in rounds if r.cycle == cycle and r.target not in ("attended", "remedy")}
    remedies = [[remedy, *_dates_of(remedy, rounds)][-1] for remedy in missed_remedies(rounds)]
    missed = (r for r in (*last.values(), *remedies) if r.verdict == "broken" and r.met_at is None)
    return list({id(r): r for r in missed}.values())


def missed_remedies(rounds: Iterable[Round]) -> list[Round]:
    """What was promised for a miss, missed itself, and not given since."""
    return [r for r in rounds if r.target == "remedy" and _is_undone(r) and r.verdict == "broken"]


def to_enter(rounds: Sequence[Round]) -> list[Round]:
    """Of what is owed, what staff enter when it is done, each thing once: a later date for it is met with it."""
    mine = [r for r in rounds if r.target in LOGGED]
    undone = {(r.cycle, r.target) for r in mine if _is_undone(r)}
    return [r for r in mine if _is_undone(r) or (r.cycle, r.target) not in undone]


def met_with(done: Round, rounds: Sequence[Round]) -> list[Round]:
    """The dates we gave for it afterwards, which are met once it is done. One that was given to several things at once
    is met with the last of them."""
    others = [r.round for r in rounds if r is not done and _same(r, done) and _is_undone(r)]
    dates = _dates_of(done, rounds)
    return [d for d in dates if d.because != "extended" or not any(other < d.round for other in others)]


def _dates_of(round: Round, rounds: Sequence[Round]) -> list[Round]:
    """What is not met of the dates that were given for it: the new one after its miss, and by extension."""
    same = [r for r in rounds if _same(r, round)]
    missed = [r for r in same if r.because in PROMISED and r.verdict == "broken" and not is_extended(r, rounds)]
    anew = zip(sorted(missed, key=_in_turn), (r for r in same if r.because == "missed"), strict=False)
    dates = [date for one, date in anew if one is round]
    dates += [r for r in same if r.because == "extended" and r.round > round.round]
    return [date for date in dates if _is_unmet(date)]


def _in_turn(missed: Round) -> tuple:
    """Each miss begins one new date, in the order in which the watch noticed them."""
    return missed.due_at, missed.round


def _is_undone(round: Round) -> bool:
    return round.because in PROMISED and _is_unmet(round)


def _is_unmet(round: Round) -> bool:
    return round.met_at is None and round.verdict in (None, "broken")


def _same(one: Round, other: Round) -> bool:
    return (one.cycle, one.target) == (other.cycle, other.target)


def lifted(rounds: Iterable[Round], outcome: str | None, cycle: int) -> list[Round]:
    """What counts again once a case that had ended so is restored: what was set aside by that, and what it made void in
    this cycle. What an ending before it made void stays so."""
    meant = [r for r in rounds if r.reason is not None and r.reason == outcome]
    return [r for r in meant if r.verdict != "void" or r.cycle == cycle or r.target in ("remedy", "follow_up")]


def signpost(rounds: Iterable[Round], late: Iterable[Round] = ()) -> datetime | None:
    """The earliest moment the case owes, late ones too; None while every clock stands still or nothing is owed."""
    return min((r.due_at for r in [*running(rounds), *late] if r.due_at is not None), default=None)


def next_of_rounds(rounds: Iterable[Round], clocks: Clocks, warns: bool = True) -> datetime | None:
    """The next moment at which a round needs the watch: a warning, or the first second after its due moment."""
    moments = [judged_at(r) for r in running(rounds) if r.due_at is not None]
    if warns:
        moments += [moment for r in running(rounds) if (moment := next_warning(r, clocks))]
    return min(moments, default=None)


def judged_at(round: Round) -> datetime:
    """The first second at which a round that was not met is late."""
    return round.due_at + timedelta(seconds=1)
