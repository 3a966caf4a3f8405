"""The sheet of a case: everything the rules of DESIGN.md 4 and 5 look at, read once, and the facts they make of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from peewee import fn

from portal.core import rounds
from portal.core.case import ENDED_OTHERWISE, Facts, State, Verb
from portal.core.promise import Promise
from portal.core.rounds import Clocks
from portal.core.terms import Guarantee, Life, Procedure
from portal.store import calendar, deadline, guarantee, message, survey
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.message import ASKS, REQUESTS, Message, pauses
from portal.store.survey import Answer

#: What holds for a case that was filed while no guarantee was in force.
PLAIN_LIFE = Life(
    remind=(timedelta(days=3), timedelta(days=7)),
    lapse=timedelta(days=14),
    close=timedelta(days=14),
    reopen=timedelta(days=30),
    link=timedelta(days=365),
    erase=timedelta(days=1095),
)


class Sheet:
    """One case with its rounds, its questions and plans, its guarantee and calendars. Five queries."""

    def __init__(self, case: Case):
        self.case = case
        self.guarantee: Guarantee | None = guarantee.of(case)
        self.rounds: list[Deadline] = deadline.of(case)
        self.marks: list[Message] = message.marks(case)
        self.calendars = self._calendars()

    def _calendars(self) -> calendar.Calendars:
        """Those the rounds are counted on: the last revisions, and older ones where some are still counted on them."""
        counted = [(self.guarantee, round) for round in self.rounds]
        return calendar.with_older(calendar.latest(), counted) if self.guarantee else {}

    @property
    def life(self) -> Life:
        return self.guarantee.life if self.guarantee else PLAIN_LIFE

    @property
    def asks(self) -> list[Message]:
        return [mark for mark in self.marks if mark.type in ASKS]

    @property
    def open_ask(self) -> Message | None:
        """The question or plan that waits for the customer, if any."""
        return next((ask for ask in self.asks if ask.answered_at is None), None)

    @property
    def last_plan(self) -> Message | None:
        """The last plan of this cycle."""
        plans = [mark for mark in self._of_this_cycle() if mark.type == "plan"]
        return plans[-1] if plans else None

    @property
    def requests(self) -> dict[str, Message]:
        """What staff asked of a second person in this cycle and nobody has decided, by its type."""
        return {mark.type: mark for mark in self._of_this_cycle() if mark.type in REQUESTS and mark.answered_at is None}

    @cached_property
    def answers(self) -> list[Answer]:
        """What the customer said afterwards, cycle by cycle. Nobody was asked before his case was closed once."""
        return survey.of(self.case) if self.case.closed_at or self.case.cycle > 1 else []

    @property
    def answer(self) -> Answer | None:
        """What he said of this cycle."""
        return next((answer for answer in self.answers if answer.cycle == self.case.cycle), None)

    @property
    def clocks(self) -> Clocks:
        return Clocks(self.guarantee, self.calendars, pauses(self.asks))

    @property
    def clocks_as_asked(self) -> Clocks:
        """The same with the pauses that were struck: how it was counted before a supervisor ruled."""
        return replace(self.clocks, pauses=tuple((ask.at, ask.answered_at) for ask in self.asks))

    @cached_property
    def remedies(self) -> dict[int, Breach]:
        """For which miss each round of a remedy is owed. Most cases owe none, and are not asked about it."""
        return deadline.owed_for(self.case) if any(r.target == "remedy" for r in self.rounds) else {}

    @property
    def selected(self) -> dict[str, Promise]:
        """The promises that hold for the case as it is sorted now."""
        if self.guarantee is None:
            return {}
        case = self.case
        return self.guarantee.select(kind=case.kind, channel=case.channel, severity=case.severity, service=case.service)

    @property
    def procedure(self) -> Procedure | None:
        """The checklist such a case opens by itself. What ended otherwise, or was erased, owes none."""
        case = self.case
        if self.guarantee is None or case.outcome in ENDED_OTHERWISE or case.erased_at:
            return None
        return self.guarantee.procedure_for(case.kind, case.channel, case.severity, case.service)

    def facts(self) -> Facts:
        """What the table of verbs needs to know."""
        case, ask, plan = self.case, self.open_ask, self.last_plan
        mine = [r for r in self.rounds if r.cycle == case.cycle]
        return Facts(
            state=State(case.state),
            kind=case.kind,
            severity=case.severity,
            outcome=case.outcome,
            asking=ask.type if ask else "",
            plan=(plan.answer or "open") if plan else "",
            plan_by=plan.by_when if plan else None,
            broken=any((r.ruling or r.verdict) == "broken" for r in mine),
            escalated=any(mark.type == "escalation" for mark in self._of_this_cycle()),
            answered=self.answer is not None,
            contestable=tuple(a.id for a in self.asks if a.contested_at is None and a.ruling is None),
            contested={a.id: a.person_id for a in self.asks if a.contested_at is not None and a.ruling is None},
            struck=bool(ask) and ask.ruling == "struck",
            running={r.target: r.due_at for r in rounds.running(mine)},
            requested={type: request.person_id for type, request in self.requests.items()},
            owner=case.owner_id,
            erased=case.erased_at is not None,
            sorted_by=self._sorted_by(),
            imported=case.imported,
            owed=tuple(r.target for r in self.owed()),
            steps=tuple(step.code for step in self.procedure.steps) if self.procedure else (),
            incident=case.incident_id,
            reopen_until=self._reopen_until(),
            closes_at=self.closes_at(),
            lapses_at=self.lapses_at(),
        )

    def lapses_at(self) -> datetime | None:
        """When a case that waits lapses: not before every reminder was sent, and then as long after the last as the
        guarantee says; never, where the customer can only be called and staff alone know whether he was."""
        ask = self.open_ask
        if ask is None or ask.reminded < len(self.life.remind) or self.case.only_called:
            return None
        lapse, last = max(self.life.lapse, *self.life.remind), max(self.life.remind)
        return max(ask.at + lapse, self._reminded_at(ask) + lapse - last)

    def reminds_at(self) -> datetime | None:
        """When the customer is reminded next of what we asked. No letter reaches the customer of an imported case."""
        ask, after = self.open_ask, self.life.remind
        if ask is None or self.case.imported or ask.reminded >= len(after):
            return None
        due, times = ask.at + after[ask.reminded], ask.reminded
        return max(due, self._reminded_at(ask) + after[times] - after[times - 1]) if times else due

    def _reminded_at(self, ask: Message) -> datetime:
        """When the last reminder went: after a worker was down, it is later than it was to be."""
        lines = Event.select(fn.MAX(Event.at)).where(Event.case == self.case, Event.message == ask)
        return lines.where(Event.verb == Verb.REMIND).scalar() or ask.at

    def closes_at(self) -> datetime | None:
        """When a resolved case closes by itself."""
        told = self._told_at()
        return told + self.life.close if told and self.case.state == State.RESOLVED else None

    def erases_at(self) -> datetime | None:
        """When the words and names of a closed case are erased by themselves. A case that came from an older system
        (`origin`) is a record somebody chose to bring here: only `flask retention --imported` erases it."""
        case = self.case
        if case.closed_at is None or case.erased_at or case.origin:
            return None
        return case.closed_at + self.life.erase

    def wakes_at(self) -> datetime | None:
        """The next moment at which something happens by itself."""
        moments = (
            rounds.next_of_rounds(self.rounds, self.clocks, warns=not self.case.imported),
            self.reminds_at(),
            self.lapses_at(),
            self.closes_at(),
            self.erases_at(),
        )
        return min((moment for moment in moments if moment), default=None)

    def _of_this_cycle(self) -> list[Message]:
        return [mark for mark in self.marks if mark.at >= self.case.cycle_at]

    def late(self) -> list[Deadline]:
        """What was missed and is still not done."""
        missed = rounds.late(self.rounds, self.case.cycle) if self._owes else []
        return [r for r in missed if r.ruling != "kept"]

    def owed(self) -> list[Deadline]:
        """What is entered when it is done, and is not yet."""
        given_late = rounds.missed_remedies(self.rounds) if self._owes else []
        undone = {r.id: r for r in (*rounds.running(self.rounds), *self.late(), *given_late)}
        return rounds.to_enter(list(undone.values()))

    @property
    def _owes(self) -> bool:
        """What ended otherwise, or was erased, owes nothing for what it missed."""
        return self.case.outcome not in ENDED_OTHERWISE and not self.case.erased_at

    def _told_at(self) -> datetime | None:
        outcomes = [mark for mark in self.marks if mark.type == "outcome"]
        return outcomes[-1].at if outcomes else None

    def _reopen_until(self) -> datetime | None:
        told = self.case.closed_at or self._told_at()
        return told + self.life.reopen if told else None

    def _sorted_by(self) -> int | None:
        """Who of staff said how grave the case is; a change of its kind or service says nothing about that."""
        if not self.case.severity:
            return None
        said = Event.select(Event.person).where(Event.case == self.case, Event.verb.in_(("file", "reclassify")))
        last = said.where(Event.detail.contains("severity=")).order_by(Event.id.desc()).first()
        return last.person_id if last else None


def link_ended(case: Case, now: datetime) -> bool:
    """Whether the private link of a closed case has had its time (`[life] link`)."""
    version = guarantee.of(case)
    life = version.life if version else PLAIN_LIFE
    return case.closed_at is not None and now > case.closed_at + life.link
