"""What the customer does to his own case, by its link. A verb that met another at once is tried once more."""

from collections.abc import Iterable
from datetime import datetime

from portal.actions import moves
from portal.actions.moves import CUSTOMER, Overtaken
from portal.core.case import Given, Verb
from portal.store import case as cases
from portal.store.case import Case
from portal.store.file import File


def act(case: Case, verb: Verb, now: datetime, given: Given | None = None, files: Iterable[File] = ()) -> Case:
    """One customer's verb. Raises Refused where the table does not allow it (any more)."""
    try:
        return moves.move(case, verb, CUSTOMER, now, given, files)
    except Overtaken:
        return moves.move(cases.reread(case), verb, CUSTOMER, now, given, files)
