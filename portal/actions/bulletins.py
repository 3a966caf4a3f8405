"""One reply to all customers of an incident. It is kept with the list of whom it is for; the watch brings it to each.

A hundred and twenty cases are not moved in one request: it would hold each of them until the last is done. So each is
a transaction of its own, in which its line of the list is settled as well: killed at whatever moment, a worker has told
a customer and settled the line, or done neither. Through the one gate it meets that case's own promises, and what the
gate refuses is told to staff instead of to nobody.

A question to all is not among the verbs: it would stop the clocks of everybody with one click.
"""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from peewee import IntegrityError, InterfaceError, OperationalError

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.core.case import OUTCOMES, Given, Refused, Verb
from portal.store import bulletin as bulletins
from portal.store import circle, linked
from portal.store.audit import Audit
from portal.store.bulletin import Bulletin, BulletinCase
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.incident import Incident
from portal.store.person import Person

VERBS = (Verb.RESPOND, Verb.PROGRESS, Verb.RESOLVE)
BATCH = 50
log = logging.getLogger(__name__)


class NotPossible(ValueError):
    """`code`: nobody (no case is open), language (somebody could not read it), outcome (it fits not all of the cases),
    sent_before (this form was sent with other words); `about`: the languages or the references it is about."""

    def __init__(self, code: str, about: tuple[str, ...] = ()):
        self.code, self.about = code, about
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Said:
    """What is told to all, and what comes next, in each language."""

    verb: Verb
    body_en: str = ""
    next_step_en: str = ""
    body_zh: str = ""
    next_step_zh: str = ""
    by_when: datetime | None = None
    outcome: str = ""


def write(incident: Incident, said: Said, ticket: str, person: Person, now: datetime) -> Bulletin:
    """Keep it with whom it is for: the open cases of the incident that its writer may see. Raises NotPossible."""
    with transaction():
        before = bulletins.by_ticket(ticket)
        if before is None:
            before = _keep(incident, said, ticket, person, now)
    if not same(before, said):
        raise NotPossible("sent_before")
    return before


def same(bulletin: Bulletin, said: Said) -> bool:
    """Whether it says just this."""
    return all(getattr(bulletin, field.name) == getattr(said, field.name) for field in fields(said))


def fitting(kinds: Mapping[str, int]) -> list[str]:
    """The outcomes that may honestly be told in a case of any of these kinds."""
    first, *others = [OUTCOMES[kind] for kind in kinds] or [()]
    return [outcome for outcome in first if all(outcome in known for known in others)]


def turn(now: datetime) -> bool:
    """Bring what waits to up to 50 customers, those first whose promise is due first; whether any was told."""
    rows = bulletins.waiting(BATCH)
    random.shuffle(rows)  # workers beside each other then seldom want the same case
    told = [_deliver(row, now) for row in rows]
    return any(told)


def _keep(incident: Incident, said: Said, ticket: str, person: Person, now: datetime) -> Bulletin:
    to = linked.open_ones(incident, person)
    _check(said, to)
    words = {field.name: getattr(said, field.name) for field in fields(said)}
    fresh = Bulletin(incident=incident, person=person, at=now, ticket=ticket, **words)
    if not fresh.add_once():  # the same form came in this very instant
        return bulletins.by_ticket(ticket)
    bulletins.send_to(fresh, to)
    detail = f"incident {incident.id} bulletin {fresh.id}"
    Audit.create(at=now, person=person, verb="bulletin_written", case=_not_for_all(to), detail=detail)
    return fresh


def _not_for_all(to: list[Case]) -> Case | None:
    """Where all it is for are complaints about one of us, the line of the audit is for those who may see them."""
    hidden = [case for case in to if case.sealed or case.about_id]
    return hidden[0] if len(hidden) == len(to) else None


def _check(said: Said, to: list[Case]) -> None:
    """A case may have been linked since the form was read: nobody gets a letter in no language."""
    if not to:
        raise NotPossible("nobody")
    silent = {case.language for case in to if not getattr(said, f"body_{case.language}")}
    if silent:
        raise NotPossible("language", tuple(sorted(silent)))
    unfit = [case.reference for case in to if said.outcome and said.outcome not in OUTCOMES[case.kind]]
    if unfit:
        raise NotPossible("outcome", tuple(unfit))


def _deliver(row: BulletinCase, now: datetime) -> bool:
    """One case in its own transaction; whether its line is settled now. What goes wrong with one delays no other."""
    try:
        with transaction():
            settled = bulletins.settle(row, now)
            if settled:
                _say(row, now)
            return settled
    except Refused as refused:
        return bulletins.settle(row, now, refused.code)
    except (Overtaken, IntegrityError, OperationalError, InterfaceError) as error:
        log.info("bulletin %s waits for case %s: %r", row.bulletin_id, row.case_id, error)
        return False
    except Exception:
        log.exception("bulletin %s could not be told in case %s; staff are told", row.bulletin_id, row.case_id)
        return bulletins.settle(row, now, "failed")


def _say(row: BulletinCase, now: datetime) -> None:
    """In the name of whoever wrote it, even if he has left since; never in a case that names him, nor in one that was
    taken out since."""
    bulletin, case, person = row.bulletin, row.case, row.bulletin.person
    verb = Verb(bulletin.verb)
    if not circle.may_see(person, case):
        raise Refused(verb, "not_seen")
    if case.incident_id != bulletin.incident_id:
        raise Refused(verb, "not_linked")
    if bulletin.by_when and bulletin.by_when <= now:
        raise Refused(verb, "date_passed")
    body, next_step = bulletin.said(case.language)
    given = Given(body=body, next_step=next_step, by_when=bulletin.by_when, outcome=bulletin.outcome)
    moves.move(case, verb, Actor.staff(person), now, given)
    Audit.create(at=now, person=person, verb=verb, case=case, detail=f"bulletin {bulletin.id}")
