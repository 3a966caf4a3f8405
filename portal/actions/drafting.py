"""Drafts of replies: kept while they are written, gone when they are sent."""

from collections.abc import Mapping
from datetime import datetime

from portal.store import message as messages
from portal.store import reply_draft
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.person import Person

WORDS = ("body", "next_step", "by_when")


def keep(
    case: Case, person: Person, now: datetime, typed: Mapping, files: bool = False, by_itself: bool = False
) -> bool:
    """Keep what was typed (columns of ReplyDraft), or forget the draft where nothing was; whether that was done.

    What was sent under its ticket is no draft. Other words under that ticket come from a second tab or from somebody
    who went back a page, and are kept without it; but not what a browser keeps by itself (`by_itself`), which may have
    set out before the sending. What was sent on another case is none of this one's.
    """
    with transaction():
        sent = messages.by_ticket(typed["ticket"]) if typed["ticket"] else None
        here = sent is not None and sent.case_id == case.id
        same = here and (sent.body, sent.next_step) == (typed["body"], typed["next_step"])
        if here and (same or by_itself):
            return same
        if files or any(typed[name] for name in WORDS):
            reply_draft.keep(case, person, now, **typed | ({"ticket": ""} if sent else {}))
        else:
            reply_draft.forget(case, person)
    return True


def drop(case: Case, person: Person) -> None:
    with transaction():
        reply_draft.forget(case, person)
