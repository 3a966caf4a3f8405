"""Answers that belong to no case. The answer about a case is a verb of its customer (`core.case.Verb.ANSWER`)."""

from datetime import datetime

from peewee import IntegrityError

from portal.core.survey import Filled
from portal.store import optout, survey
from portal.store.db import transaction


def keep(filled: Filled, ticket: str, now: datetime) -> bool:
    """Keep what came back of an open questionnaire, once a ticket; whether this call did it."""
    try:
        with transaction():
            survey.keep(filled, now, ticket=ticket)
    except IntegrityError:
        if survey.by_ticket(ticket) is None:
            raise
        return False
    return True


def is_stopped(mark: str) -> bool:
    """Whether the address of this mark is not asked any more."""
    return optout.is_there(mark)


def stop(mark: str, now: datetime) -> None:
    """Never again is the address of this mark asked how we did."""
    with transaction():
        optout.keep(mark, now)


def ask_again(mark: str) -> None:
    with transaction():
        optout.forget(mark)
