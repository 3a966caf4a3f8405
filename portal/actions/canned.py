"""Canned replies are kept by the team that owns them; everybody's by the supervisors."""

from contextlib import contextmanager
from datetime import datetime

from peewee import IntegrityError

from portal.actions.moves import Overtaken
from portal.core.facts import SENIOR
from portal.store import canned as replies
from portal.store.audit import Audit
from portal.store.canned import Canned
from portal.store.db import transaction
from portal.store.person import Person


class NameTaken(ValueError):
    """The team has one of this name already: its own, or the same form came twice."""


def may_keep(person: Person, team_id: int | None) -> bool:
    """Whether he may write and change what belongs to this team (None: to everybody)."""
    return person.role in SENIOR or (person.role == "agent" and team_id is not None and person.team_id == team_id)


def add(by: Person, now: datetime, **texts) -> Canned:
    """A new one. `texts` are the columns of Canned. Raises NameTaken."""
    with _named():
        row = Canned.create(changed_by=by, changed_at=now, **texts)
        _note(row, by, now)
    return row


def change(canned: Canned, seen: int, by: Person, now: datetime, **texts) -> None:
    """Write it anew. `seen` is the version it was read in. Raises NameTaken and Overtaken."""
    with _named():
        if not replies.change(canned, seen, changed_by=by, changed_at=now, **texts):
            raise Overtaken
        _note(canned, by, now)


def retire(canned: Canned, by: Person, now: datetime) -> None:
    """Nobody is offered it any more; what was sent with it stays as it was sent."""
    with transaction():
        if replies.change(canned, canned.version, changed_by=by, changed_at=now, retired_at=now):
            _note(canned, by, now, "canned_retired")


@contextmanager
def _named():
    """A transaction in which the index of the names has the last word."""
    try:
        with transaction():
            yield
    except IntegrityError as error:
        raise NameTaken from error


def _note(row: Canned, by: Person, now: datetime, verb: str = "canned_changed") -> None:
    Audit.create(at=now, person=by, verb=verb, detail=f"canned {row.id}")
