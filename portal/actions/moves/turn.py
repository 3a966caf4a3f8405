"""A turn: one case, held for one transaction by one actor at one moment; the steps of which every move is made."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from portal.core import case as core
from portal.core import rounds
from portal.core.case import MOVES, Given, Role, State, Verb
from portal.core.figures import NOT_CASES
from portal.core.rounds import Fresh
from portal.mail import letters, outbox
from portal.store import case as cases
from portal.store import circle, month, search
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from portal.store.person import Person
from portal.store.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a role, and the person where it is staff."""

    role: Role
    person: Person | None = None

    @classmethod
    def staff(cls, person: Person) -> "Actor":
        return cls(Role(person.role), person)


CUSTOMER = Actor(Role.CUSTOMER)
WATCH = Actor(Role.WATCH)


class Overtaken(Exception):
    """Somebody else moved the case first; nothing was changed."""


class Turn:
    """One case, held for one transaction, by one actor, at one moment.

    An imported case is quiet: it gets its verdicts and its lines in the register, and by itself no letter, no alert, no
    remedy, and no round beyond those it was received with.
    """

    def __init__(self, case: Case, who: Actor, now: datetime):
        self.case, self.who, self.now = case, who, now
        self.sheet = Sheet(case)
        self._figures = self._figures_now()

    @classmethod
    def hold(cls, case: Case, who: Actor, now: datetime) -> "Turn":
        if not cases.hold(case):
            raise Overtaken
        return cls(case, who, now)

    # --- judge

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
        self.start(rounds.after_a_miss(deadline, self.sheet.clocks, self.sheet.selected, self.now))

    def _register(self, deadline: Deadline) -> None:
        """A broken promise enters the register and the history."""
        promise = self.sheet.clocks.promise(deadline)
        remedy = (promise.on_miss.remedy or {}) if promise and not self.quiet else {}
        Breach.create(
            deadline=deadline, case=self.case, remedy=remedy.get(self.case.language, ""), at=self.now, cause=""
        )
        self.note(Verb.MISS, deadline=deadline, by=WATCH)

    def _apologise(self, late: list[Deadline]) -> None:
        owed = [deadline for deadline in late if deadline.because != "extended"]
        if owed:
            self.tell_customer("missed", missed=owed, once=f"missed:{min(d.id for d in owed)}")
        told = {p.id: p for p in (*circle.above(self.case), *circle.responsible(self.case))}
        self.tell_staff("missed_staff", told.values(), missed=late)

    # --- what is said, and the state

    def write(self, type: str, given: Given, files: Iterable[File] = ()) -> Message:
        """Keep what was said, with its files, and make it findable."""
        message = Message.create(
            case=self.case,
            at=self.now,
            who=self.who.role,
            person=self.who.person,
            type=type,
            body=given.body,
            next_step=given.next_step,
            by_when=given.by_when,
        )
        for file in files:
            file.case, file.message, file.ticket = self.case, message, None
            file.save()
        search.add(self.case, given.body, given.next_step)
        return message

    def answer(self, verb: Verb, answer: str) -> None:
        ask = self.sheet.open_ask
        if ask:
            handed_back = verb is Verb.REPLY and ask.type == "plan"
            ask.answered_at, ask.answer = max(self.now, ask.at), "handed_back" if handed_back else answer
            ask.save()

    def set_state(self, moved: core.Moved) -> None:
        case = self.case
        case.state, case.outcome = moved.state, moved.outcome
        if moved.state == State.CLOSED:
            case.closed_at = case.closed_at or self.now
        elif moved.state in core.OPEN:
            case.closed_at = None
        if moved.reopens:
            case.cycle, case.cycle_at = case.cycle + 1, self.now

    # --- deadlines

    def recount(self) -> None:
        """Every running clock, from its own start, with the pauses as they are now."""
        clocks = self.sheet.clocks
        for deadline in rounds.running(self.sheet.rounds):
            deadline.due_at = clocks.due(deadline)
            if deadline.is_dirty():
                deadline.save()

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
            )
            self.sheet.rounds.append(deadline)

    def meet(self, targets: Iterable[str], message: Message | None, at: datetime | None = None) -> None:
        self.make_good(targets, message, at)
        met = [d for d in rounds.running(self.sheet.rounds) if d.target in targets]
        for deadline in met:
            deadline.met_at, deadline.message = at or self.now, message
            # A target met while its clock stands still ends the pause for this deadline (DESIGN.md 4.6).
            deadline.due_at = self.sheet.clocks.unpaused(self.now).due(deadline)
            self._verdict(deadline, rounds.verdict(deadline))
            if deadline.verdict == "broken":  # entered late in the same step: nobody has judged it before
                self._register(deadline)
            self._repeat(deadline)

    def make_good(self, targets: Iterable[str], message: Message | None, at: datetime | None = None) -> None:
        """What was missed for good and is done at last: its verdict stands, but nobody owes it any more."""
        for deadline in [d for d in self.sheet.late() if d.target in targets]:
            deadline.met_at, deadline.message = at or self.now, message
            deadline.save()
            self._repeat(deadline)

    def _repeat(self, deadline: Deadline) -> None:
        if self.case.state in core.OPEN:
            self.start(rounds.repeated(deadline, self.sheet.clocks, self.now))

    def void(self, reason: str | None) -> None:
        """What runs is void. What was judged before the case proved to be none keeps its verdict, and is set aside."""
        for deadline in rounds.running(self.sheet.rounds):
            self._verdict(deadline, "void", reason)
        if reason in NOT_CASES:
            self._mark([d for d in self.sheet.rounds if d.verdict in ("kept", "broken")], reason)

    def lift(self) -> None:
        """Restored: what was void because the case seemed to be none runs again; what was set aside counts again."""
        for deadline in self.sheet.rounds:
            if deadline.verdict == "void":
                deadline.verdict = deadline.judged_on = None
        self._mark(self.sheet.rounds, None)
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
        written = (
            Deadline.update(
                verdict=verdict,
                reason=reason,
                judged_on=day,
                due_at=deadline.due_at,
                met_at=deadline.met_at,
                message=deadline.message_id,
            )
            .where(Deadline.id == deadline.id, Deadline.verdict.is_null())
            .execute()
        )
        if not written:
            raise Overtaken
        deadline._dirty.clear()

    @property
    def quiet(self) -> bool:
        return self.case.imported

    @property
    def zone(self):
        return letters.zone_of(self.sheet.guarantee)

    # --- history, letters, signposts

    def note(
        self,
        verb: Verb,
        message: Message | None = None,
        deadline: Deadline | None = None,
        by: Actor | None = None,
        outcome: str | None = None,
        given: Given | None = None,
    ) -> None:
        """One line of the history."""
        who = by or self.who
        Event.create(
            case=self.case,
            cycle=self.case.cycle,
            at=self.now,
            who=who.role,
            person=who.person,
            verb=verb,
            state=self.case.state,
            outcome=outcome,
            message=message,
            deadline=deadline.id if deadline else None,
            detail=_detail(verb, given),
        )

    def story(self, message: Message | None = None, missed: Iterable[Deadline] = ()) -> letters.Story:
        """What a letter about this turn can tell."""
        return letters.Story(
            case=self.case,
            guarantee=self.sheet.guarantee,
            now=self.now,
            message=message,
            missed=tuple(missed),
            deadlines=tuple(self.sheet.rounds),
            owner=self.case.owner,
            score=self.sheet.answer.score if self.sheet.answer else None,
            calendars=self.sheet.calendars,
        )

    def tell_customer(
        self, kind: str, message: Message | None = None, missed: Iterable[Deadline] = (), once: str | None = None
    ) -> None:
        draft = None if self.quiet else letters.customer(kind, self.story(message, missed))
        if draft:
            outbox.queue(replace(draft, once=f"{self.case.id}:{once}" if once else None), self.now)

    def tell_staff(
        self,
        kind: str,
        people: Iterable[Person],
        message: Message | None = None,
        missed: Iterable[Deadline] = (),
    ) -> None:
        story = self.story(message, missed)
        for person in () if self.quiet else people:
            if self.who.person is None or person.id != self.who.person.id:
                outbox.queue(letters.staff(kind, story, person), self.now)

    def tell(self, verb: Verb, given: Given, message: Message | None) -> None:
        line = MOVES[verb]
        if line.letter and self.case.outcome != "spam":
            self.tell_customer(line.letter, message)
        if line.invites and core.asked_afterwards(self.case.kind, self.case.outcome):
            self.tell_customer("survey", once=f"survey:{self.case.cycle}")
        if line.tells:
            self.tell_staff(line.tells, self._whom(line.tells, given), message)

    def _whom(self, kind: str, given: Given) -> list[Person]:
        if kind == "assigned":
            return [given.person]
        return circle.above(self.case) if kind == "escalated" else circle.responsible(self.case)

    def raise_alarm(self) -> None:
        """Urgent and major cases are told at once to everyone who may act on them."""
        if self.case.severity in ("urgent", "major"):
            self.tell_staff("on_call", circle.on_call(self.case))

    def finish(self) -> None:
        """Set the signposts and keep the case."""
        case = self.case
        case.due_at = rounds.signpost(self.sheet.rounds, self.sheet.late())
        case.wake_at = self.sheet.wakes_at()
        case.save()
        self._forget_months()

    def _figures_now(self) -> set[tuple]:
        return month.figures_of(self.case, self.sheet.rounds, self.zone)

    def _forget_months(self) -> None:
        """What the scorecard keeps of the months in which this turn changed anything, however long ago they were."""
        changed = {fact[0] for fact in self._figures ^ self._figures_now()}
        if changed:
            month.forget(changed)


def _detail(verb: Verb, given: Given | None) -> str:
    """What the history line adds to its verb, in the core's own words."""
    if given is None:
        return ""
    if verb is Verb.RECLASSIFY:
        chosen = {"kind": given.kind, "service": given.service, "severity": given.severity}
        return " ".join(f"{name}={value}" for name, value in chosen.items() if value is not None)
    if verb is Verb.ANSWER:
        return str(given.filled.score or "")
    return given.target
