"""A small office: the demo guarantee in force, three people, one case. Moments as a clerk would write them."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from portal.actions import customer, handling, intake, watch
from portal.actions.intake import Filing
from portal.core.case import Given, Verb
from portal.store import case as cases
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.person import Person
from tests import demo_guarantee
from tests.core.moments import at

SHANGHAI = ZoneInfo("Asia/Shanghai")
TICKETS = count(1)


def when(moment: datetime | None) -> str:
    """ "Fri 2026-08-21 17:30" in Shanghai; "" for no moment."""
    return f"{moment.astimezone(SHANGHAI):%a %Y-%m-%d %H:%M}" if moment else ""


class Office:
    """Everything a test of the gate does, in a clerk's words. `case` is read anew for each verb, as a page would."""

    def __init__(self):
        demo_guarantee.publish(at("Thu 2026-01-01 09:00"))
        self.agent = self._hire("agent", "Chen")
        self.colleague = self._hire("agent", "Zhao")
        self.supervisor = self._hire("supervisor", "Wang")

    @staticmethod
    def _hire(role: str, name: str) -> Person:
        email = f"{name.lower()}@example.com"
        return Person.create(email=email, name=name, public_name=f"{name} (service)", role=role, password="-")

    def file(self, moment: str, kind: str = "complaint", **typed) -> Case:
        """A case filed on the site at that moment."""
        typed = {"body": "The table came with a broken leg", "email": "li@example.com"} | typed
        self.id = intake.file(Filing(ticket=f"{next(TICKETS):032x}", kind=kind, **typed), at(moment))[0].id
        return self.case

    @property
    def case(self) -> Case:
        return cases.by_id(self.id)

    def staff(self, moment: str, verb: Verb, person: Person | None = None, **given) -> Case:
        if "by_when" in given:
            given["by_when"] = at(given["by_when"])
        return handling.act(self.case, verb, person or self.agent, at(moment), Given(**given))

    def customer(self, moment: str, verb: Verb, body: str = "") -> Case:
        return customer.act(self.case, verb, at(moment), Given(body=body))

    def watch(self, until: str) -> None:
        """The watch at work: it wakes at every moment it has to, until then."""
        while (case := self.case).wake_at and case.wake_at <= at(until):
            watch.turn(case.wake_at)

    def respond(self, moment: str, by_when: str = "Mon 2026-12-28 10:00") -> None:
        self.staff(moment, Verb.RESPOND, body="We have read it", next_step="We ask the carrier", by_when=by_when)

    def propose(self, moment: str, by_when: str = "Mon 2026-12-28 10:00") -> None:
        self.staff(moment, Verb.PROPOSE, body="We bring a new leg", by_when=by_when)

    def resolve(self, moment: str, outcome: str = "declined") -> None:
        self.staff(moment, Verb.RESOLVE, body="This is what we did", outcome=outcome)

    def rounds(self, target: str | None = None, cycle: int | None = None) -> list[tuple]:
        """(target, round, because, due, verdict) of each round, in the order they began."""
        rows = Deadline.select().where(Deadline.case == self.id).order_by(Deadline.id)
        return [
            (row.target, row.round, row.because, when(row.due_at), row.verdict)
            for row in rows
            if target in (None, row.target) and cycle in (None, row.cycle)
        ]

    def due(self, target: str) -> str:
        """When the last round of this target is due."""
        return self.rounds(target)[-1][3]

    def verdicts(self) -> list[tuple]:
        """(target, round, verdict) of what was judged."""
        return [(target, number, verdict) for target, number, _, _, verdict in self.rounds() if verdict]

    def letters(self, to: str = "li@example.com") -> list[str]:
        return [row.kind for row in Letter.select().where(Letter.recipient == to).order_by(Letter.id)]

    def history(self) -> list[str]:
        return [row.verb for row in Event.select().where(Event.case == self.id).order_by(Event.id)]

    def said(self) -> list[str]:
        return [row.type for row in Message.select().where(Message.case == self.id).order_by(Message.id)]

    def breaches(self) -> list[str]:
        return [row.remedy for row in Breach.select().where(Breach.case == self.id).order_by(Breach.id)]
