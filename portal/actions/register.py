"""The register of broken promises: how grave a miss was, why it happened, and what is done about it."""

from dataclasses import dataclass
from datetime import datetime

from portal.store import register
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.deadline import Breach
from portal.store.person import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """What a supervisor found out. `action_due` is None where nothing has to be done; `done`: it was."""

    grade: str
    cause: str
    action: str = ""
    action_due: datetime | None = None
    done: bool = False


def enter(breach: Breach, person: Person, now: datetime, entry: Entry, seen: str) -> bool:
    """Keep it; whether it was kept. False: something else stands there by now than what this person read."""
    with transaction():
        kept = register.enter(
            breach,
            seen,
            grade=entry.grade,
            cause=entry.cause,
            action=entry.action,
            action_due=entry.action_due,
            done_at=(breach.done_at or now) if entry.done else None,
            waits_since=None,
            person=person.name,
        )
        if kept:
            Audit.create(at=now, person=person, verb="breach", case=breach.case)
    return kept
