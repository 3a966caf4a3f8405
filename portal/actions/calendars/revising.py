"""Publishing a draft: one more revision, in one transaction with everything it changes at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from peewee import IntegrityError

from portal.actions.calendars import recounting, shifts
from portal.actions.calendars.shifts import Effect
from portal.core.calendar_changes import first_difference
from portal.core.calendar_text import Written, read, with_note
from portal.core.promise import Promise
from portal.store import calendar as calendars
from portal.store import counted
from portal.store.audit import Audit
from portal.store.calendar import Calendar, CalendarDraft
from portal.store.db import transaction
from portal.store.person import Person


class Overtaken(Exception):
    """Somebody published a revision meanwhile, or the draft is not the one that was looked at."""


class NeverReached(Exception):
    """With this calendar some promise could never be kept; `.promises` names them."""

    def __init__(self, promises: list[Promise]) -> None:
        self.promises = promises
        super().__init__(", ".join(promise.code for promise in promises))


class NoReason(Exception):
    """Dates move later, and customers are not told why."""


@dataclass(frozen=True)
class Published:
    """The new revision, and how many cases follow: at once, or one after the other by the watch."""

    revision: int
    cases: int
    later: bool


def mark(draft: CalendarDraft) -> str:
    """By which a form knows the draft it was made from, and the revision that draft began with."""
    return sha256(f"{draft.base}\n{draft.toml}".encode()).hexdigest()[:16]


def publish(draft: CalendarDraft, note: dict[str, str], person: Person, now: datetime) -> Published:
    """The draft becomes the revision that counts. Raises Overtaken, NeverReached or NoReason, and then nothing changed.

    `note`: why, in both languages; the customers whose dates move later read it.
    """
    written = replace(draft.written, note=note) if note else draft.written
    text = with_note(draft.toml, written)
    with transaction():
        last = calendars.row(draft.slug)
        if draft.base != (last.revision if last else 0):
            raise Overtaken
        if unreachable := shifts.unreachable(written, now):
            raise NeverReached(unreachable)
        effect = shifts.of(last.written if last else None, written, now)
        if any(shift.later for shift in effect.shifts) and not written.note:
            raise NoReason
        row = add(draft.slug, text, person.name, now)
        CalendarDraft.delete().where(CalendarDraft.id == draft.id).execute()
        following = moved(last.written if last else None, written, effect)
        recounting.recount(following, now)
    return Published(row.revision, len(following), len(following) > recounting.AT_ONCE)


def publish_text(text: str, base: int, person: str, case_ids: list[int], is_later: bool, now: datetime) -> Calendar:
    """A file becomes the revision after `base`. The cases it moves are handed to the watch, so that none is forgotten
    by a command that is stopped; whoever is quicker recounts them."""
    written = read(text)
    with transaction():
        if base != calendars.last_revision(written.slug):
            raise Overtaken
        if unreachable := shifts.unreachable(written, now):
            raise NeverReached(unreachable)
        if is_later and not written.note:
            raise NoReason
        row = add(written.slug, text, person, now)
        recounting.spread(case_ids, now)
    return row


def moved(before: Written | None, after: Written, effect: Effect) -> list[int]:
    """The cases that follow: those that move, or where they are too many to count, all that might."""
    return counted.cases(after.slug, first_difference(before, after)) if effect.more else effect.cases


def add(slug: str, text: str, person: str, now: datetime) -> Calendar:
    """One more row. Two at once: the second finds the number taken."""
    revision = calendars.next_revision(slug)
    try:
        with transaction():
            row = Calendar.create(slug=slug, revision=revision, toml=text, person=person, at=now)
    except IntegrityError:
        raise Overtaken from None
    Audit.create(at=now, verb="publish", detail=f"calendar {slug} {revision}")
    return row
