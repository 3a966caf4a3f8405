"""Cases that may belong to the one on the page: the customer's others, and those told in much the same words."""

from collections.abc import Collection

from flask import url_for

from portal.core.case import OPEN
from portal.store import likeness
from portal.store.likeness import Like
from portal.web.staff.cases.folder import Folder
from portal.words import case as words
from portal.words import text, time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

MOST = 5  # of each sort
TITLE = 70
SAME = {
    "email": _l("the same e-mail address"),
    "phone": _l("the same phone number"),
    "order_number": _l("the same order number"),
}


def similar(folder: Folder, filed: str, joined: Collection[int]) -> dict:
    """The newest few of each sort. `all` is where the customer's others are, if there are more of them."""
    if folder.case.erased_at:
        return {"items": [], "all": ""}
    found = likeness.found(folder.case, filed, folder.person, joined)
    same, alike = [one for one in found if one.same], [one for one in found if not one.same]
    alike = sorted(alike, key=lambda one: -one.words)[:MOST]
    return {
        "items": [_item(one, folder) for one in (*same[:MOST], *alike)],
        "all": _all(folder, same) if len(same) > MOST else "",
    }


def _item(like: Like, folder: Folder) -> dict:
    case = like.case
    line = " ".join((case.subject or like.begins).split())
    why = [SAME[name] for name in like.same] + ([_("much the same words")] if like.in_words else [])
    return {
        "reference": case.reference,
        "title": line if len(line) <= TITLE else f"{line[:TITLE].rstrip()}…",
        "state": case.state,
        "state_text": str(words.OUTCOMES[case.outcome] if case.outcome else words.STATES[case.state]),
        "at_text": time.short(case.received_at, folder.zone, folder.now),
        "at_iso": case.received_at.astimezone(folder.zone).isoformat(),
        "why": text.listed(str(each) for each in why),
        "can_join": case.state in OPEN,
    }


def _all(folder: Folder, same: Collection[Like]) -> str:
    """The queue's own search, for what most of these share; for the first of SAME where as many share another."""
    shared = [name for like in same for name in like.same]
    return url_for("staff.queue.show", q=getattr(folder.case, max(SAME, key=shared.count)))
