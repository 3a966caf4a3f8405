"""The deadlines of a turn: which rounds begin, which are met, and the verdict of each, written once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from portal.actions.moves.held import WATCH, Overtaken
from portal.actions.moves.telling import Telling
from portal.core import case as core
from portal.core import rounds
from portal.core.case import Verb
from portal.core.figures import NOT_CASES
from portal.core.rounds import Clocks, Fresh
from portal.store import circle
from portal.store.deadline import Breach, Deadline
from portal.store.message import Message
from portal.store.person import Person


class Shift(NamedTuple):
    """A round whose moment moved, and the moment it had before; None where its clock stood still."""

    deadline: Deadline
    was: datetime | None


class Judging(Telling):
    """Every running clock is counted from its own start; what is judged stands.

    `shifts` are the moments this verb moved; `clocks_before`, how it was counted before a supervisor ruled; `ended`,
    the outcome the case had before; `came_late`, what was entered in this turn and had come too late.
    """

    shifts: Sequence[Shift] = ()
    clocks_before: Clocks | None = None
    ended: str | None = None
    came_late: Sequence[Deadline] = ()

    def judge(self) -> list[Deadline]:
        """Write the verdict of every round whose moment has passed; one apology for all of them."""
        late = rounds.missed(self.sheet.rounds, self.now)
        for deadline in late:
            self._break(deadline)
        if late and not self.quiet:
            self._apologise(late)
        return late

    def pass_until(self, moment: datetime) -> None:
        """Let time pass, and judge each round in the second in which the watch would have."""
        while late := rounds.missed(self.sheet.rounds, moment):
            self.now = min(rounds.judged_at(deadline) for deadline in late)
            self.judge()
        self.now = moment

    def _break(self, deadline: Deadline) -> None:
        self._verdict(deadline, "broken")
        self._register(deadline)
        self._owe(deadline)

    def _owe(self, deadline: Deadline) -> None:
        """What a broken promise begins: a new date, unless there is one already, and its remedy."""
        dated = rounds.is_extended(deadline, self.sheet.rounds)
        sheet, before = self.sheet, len(self.sheet.rounds)
        self.start(rounds.after_a_miss(deadline, sheet.clocks, sheet.selected, self.now, dated))
        for begun in sheet.rounds[before:]:
            if begun.target == "remedy" and begun.because in rounds.PROMISED:
                Breach.update(owed=begun).where(Breach.deadline == deadline).execute()

    def _register(self, deadline: Deadline) -> None:
        """A broken promise enters the register and the history."""
        promise = self.sheet.clocks.promise(deadline)
        owes = promise and deadline.because in rounds.PROMISED and not self.quiet
        remedy = (promise.on_miss.remedy or {}) if owes else {}
        Breach.create(
            deadline=deadline,
            case=self.case,
            remedy=remedy.get(self.case.language, ""),
            at=self.now,
            waits_since=None if self.quiet else self.now,
        )
        self.note(Verb.MISS, deadline=deadline, by=WATCH)

    def _apologise(self, late: list[Deadline]) -> None:
        untold = [d for d in late if not rounds.is_extended(d, self.sheet.rounds)]  # of the others a letter told before
        if untold:
            self.tell_customer("missed", missed=untold, once=f"missed:{min(d.id for d in untold)}")
        self._alert(late)

    def _alert(self, late: list[Deadline]) -> None:
        told = {p.id: p for p in (*self._above(late), *circle.responsible(self.case))}
        self.tell_staff("missed_staff", told.values(), missed=late)

    def _above(self, late: list[Deadline]) -> list[Person]:
        """The supervisors, and the administrators where a promise says that they take a look."""
        promises = [self.sheet.clocks.promise(deadline) for deadline in late]
        looked_at = any(promise and promise.on_miss.escalate == "admin" for promise in promises)
        return circle.above(self.case) + (circle.seeing(self.case, "admin") if looked_at else [])

    def judge_by_ruling(self) -> list[Deadline]:
        """A pause was struck: running clocks are counted without it by now, and what came in time only because of it
        gets a ruling beside its verdict. What is broken by that is registered and owed like any other."""
        self.note_shifts(self.shifts)
        late = rounds.missed(self.sheet.rounds, self.now)
        ruled = rounds.broken_by_ruling(self.sheet.rounds, self.clocks_before, self.sheet.clocks)
        for deadline in late:
            self._break(deadline)
        for deadline in ruled:
            deadline.ruling = "broken"
            deadline.save()
            self._register(deadline)
            self._owe(deadline)
        if late or ruled:
            self._alert([*ruled, *late])
        return [*ruled, *late]

    # --- the rounds

    def recount(self) -> list[Shift]:
        """Every running clock, from its own start, with the pauses as they are now; what moved."""
        clocks, shifts = self.sheet.clocks, []
        for deadline in rounds.running(self.sheet.rounds):
            was = deadline.due_at
            deadline.due_at = clocks.due(deadline)
            if deadline.is_dirty():
                deadline.save()
                shifts.append(Shift(deadline, was))
        return shifts

    def tighten(self, deadline: Deadline, stricter: Fresh) -> Shift:
        """A running round becomes one of a stricter promise."""
        was, clocks = deadline.due_at, self.sheet.clocks
        deadline.code, deadline.start_at = stricter.code, stricter.start_at
        deadline.revision = clocks.revision(stricter)
        deadline.due_at = clocks.due(deadline)
        deadline.save()
        return Shift(deadline, was)

    def note_shifts(self, shifts: Iterable[Shift]) -> None:
        """A line of the history for each moment that moved, with both moments."""
        for deadline, was in shifts:
            if deadline.due_at and deadline.due_at != was:
                moments = {"was": was, "due": deadline.due_at}
                detail = " ".join(f"{name}={at.isoformat()}" for name, at in moments.items() if at)
                self.note(Verb.RECOUNT, deadline=deadline, by=WATCH, detail=detail)

    def start(self, fresh: Iterable[Fresh]) -> None:
        """Begin these rounds, each with the next number of its target in this cycle."""
        if self.quiet and self.sheet.rounds:
            return
        for one in fresh:
            number = rounds.next_number(self.sheet.rounds, self.case.cycle, one.target)
            deadline = Deadline.create(
                case=self.case,
                cycle=self.case.cycle,
                target=one.target,
                round=number,
                because=one.because,
                code=one.code,
                start_at=one.start_at,
                due_at=self.sheet.clocks.due(one),
                revision=self.sheet.clocks.revision(one),
            )
            self.sheet.rounds.append(deadline)

    def meet(self, targets: Iterable[str], message: Message | None, at: datetime) -> None:
        """What a message meets: every open round of these targets, and what was missed of them."""
        due = [*self.sheet.late(), *rounds.running(self.sheet.rounds)]
        self._done([d for d in due if d.target in targets], at, message)

    def enter(self, meant: Iterable[Deadline], at: datetime) -> None:
        """What staff say was done then, each thing with whatever later date was given for it."""
        for one in meant:
            self._done([one, *rounds.met_with(one, self.sheet.rounds)], at)

    def _done(self, done: Sequence[Deadline], at: datetime, message: Message | None = None) -> None:
        """What was missed for good keeps its verdict, but nobody owes it any more."""
        for deadline in done:
            deadline.met_at, deadline.message = at, message
            if deadline.verdict is None:
                self._judge_met(deadline)
            else:
                deadline.save()
        self._repeat(done)

    def _judge_met(self, deadline: Deadline) -> None:
        # A target met while its clock stands still ends the pause for this deadline (DESIGN.md 4.6).
        deadline.due_at = self.sheet.clocks.unpaused(self.now).due(deadline)
        self._verdict(deadline, rounds.verdict(deadline))
        if deadline.verdict == "broken":  # entered late in the same step: nobody has judged it before
            self._register(deadline)
            self._owe(deadline)
            self.came_late = [*self.came_late, deadline]

    def apologise_for_what_came_late(self) -> None:
        """What was done before the case was typed, and too late."""
        if self.came_late and not self.quiet:
            self._apologise(list(self.came_late))

    def _repeat(self, done: Iterable[Deadline]) -> None:
        """The next round of each promise that repeats: one, though an extended round was met with the one before."""
        for deadline in {d.target: d for d in done}.values() if self.case.state in core.OPEN else ():
            self.start(rounds.repeated(deadline, self.sheet.clocks, self.now))

    def void(self, reason: str | None) -> None:
        """What runs is void. What was judged before the case proved to be none keeps its verdict, and is set aside."""
        self.set_aside(rounds.running(self.sheet.rounds), reason)
        if reason in NOT_CASES:
            self._mark([d for d in self.sheet.rounds if d.verdict in ("kept", "broken") and not d.reason], reason)

    def set_aside(self, running: Iterable[Deadline], reason: str | None) -> None:
        for deadline in running:
            self._verdict(deadline, "void", reason)

    def lift(self) -> None:
        """Restored: what was void because the case seemed to be none runs again; what was set aside counts again."""
        seemed = rounds.lifted(self.sheet.rounds, self.ended, self.case.cycle)
        for deadline in seemed:
            if deadline.verdict == "void":
                deadline.verdict = deadline.judged_on = None
        self._mark(seemed, None)
        self.recount()

    @staticmethod
    def _mark(deadlines: Iterable[Deadline], reason: str | None) -> None:
        for deadline in deadlines:
            deadline.reason = reason
            deadline.save()

    def _verdict(self, deadline: Deadline, verdict: str, reason: str | None = None) -> None:
        """Written once: the update finds no row where another worker was first."""
        day = (deadline.due_at or self.now).astimezone(self.zone).date()
        deadline.verdict, deadline.reason, deadline.judged_on = verdict, reason, day
        if not deadline.change_once("verdict"):
            raise Overtaken
