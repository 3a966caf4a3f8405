"""A complaint about one of our people is sealed: it is kept from whom it names (DESIGN.md 5.4). Praise of somebody is
for everybody to read."""

import re
import unicodedata

from portal.store import case as cases
from portal.store import message as messages
from portal.store import person as people
from portal.store.case import Case
from portal.store.person import Person


def seals(kind: str, about_staff: str) -> bool:
    """Whether a case of this kind, about whoever was typed, is sealed."""
    return kind == "complaint" and bool(about_staff)


def named_in(typed: str) -> list[Person]:
    """The members of staff whose names were typed; first a supervisor, from whom the case is kept by another rule."""
    named = [p for p in people.everyone() if _says(typed, p.public_name) or _says(typed, p.name)] if typed else []
    return sorted(named, key=lambda person: person.role != "supervisor")


def seal(case: Case) -> None:
    """Seal what was filed as something else and is sorted as a complaint now."""
    about_staff = "" if case.sealed else messages.filed(case).get("about_staff", "")
    if seals(case.kind, about_staff):
        named = named_in(about_staff)
        case.sealed, case.about = True, named[0] if named else None
        case.save()  # at once: whoever is told of this very turn is looked up by it
        cases.name(case, named)


def _says(typed: str, name: str) -> bool:
    """Whether the name stands in the text: Latin letters as whole words, Chinese needs no spaces around it."""
    whole = rf"(?<![a-z0-9]){re.escape(_folded(name))}(?![a-z0-9])"
    return bool(name.strip()) and re.search(whole, _folded(typed)) is not None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
