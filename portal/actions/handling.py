"""What staff do to a case. Two people on one case: the second is told, and keeps his text."""

from collections.abc import Iterable
from datetime import datetime

from peewee import IntegrityError

from portal.actions import moves
from portal.actions.moves import Actor, Overtaken
from portal.core.case import Given, Verb
from portal.store import case as cases
from portal.store import event
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.file import File
from portal.store.person import Person


def act(
    case: Case,
    verb: Verb,
    person: Person,
    now: datetime,
    given: Given | None = None,
    files: Iterable[File] = (),
    seen: int | None = None,
) -> Case:
    """One verb of staff. `seen` is the id of the last event on the page the person acted from: when a customer or a
    colleague did something since, Overtaken is raised and nothing changes. What the watch did meanwhile does not count.
    """
    with transaction():
        try:
            moved = _once(case, seen, verb, person, now, given or Given(), files)
        except (Overtaken, IntegrityError):
            # The watch may have moved the case in this very instant, or the same form came twice; that is no reason to
            # trouble anybody. A colleague may have, too: so it is read anew first and asked about then, and whoever
            # comes later meets the lock.
            moved = _once(cases.reread(case), seen, verb, person, now, given or Given(), files)
        Audit.create(at=now, person=person, verb=verb, case=case)
    return moved


def _once(case, seen, verb, person, now, given, files) -> Case:
    given = moves.unsent(case, given)
    if given is None:
        return case
    if seen is not None and event.somebody_acted_since(case, seen):
        raise Overtaken
    return moves.move(case, verb, Actor.staff(person), now, given, files)


def read(case: Case, person: Person, now: datetime) -> None:
    """The reader's own trail: who opened this case."""
    Audit.create(at=now, person=person, verb="read", case=case)


def print_slip(case: Case, person: Person, now: datetime) -> None:
    """The reader's own trail: who had the customer's private link shown, to print it."""
    Audit.create(at=now, person=person, verb="slip", case=case)
