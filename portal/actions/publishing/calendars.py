"""Publishing a revision of a calendar. A calendar the store does not have yet is taken from those that ship."""

import tomllib
from collections.abc import Iterable
from datetime import datetime

from portal.actions.publishing.shipped import calendar_texts, shipped_calendars
from portal.core.calendar import CalendarRefused, WorkingCalendar
from portal.store import audit
from portal.store import calendar as calendars
from portal.store.audit import Audit
from portal.store.calendar import Calendar
from portal.store.db import transaction


def publish_calendar(text: str, person: str, now: datetime) -> Calendar | None:
    """Add a revision of a calendar; None where the text is the last one's. Raises CalendarRefused."""
    slug = _slug(text)
    with transaction():
        audit.alone([f"calendar {slug}"])  # two at once would count the same revision
        if calendars.same_as_last(slug, text):
            return None
        revision = calendars.next_revision(slug)
        row = Calendar.create(slug=slug, revision=revision, toml=text, person=person, at=now)
        Audit.create(at=now, verb="publish", detail=f"calendar {slug} {revision}")
    return row


def known_calendars() -> dict[str, WorkingCalendar]:
    """The calendars there are; those that ship are there for the asking."""
    return shipped_calendars() | calendars.latest()


def add_calendars(slugs: Iterable[str], person: str, now: datetime) -> None:
    """Bring in those that ship and are not there yet."""
    known, shipped = calendars.latest(), calendar_texts()
    for slug in slugs:
        if slug not in known:
            publish_calendar(shipped[slug], person, now)


def _slug(text: str) -> str:
    """The slug of a sound calendar's text."""
    try:
        slug = WorkingCalendar.from_dict(tomllib.loads(text)).slug
    except tomllib.TOMLDecodeError as error:
        raise CalendarRefused(f"This is not TOML: {error}") from None
    if not slug:
        raise CalendarRefused('This calendar has no name to call it by. Add a line such as slug = "service-desk".')
    return slug
