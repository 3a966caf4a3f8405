"""The banner about calendars that lack a year they need by now, for those who answer for it.

It stands where they begin their day and where they can mend it: asking for it on every page would cost each a query.
"""

from flask import g, request

from portal.store import calendar
from portal.store.person import Person
from portal.web.language import in_language
from portal.web.staff.lock import SENIORS
from portal.words import calendar as words

ROOMS = ("staff.queue.", "staff.calendars.")


def told(person: Person | None) -> list[tuple[str, str]]:
    """Each such calendar's short name with its sentence; to others nothing."""
    if person is None or person.role not in SENIORS or not (request.endpoint or "").startswith(ROOMS):
        return []
    missing = calendar.unentered(g.now)
    return [(slug, words.years(years, in_language(desk.title) or slug)) for slug, (desk, years) in missing.items()]
