"""Publishing a version of the guarantee, and the calendars it counts on.

A version is added, never edited, and open cases keep the one they were received under: so publishing moves nobody's
deadline. A calendar the store does not have yet is taken from those that ship; one it has is left as it is.
"""

import tomllib
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path

from portal.core import guarantee as core
from portal.core.calendar import CalendarRefused, WorkingCalendar
from portal.core.guarantee import Fault, GuaranteeRefused, Publishing
from portal.store import calendar as calendars
from portal.store import guarantee as versions
from portal.store.audit import Audit
from portal.store.calendar import Calendar
from portal.store.db import transaction
from portal.store.guarantee import Guarantee

SHIPPED = Path(__file__).parent.parent / "guarantees"
DEMO = SHIPPED / "demo.toml"


def check(text: str) -> list[Fault]:
    """Every fault of a text, judged beside the versions and calendars there are. Changes nothing."""
    return core.check(text, _known_calendars(), _last_published())


def notes(text: str) -> list[Fault]:
    """What is worth knowing about a text without faults, before it is published. Needs no database."""
    return core.notes(core.parse(text), shipped_calendars())


def publish(text: str, author: str, approver: str | None, now: datetime) -> Guarantee:
    """Publish a text as the next version. Raises GuaranteeRefused with every fault, and then nothing changed."""
    with transaction():
        previous = _last_published()
        taken = frozenset(row.number for row in versions.history())
        faults = core.check(text, _known_calendars(), previous, Publishing(author, approver, now, taken))
        if faults:
            raise GuaranteeRefused(faults)
        version = core.parse(text)
        _add_calendars(version.calendars, author, now)
        row = _add(text, version, author, approver, now, _effective_at(version, previous, now))
        Audit.create(at=now, verb="publish", detail=f"guarantee {version.number}")
    return row


def publish_calendar(text: str, person: str, now: datetime) -> Calendar | None:
    """Add a revision of a calendar; None where the text is the last one's. Raises CalendarRefused."""
    slug = _slug(text)
    with transaction():
        if calendars.same_as_last(slug, text):
            return None
        revision = calendars.next_revision(slug)
        row = Calendar.create(slug=slug, revision=revision, toml=text, person=person, at=now)
        Audit.create(at=now, verb="publish", detail=f"calendar {slug} {revision}")
    return row


def publish_demo(now: datetime) -> Guarantee | None:
    """Publish the demo guarantee where nothing was published yet; None where something was."""
    if versions.history():
        return None
    text = DEMO.read_text("utf-8")
    demo = core.parse(text)
    return publish(text, demo.author, demo.approver, now)


def demo() -> core.Guarantee:
    """The demo guarantee, published or not."""
    return core.parse(DEMO.read_text("utf-8"))


def shipped_calendars() -> dict[str, WorkingCalendar]:
    """The calendars that ship, by slug."""
    return {slug: WorkingCalendar.from_dict(tomllib.loads(text)) for slug, text in _shipped().items()}


def _shipped() -> dict[str, str]:
    return {file.stem: file.read_text("utf-8") for file in sorted((SHIPPED / "calendars").glob("*.toml"))}


def _known_calendars() -> dict[str, WorkingCalendar]:
    return shipped_calendars() | calendars.latest()


def _add_calendars(slugs: tuple[str, ...], person: str, now: datetime) -> None:
    known, shipped = calendars.latest(), _shipped()
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


def _last_published() -> core.Guarantee | None:
    """The version published last, in force already or not: the one a change is compared with."""
    rows = versions.history()
    return rows[0].version if rows else None


def _effective_at(version: core.Guarantee, previous: core.Guarantee | None, now: datetime) -> datetime:
    """The first moment of the day it takes effect, or this moment where that is today."""
    day = core.effective_on(version, previous, now.astimezone(version.zone).date())
    return max(now, datetime.combine(day, time(), version.zone).astimezone(UTC))


def _add(
    text: str, version: core.Guarantee, author: str, approver: str | None, now: datetime, effective_at: datetime
) -> Guarantee:
    return Guarantee.create(
        number=version.number,
        toml=text,
        hash=sha256(text.encode()).hexdigest(),
        author=author.strip(),
        approver=approver.strip() if approver else None,
        approved_at=now if approver else None,
        published_at=now,
        effective_at=effective_at,
    )
