"""Drafts of replies: kept while they are written, gone when they are sent."""

from collections.abc import Mapping
from datetime import datetime

from portal.store import message as messages
from portal.store import reply_draft
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.person import Person

WORDS = ("body", "next_step", "by_when")


def keep(case: Case, person: Person, now: datetime, typed: Mapping, files: bool = False) -> None:
    """Keep what was typed (columns of ReplyDraft), or forget the draft where nothing was. What was sent under its
    ticket meanwhile is no draft any more."""
    with transaction():
        if typed["ticket"] and messages.by_ticket(case, typed["ticket"]):
            return
        if files or any(typed[name] for name in WORDS):
            reply_draft.keep(case, person, now, **typed)
        else:
            reply_draft.forget(case, person)


def drop(case: Case, person: Person) -> None:
    with transaction():
        reply_draft.forget(case, person)
