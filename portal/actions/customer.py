"""What the customer does to his own case, by its link. A verb that met another at once is tried once more."""

from collections.abc import Iterable
from datetime import datetime

from peewee import IntegrityError

from portal.actions import moves
from portal.actions.moves import CUSTOMER, Overtaken
from portal.core.case import Given, Refused, Verb
from portal.store import case as cases
from portal.store import message as messages
from portal.store.case import Case
from portal.store.file import File


def act(
    case: Case,
    verb: Verb,
    now: datetime,
    given: Given | None = None,
    files: Iterable[File] = (),
    plan: int | None = None,
) -> Case:
    """One customer's verb. `plan` is the id of the plan on the page he decided from, if it said: nobody agrees to a
    plan he has not read. Raises Refused where the table does not allow it (any more)."""
    try:
        return _once(case, plan, verb, now, given or Given(), files)
    except (Overtaken, IntegrityError):  # the same words may have come twice in this very instant
        return _once(cases.reread(case), plan, verb, now, given or Given(), files)


def _once(case: Case, plan: int | None, verb: Verb, now: datetime, given: Given, files: Iterable[File]) -> Case:
    given = moves.unsent(case, given)
    if given is None:
        return cases.reread(case)
    if plan is not None and plan not in [ask.id for ask in messages.asked(case)[-1:]]:
        raise Refused(verb, "another_plan")
    return moves.move(case, verb, CUSTOMER, now, given, files)
