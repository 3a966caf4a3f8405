"""A turn: one case, held for one transaction by one actor at one moment; the steps of which every move is made.

`Held` is the case in our hands, `Telling` adds who is told, `Judging` the deadlines, and `Turn` what is said and kept.
"""

from collections.abc import Iterable
from datetime import datetime

from portal.actions.moves.held import Actor
from portal.actions.moves.judging import Judging
from portal.core import case as core
from portal.core import rounds
from portal.core.case import Given, State, Verb
from portal.store import month, search
from portal.store.case import Case
from portal.store.file import File
from portal.store.message import Message


class Turn(Judging):
    """Everything a move is made of."""

    def __init__(self, case: Case, who: Actor, now: datetime):
        super().__init__(case, who, now)
        self._figures = self._figures_now()

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
            ticket=given.ticket or None,
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
        self.ended, case.state, case.outcome = case.outcome, moved.state, moved.outcome
        if moved.state == State.CLOSED:
            case.closed_at = case.closed_at or self.now
        elif moved.state in core.OPEN:
            case.closed_at = None
        if moved.reopens:
            case.cycle, case.cycle_at = case.cycle + 1, self.now

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
