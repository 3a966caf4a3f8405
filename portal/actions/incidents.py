"""Incidents: begun, changed, told to the public and ended by hand; cases are linked to them through the gate.

An incident answers nothing and closes nothing. Each case that belongs to one keeps its own clocks, promises, link and
history, so that whoever files about an outage is promised what everybody is promised.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.core.case import SENIOR, Given, Refused, Role, Verb
from portal.store import case as cases
from portal.store import incident as incidents
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.incident import Incident
from portal.store.person import Person

LANGUAGES = ("en", "zh")


class NotPossible(ValueError):
    """`code`: both_languages (the public reads it in its own), public (only supervisors change what is read by all),
    over, sent_before (this form was sent with other words)."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def begin(
    words: Mapping[str, str], began_at: datetime, person: Person, now: datetime, ticket: str | None = None
) -> Incident:
    """A new incident; the same one where the same form came twice. Nobody outside reads of it yet. Raises
    NotPossible."""
    after = {"began_at": began_at, **words}
    with transaction():
        incident = incidents.by_ticket(ticket) if ticket else None
        if incident is None:
            incident = _begin(Incident(person=person, at=now, ticket=ticket, **after))
    if any(getattr(incident, name) != value for name, value in after.items()):
        raise NotPossible("sent_before")
    return incident


def change(
    incident: Incident, seen: int, words: Mapping[str, str], began_at: datetime, person: Person, now: datetime
) -> None:
    """Other words. What the public reads is changed by whoever may show it. Raises NotPossible, Overtaken."""
    if incident.is_shown:
        _may_be_read(words)
        if Role(person.role) not in SENIOR:
            raise NotPossible("public")
    _step("incident_changed", incident, seen, person, now, began_at=began_at, **words)


def show(incident: Incident, seen: int, person: Person, now: datetime) -> None:
    """From now on every public page tells of it. Raises NotPossible, Overtaken."""
    if incident.over_at:
        raise NotPossible("over")
    _may_be_read({name: getattr(incident, name) for name in _texts()})
    _step("banner_shown", incident, seen, person, now, shown_at=now)


def hide(incident: Incident, seen: int, person: Person, now: datetime) -> None:
    _step("banner_hidden", incident, seen, person, now, shown_at=None)


def end(incident: Incident, seen: int, person: Person, now: datetime) -> None:
    """It is over, and its banner goes. Its cases stay what they are."""
    if incident.over_at:
        raise NotPossible("over")
    _step("incident_over", incident, seen, person, now, over_at=now)


def go_on(incident: Incident, seen: int, person: Person, now: datetime) -> None:
    """It was not over, or came back: its cases are still its own. Whether the public reads of it is asked anew."""
    _step("incident_goes_on", incident, seen, person, now, over_at=None, shown_at=None)


def link(incident: Incident, found: Iterable[Case], person: Person, now: datetime) -> dict[str, str]:
    """These cases belong to it, some perhaps already; the references of those of which the gate says no, each with the
    code why."""
    fresh = [case for case in found if case.incident_id != incident.id]
    return _each(Verb.LINK, incident, fresh, person, now)


def unlink(incident: Incident, found: Iterable[Case], person: Person, now: datetime) -> dict[str, str]:
    return _each(Verb.UNLINK, incident, found, person, now)


def _begin(fresh: Incident) -> Incident:
    if not fresh.add_once():  # the same form came in this very instant
        return incidents.by_ticket(fresh.ticket)
    _note("incident_begun", fresh, fresh.person, fresh.at)
    return fresh


def _texts() -> list[str]:
    return [f"{what}_{language}" for what in ("title", "text") for language in LANGUAGES]


def _may_be_read(words: Mapping[str, str]) -> None:
    if not all(words.get(name) for name in _texts()):
        raise NotPossible("both_languages")


def _step(verb: str, incident: Incident, seen: int, person: Person, now: datetime, **after) -> None:
    """Once, and only on what was seen: whoever comes second is told."""
    with transaction():
        if not incidents.change(incident, seen, **after):
            raise Overtaken
        _note(verb, incident, person, now)


def _note(verb: str, incident: Incident, person: Person, now: datetime) -> None:
    Audit.create(at=now, person=person, verb=verb, detail=f"incident {incident.id}")


def _each(verb: Verb, incident: Incident, found: Iterable[Case], person: Person, now: datetime) -> dict[str, str]:
    """In one order, so that two people with the same cases in hand never wait for each other."""
    refused = {}
    with transaction():
        for case in sorted(found, key=lambda case: case.id):
            try:
                _one(case, verb, incident, person, now)
            except Refused as reason:
                refused[case.reference] = reason.code
            except Overtaken:
                refused[case.reference] = "overtaken"
    return refused


def _one(case: Case, verb: Verb, incident: Incident, person: Person, now: datetime) -> None:
    who, given = Actor.staff(person), Given(incident=incident)
    try:
        moves.move(case, verb, who, now, given)
    except Overtaken:  # the watch, or a customer who wrote in this instant: neither has a say in what it belongs to
        moves.move(cases.reread(case), verb, who, now, given)
    Audit.create(at=now, person=person, verb=verb, case=case, detail=f"incident {incident.id}")
