"""What the page of a case says of those that are joined with it."""

from collections.abc import Sequence

from portal.store import circle
from portal.store.case import Case
from portal.web.staff.cases.folder import Folder
from portal.words import text
from portal.words.translated import gettext as _


def languages(case: Case, joined: Sequence[Case], hint: str) -> str:
    """Who reads what is written here. `joined`, of which this colleague may see each, get the same words."""
    others = [other.reference for other in joined if other.language != case.language]
    if not others:
        return hint
    also = _("Joined with it and read in another language: %(cases)s.", cases=text.listed(others))
    return text.sentences([hint, also])


def apart(case: Case, joined: Sequence[Case]) -> set[int]:
    """Those that are joined with it already."""
    return {other.id for other in joined} | ({case.merged_into_id} if case.merged_into_id else set())


def told(folder: Folder, joined: Sequence[Case]) -> dict:
    """The case in which this one goes on, and those that go on in it: of them, what this colleague may see."""
    case = folder.case
    into = case.merged_into if case.merged_into_id else None
    others = [other for other in (into, *joined) if other and circle.may_see(folder.person, other)]
    return {"into": into if into in others else None, "others": [other for other in others if other != into]}
