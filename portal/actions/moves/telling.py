"""Who is told of a turn, by which letter: the customer, and those of staff who may see the case."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portal.actions.moves.held import Actor, Held
from portal.core import case as core
from portal.core.case import MOVES, Given, Role, Verb
from portal.mail import letters, news, outbox
from portal.store import case as cases
from portal.store import circle
from portal.store.deadline import Deadline
from portal.store.message import TOLD_TO_ALL, Message
from portal.store.person import Person


class Telling(Held):
    """A letter is queued in the same transaction as the change it tells of.

    `concerned` are the rounds the letter of this verb is about; `answered`, whom of staff its decision answers;
    `parted`: what was joined with another case is no longer.
    """

    concerned: Sequence[Deadline] = ()
    answered: Sequence[Person] = ()
    parted: bool = False

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
            parted=self.parted,
            score=self.sheet.answer.score if self.sheet.answer else None,
            calendars=self.sheet.calendars,
        )

    def tell_customer(
        self,
        kind: str,
        message: Message | None = None,
        missed: Iterable[Deadline] = (),
        once: str | None = None,
        **more,
    ) -> None:
        story = replace(self.story(message, missed), **more)
        draft = None if self.quiet else letters.customer(kind, story)
        if draft:
            news.post(story, replace(draft, once=f"{self.case.id}:{once}" if once else None))

    def tell_staff(
        self,
        kind: str,
        people: Iterable[Person],
        message: Message | None = None,
        missed: Iterable[Deadline] = (),
    ) -> None:
        """What can wait until the morning is told by the digest then."""
        story = self.story(message, missed)
        for person in () if self.quiet or news.can_wait(kind, story) else people:
            if self.who.person is None or person.id != self.who.person.id:
                draft, once = letters.staff(kind, story, person), news.once_an_hour(kind, story, person)
                outbox.queue(replace(draft, once=once, must=self._must(kind, person)), self.now)

    def _must(self, kind: str, person: Person) -> bool:
        """Whether this colleague is told however much he was told lately."""
        return self.who.person is not None or (kind == "on_call" and person.id == self.case.owner_id)

    def tell(self, verb: Verb, given: Given, message: Message | None) -> None:
        line = MOVES[verb]
        if line.letter and self.case.outcome != "spam":
            self.tell_customer(line.letter, message, self.concerned)
            self._tell_joined(line.writes, message)
        if line.invites and core.asked_afterwards(self.case.kind, self.case.outcome):
            self.tell_customer("survey", once=f"survey:{self.case.cycle}")
        if line.tells:
            self.tell_staff(line.tells, self._whom(line.tells, given), message)

    def _tell_joined(self, type: str, message: Message | None) -> None:
        """What we answer in a case goes to whoever has one that was joined with it, by his own link."""
        if message is None or type not in TOLD_TO_ALL:
            return
        for other in cases.joined(self.case):
            story = replace(self.story(message), case=other, deadlines=())
            draft = None if other.imported or other.erased_at else letters.customer("joined", story)
            if draft:
                outbox.queue(draft, self.now)

    def _whom(self, kind: str, given: Given) -> list[Person]:
        if kind == "assigned":
            return [given.person]
        if kind == "decided":
            return [person for person in self.answered if person.retired_at is None]
        return circle.above(self.case) if kind in ("escalated", "to_decide") else self._responsible()

    def _responsible(self) -> list[Person]:
        """Who answers for the case it goes on in, of those who may see this one: a complaint about somebody may have
        been joined with a case of his."""
        able = [one for one in circle.responsible(cases.main_of(self.case)) if circle.is_open_to(one, self.case)]
        return able or circle.responsible(self.case)

    def raise_alarm(self) -> None:
        """Urgent and major cases have an owner at once, and are told to everyone who may act on them."""
        if self._cannot_wait:
            self.find_owner()
            self.tell_staff("on_call", circle.on_call(self.case))

    def find_owner(self) -> None:
        """Somebody looks after a case that cannot wait, whoever it is."""
        if self._cannot_wait and not circle.is_looked_after(self.case):
            self._name_owner(circle.on_call(self.case))

    @property
    def _cannot_wait(self) -> bool:
        return self.case.severity in circle.CANNOT_WAIT and not self.quiet

    def _name_owner(self, able: Sequence[Person]) -> None:
        """Whoever raised it has it, or else who can begin soonest. Nobody has taken it up by that: its state stays."""
        owner = circle.first_of(able, self.case, self.now, self.who.person)
        if owner is None:
            return
        self.case.owner = owner
        self.note(Verb.ASSIGN, by=Actor(Role.WATCH, owner), detail=f"severity={self.case.severity}")
