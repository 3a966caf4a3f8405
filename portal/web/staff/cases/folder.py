"""One case as one colleague has it on the desk at one moment."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from portal.actions.handling import RELAYED
from portal.core.case import Facts, Role, Verb, verbs
from portal.mail.letters import zone_of
from portal.store import circle, event, incident
from portal.store.case import Case
from portal.store.incident import Incident
from portal.store.message import Message
from portal.store.person import Person
from portal.store.sheet import Sheet
from portal.web.language import in_language

HANDLERS = ("agent", "supervisor", "admin")


@dataclass(frozen=True)
class Request:
    """What a colleague asked of a second person: more time for a target until then, or a lower severity."""

    message: Message
    target: str = ""
    severity: str = ""

    @property
    def by_when(self) -> datetime | None:
        return self.message.by_when


@dataclass(frozen=True)
class Folder:
    """The sheet of the case, the facts it makes, who reads it, and whom it could be given to."""

    sheet: Sheet
    facts: Facts
    person: Person
    now: datetime
    colleagues: tuple[Person, ...]

    @classmethod
    def read(cls, case: Case, person: Person, now: datetime) -> "Folder":
        sheet = Sheet(case)
        colleagues = circle.seeing(case, *HANDLERS) if person.role in HANDLERS else ()
        return cls(sheet, sheet.facts(), person, now, tuple(colleagues))

    @property
    def case(self) -> Case:
        return self.sheet.case

    @property
    def zone(self) -> tzinfo:
        """In which moments of this case are typed and told."""
        return zone_of(self.sheet.guarantee)

    @property
    def service(self) -> str:
        """Which service it is about, in the reader's language."""
        slug, guarantee = self.case.service, self.sheet.guarantee
        found = guarantee.service(slug) if guarantee and slug else None
        return in_language(found.title) if found else slug

    @property
    def spoken(self) -> list[Verb]:
        """What this customer may say now, and a colleague enters for him where nobody can write to him."""
        if self.case.email or self.person.role not in HANDLERS:
            return []
        return [verb for verb in RELAYED if verb in verbs(self.facts, Role.CUSTOMER, self.now)]

    @cached_property
    def incidents(self) -> list[Incident]:
        """Those it could belong to: what goes on."""
        return incident.going_on()

    def requested(self, type: str) -> Request | None:
        """What waits for a second person, if anything of this type does."""
        message = self.sheet.requests.get(type)
        if message is None:
            return None
        detail = event.detail_of(message)
        severity = detail.removeprefix("severity=") if type == "less_severe" else ""
        return Request(message, "" if severity else detail, severity)

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """What this colleague may do to the case now: the buttons on the page."""
        return verbs(self.facts, Role(self.person.role), self.now)
