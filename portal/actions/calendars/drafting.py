"""A draft of a calendar: one for each person, begun with the revision that counts, changed piece by piece.

Only what is sound is kept: a text with faults comes back to whoever typed it. A draft that began with an older revision
than the last is not lost; its changes are carried over onto the new one.
"""

from dataclasses import replace
from datetime import datetime

from portal.core import calendar_changes
from portal.core.calendar_changes import Change
from portal.core.calendar_text import Written
from portal.store import calendar as calendars
from portal.store.calendar import CalendarDraft
from portal.store.db import transaction
from portal.store.person import Person


class SlugTaken(Exception):
    """There is a calendar of this name already."""


class NothingThere(Exception):
    """There is no calendar of this name, and no draft of one."""


def of(slug: str, person: Person) -> Written:
    """What this person's next change is made to: his draft, or the revision that counts."""
    draft = calendars.draft(slug, person)
    if draft:
        return draft.written
    row = calendars.row(slug)
    if row is None:
        raise NothingThere
    return replace(row.written, note={})  # what is to be said of the next change, nobody has said yet


def begin(written: Written, person: Person, now: datetime) -> CalendarDraft:
    """The draft of a new calendar. Raises SlugTaken."""
    with transaction():
        if calendars.last_revision(written.slug) or calendars.draft(written.slug, person):
            raise SlugTaken
        return CalendarDraft.create(slug=written.slug, person=person, base=0, toml=written.text, at=now)


def keep(slug: str, written: Written, person: Person, now: datetime, text: str | None = None) -> CalendarDraft:
    """Keep this as the person's draft; `text`: as he typed it, comments and all."""
    with transaction():
        toml = text if text is not None else written.text
        draft = calendars.draft(slug, person)
        if draft is None:
            base = calendars.last_revision(slug)
            return CalendarDraft.create(slug=slug, person=person, base=base, toml=toml, at=now)
        draft.toml, draft.at = toml, now
        draft.save()
        return draft


def discard(slug: str, person: Person) -> bool:
    """Throw the draft away; whether there was one."""
    with transaction():
        mine = (CalendarDraft.slug == slug, CalendarDraft.person == person)
        return bool(CalendarDraft.delete().where(*mine).execute())


def overtaken(draft: CalendarDraft) -> bool:
    """Whether somebody published a revision since this draft was begun."""
    return draft.base != calendars.last_revision(draft.slug)


def carry(draft: CalendarDraft, now: datetime) -> list[Change]:
    """Put the draft's changes upon the revision that counts now; what of them overrules a change made meanwhile."""
    with transaction():
        last = calendars.row(draft.slug)
        base = calendars.row(draft.slug, draft.base) if draft.base else None
        begun = base.written if base else replace(last.written, week=((),) * 7, days={}, years=None)
        together, clashes = calendar_changes.carried(begun, draft.written, replace(last.written, note={}))
        draft.toml, draft.base, draft.at = together.text, last.revision, now
        draft.save()
        return clashes
