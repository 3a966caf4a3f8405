"""One case lived again by other terms: its rounds, its pauses, how it is sorted, and the steps of which a turn is made.

The counterpart of the gate's turn without a row: the same order, the same rules of `core.rounds`. What single lines of
the history do with it stands in `core.rehearsal`.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.core import rounds
from portal.core.calendar import WorkingCalendar
from portal.core.facts import NOT_NOTED, OPEN, Verb
from portal.core.figures import NOT_CASES
from portal.core.history import History, Line, Said
from portal.core.promise import Promise
from portal.core.rounds import LOGGED, Clocks, Fresh
from portal.core.terms import Guarantee


@dataclass(slots=True)
class Rehearsed:
    """A round as it would have been. `judged_at`: the moment whose day it counts on."""

    cycle: int
    target: str
    round: int
    because: str
    code: str
    start_at: datetime
    due_at: datetime | None
    met_at: datetime | None = None
    verdict: str | None = None
    reason: str | None = None
    ruling: str | None = None
    judged_at: datetime | None = None
    warned: int = 0
    revision: int | None = None  # that of its calendar; None for the last


@dataclass(slots=True)
class Sorted:
    """How a case is sorted, and in which cycle it is."""

    kind: str
    service: str
    severity: str
    channel: str
    cycle: int
    cycle_at: datetime


@dataclass(frozen=True, slots=True)
class _Clocks(Clocks):
    """The same clocks, with the promises by their code: a rehearsal asks for them a million times."""

    by_code: Mapping[str, Promise] = field(default_factory=dict)

    def promise(self, round) -> Promise | None:
        return self.by_code.get(round.code)


class Terms:
    """A version with the calendars it counts on; what it promises to each sort of case is looked up once."""

    def __init__(self, guarantee: Guarantee | None, calendars: Mapping[str, WorkingCalendar]):
        self.guarantee = guarantee
        promises = {promise.code: promise for promise in guarantee.promises} if guarantee else {}
        self.clocks = _Clocks(guarantee, calendars, (), promises)
        self._selected: dict[tuple[str, ...], dict[str, Promise]] = {}

    def selected(self, case: Sorted) -> dict[str, Promise]:
        """The promises that hold for a case sorted so."""
        sort = (case.kind, case.channel, case.severity, case.service)
        if sort not in self._selected:
            self._selected[sort] = self.guarantee.select(*sort) if self.guarantee else {}
        return self._selected[sort]


@dataclass(slots=True)
class Ask:
    """A question or plan that waits for the customer."""

    message: Said
    until: datetime | None = None
    ruled: bool = False
    struck: bool = False

    def waits_for(self, ruling: str, now: datetime) -> bool:
        """Whether it was contested by now, and nobody has ruled on it yet what at last was ruled."""
        contested = self.message.contested_at
        return not self.ruled and contested is not None and contested <= now and self.message.ruling == ruling

    @property
    def span(self) -> tuple[datetime, datetime | None] | None:
        """The pause it is; none where a supervisor struck it."""
        return None if self.struck else (self.message.at, self.until)


class Replay:
    """A case as it would stand by these terms. `filed`: how it was sorted at first."""

    def __init__(self, history: History, filed: Mapping[str, str], terms: Terms):
        self.history, self.terms, self.clocks = history, terms, terms.clocks
        self.case = Sorted(**filed, channel=history.channel, cycle=1, cycle_at=history.received_at)
        self.now = history.received_at
        self.rounds: list[Rehearsed] = []
        self.asks: list[Ask] = []
        self.ended: str | None = None  # what the case ended as, if it is closed without an answer
        self.plan_until: datetime | None = None  # when the cycle's last plan is to be carried out
        self.said = {one.id: one for one in history.said}
        self._stored = {(one.cycle, one.target, one.round): one for one in history.judged}
        self._noticed = _noticed(history)
        self._logged = _logged(history)

    @property
    def selected(self) -> dict[str, Promise]:
        return self.terms.selected(self.case)

    # --- rounds

    def receive(self) -> None:
        """The rounds that begin with the customer's words. Nobody noted when the call of an imported case was taken."""
        promised = rounds.at_start(self.selected, self.case.channel, 1, self.history.received_at)
        self.start(one for one in promised if one.target != "attended" or not self.history.imported)
        for round in self.rounds:
            same = self._stored.get((round.cycle, round.target, round.round))
            if same and same.reason == NOT_NOTED:
                self._verdict(round, "void", NOT_NOTED)

    def judge(self, until: datetime) -> None:
        """Every round whose moment passed before `until`, each when the watch noticed it or would have."""
        while missed := [one for one in rounds.missed(self.rounds, until) if not self._waits(one)]:
            first = min(missed, key=self._notices)
            self.now = self._notices(first)
            self._break(first)
        self.now = until

    def _break(self, round: Rehearsed) -> None:
        self._verdict(round, "broken")
        self._owe(round)

    def _owe(self, round: Rehearsed) -> None:
        dated = rounds.is_extended(round, self.rounds)
        self.start(rounds.after_a_miss(round, self.clocks, self.selected, self.now, dated))

    def _waits(self, round: Rehearsed) -> bool:
        """Whether this very round was missed in truth too, and the watch has not been there yet."""
        same = self._stored.get((round.cycle, round.target, round.round))
        return same is not None and same.verdict is None and same.due_at == round.due_at

    def _notices(self, round: Rehearsed) -> datetime:
        due, at = self._noticed.get((round.cycle, round.target, round.round), (None, None))
        return at if due == round.due_at else rounds.judged_at(round)

    def start(self, fresh: Iterable[Fresh]) -> None:
        """Begin these rounds; an imported case gets none beyond those it was received with."""
        if self.history.imported and self.rounds:
            return
        for one in fresh:
            number = rounds.next_number(self.rounds, self.case.cycle, one.target)
            round = Rehearsed(self.case.cycle, one.target, number, one.because, one.code, one.start_at, one.due_at)
            round.revision = self._revision(round)
            round.due_at = self.clocks.due(round)
            self.rounds.append(round)

    def _revision(self, round: Rehearsed) -> int | None:
        """The holidays as they were known when the round was judged."""
        same = self._stored.get((round.cycle, round.target, round.round))
        return same.revision if same and same.code == round.code else None

    def recount(self) -> None:
        for round in rounds.running(self.rounds):
            round.due_at = self.clocks.due(round)

    def meet(self, targets: tuple[str, ...], line: Line, said_at: datetime) -> None:
        """What was said or noted meets every open round of its targets, and what was missed for good is made good."""
        if not targets:
            return
        at = self._when(line, said_at)
        due = [*rounds.late(self.rounds, self.case.cycle), *rounds.running(self.rounds)]
        done = [one for one in due if one.target in targets and self._is_meant(one, line, at)]
        for round in done:
            round.met_at = at
            if round.verdict is None:
                self._judge_met(round)
        self._repeat(done, line)

    def _is_meant(self, round: Rehearsed, line: Line, at: datetime) -> bool:
        """Of several remedies each is entered by itself; which one it was, the round tells that it stands for."""
        same = self._stored.get((round.cycle, round.target, round.round)) if line.verb == Verb.LOG else None
        return same is None or same.met_at == at

    def _judge_met(self, round: Rehearsed) -> None:
        round.due_at = self.clocks.unpaused(self.now).due(round)
        self._verdict(round, rounds.verdict(round))
        if round.verdict == "broken":
            self._owe(round)

    def said_before(self, targets: tuple[str, ...], line: Line) -> datetime:
        """When it was said what was entered together with the case: what it met then tells."""
        met = [one.met_at for one in self.history.judged if one.target in targets and one.met_at and one.cycle == 1]
        return min((at for at in met if at <= line.at), default=line.at)

    def _when(self, line: Line, said_at: datetime) -> datetime:
        """When it was done: what staff note has a moment of its own."""
        noted = self._logged.get(line.detail) if line.verb == Verb.LOG else None
        return noted.popleft() if noted else said_at

    def _repeat(self, done: Iterable[Rehearsed], line: Line) -> None:
        for round in {one.target: one for one in done}.values() if line.state in OPEN else ():
            self.start(rounds.repeated(round, self.clocks, self.now))

    def _verdict(self, round: Rehearsed, verdict: str, reason: str | None = None) -> None:
        round.verdict, round.reason, round.judged_at = verdict, reason, round.due_at or self.now

    def void(self, reason: str | None) -> None:
        """What runs is void; what was judged before the case proved to be none is set aside."""
        for round in rounds.running(self.rounds):
            self._verdict(round, "void", reason)
        self.ended = reason
        for round in self.rounds if reason in NOT_CASES else ():
            round.reason = (round.reason or reason) if round.verdict in ("kept", "broken") else round.reason

    def lift(self) -> None:
        """Restored: what was void because the case seemed to be none runs again, what was set aside counts again."""
        for round in rounds.lifted(self.rounds, self.ended, self.case.cycle):
            round.reason = None
            if round.verdict == "void":
                round.verdict = round.judged_at = None
        self.recount()

    # --- pauses

    def answer(self) -> None:
        """The open question or plan, if any, waits no longer."""
        if self.asks and self.asks[-1].until is None:
            self.asks[-1].until = self.now

    def ask(self, message: Said) -> None:
        self.asks.append(Ask(message))

    def strike(self, ruling: str, last: bool) -> None:
        """A supervisor ruled so on what was contested until now: on one waiting time, or, the last time, on all."""
        contested = [one for one in self.asks if one.waits_for(ruling, self.now)]
        for ask in contested if last else contested[:1]:
            ask.ruled, ask.struck = True, ask.message.ruling == "struck"

    def judge_by_ruling(self, before: Clocks) -> None:
        """A pause was struck: what came in time only because of it gets a ruling beside its verdict."""
        late = rounds.missed(self.rounds, self.now)
        ruled = rounds.broken_by_ruling(self.rounds, before, self.clocks)
        for round in late:
            self._break(round)
        for round in ruled:
            round.ruling = "broken"
            self._owe(round)

    def pauses(self) -> tuple[tuple[datetime, datetime | None], ...]:
        return tuple(span for span in (ask.span for ask in self.asks) if span)

    # --- at the end

    def settle(self) -> None:
        """Whatever else was ruled holds for the very same round. What nobody was asked to note is not judged."""
        asked = {(cycle, target) for cycle, target, _ in self._stored}
        for round in self.rounds:
            same = self._stored.get((round.cycle, round.target, round.round))
            if same and (same.due_at, same.met_at, same.verdict) == (round.due_at, round.met_at, round.verdict):
                round.ruling = same.ruling
            if round.target in LOGGED and round.verdict == "broken" and (round.cycle, round.target) not in asked:
                round.verdict, round.reason = "void", NOT_NOTED


def _noticed(history: History) -> dict[tuple, tuple[datetime | None, datetime]]:
    """When the watch noticed each miss: what follows from a miss begins then. By the round, with when it was due."""
    stored = {one.id: one for one in history.judged}
    missed = ((stored.get(line.deadline), line.at) for line in history.lines if line.verb == Verb.MISS)
    return {(one.cycle, one.target, one.round): (one.due_at, at) for one, at in missed if one}


def _logged(history: History) -> dict[str, deque[datetime]]:
    """When what staff noted was done, by its target and in order."""
    found: dict[str, deque[datetime]] = {}
    for one in history.judged:
        moments = found.setdefault(one.target, deque())
        if one.target in LOGGED and one.met_at and one.met_at not in moments:
            moments.append(one.met_at)
    return found
