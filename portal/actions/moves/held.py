"""A case that is held for one transaction by one actor at one moment: what every step of a move stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from portal.core.case import Given, Role, Verb
from portal.mail import letters
from portal.store import case as cases
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
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


class Held:
    """One case, held for one transaction, by one actor, at one moment.

    An imported case is quiet: it gets its verdicts and its lines in the register, and by itself no letter, no alert, no
    remedy, and no round beyond those it was received with.
    """

    def __init__(self, case: Case, who: Actor, now: datetime):
        self.case, self.who, self.now = case, who, now
        self.sheet = Sheet(case)

    @classmethod
    def hold(cls, case: Case, who: Actor, now: datetime) -> Self:
        if not cases.hold(case):
            raise Overtaken
        return cls(case, who, now)

    @property
    def quiet(self) -> bool:
        return self.case.imported

    @property
    def zone(self):
        return letters.zone_of(self.sheet.guarantee)

    def note(
        self,
        verb: Verb,
        message: Message | None = None,
        deadline: Deadline | None = None,
        by: Actor | None = None,
        outcome: str | None = None,
        given: Given | None = None,
        detail: str = "",
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
            detail=detail or _detail(verb, given),
        )


def _detail(verb: Verb, given: Given | None) -> str:
    """What the history line adds to its verb, in the core's own words."""
    if given is None:
        return ""
    if verb in (Verb.FILE, Verb.RECLASSIFY):
        chosen = {"kind": given.kind, "service": given.service, "severity": given.severity}
        return " ".join(f"{name}={value}" for name, value in chosen.items() if value is not None)
    if verb is Verb.ANSWER:
        return str(given.filled.score or "")
    if verb is Verb.LESS_SEVERE:
        return f"severity={given.severity}"
    if verb is Verb.RULE:
        return given.outcome
    if verb in (Verb.LINK, Verb.UNLINK):
        return str(given.incident.id)
    return given.step if verb is Verb.STEP else given.target
