"""The digest: once each working morning, what each of staff should know, in one letter instead of one for each event.

Whoever has nothing to know gets none. It is written once a morning however many workers there are, and none is written
late: after a night without a worker the queue says it all.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.core.mornings import Mornings
from portal.mail import letters, outbox
from portal.mail.letters import Morning
from portal.store import calendar, circle, digest, guarantee
from portal.store import person as people
from portal.store.db import transaction
from portal.store.person import Person

MORNING = timedelta(hours=4)  # after that it is no morning any more
AHEAD = timedelta(days=3)
SENIORS = ("supervisor", "admin")
UNTOLD = ("auditor",)  # they read, and have nothing to do


def mornings(now: datetime) -> Mornings:
    """Those of the guarantee in force, by the first of its calendars."""
    version = guarantee.in_force(now)
    slug = version.calendars[0] if version and version.calendars else ""
    return Mornings(letters.zone_of(version), calendar.latest().get(slug))


def is_due(now: datetime, written: datetime | None) -> datetime | None:
    """The morning whose digests are to be written now; None if there is none, or if it is `written`."""
    begun = mornings(now).last(now)
    return begun if begun != written and now - begun < MORNING else None


def write(morning: datetime, now: datetime) -> int:
    """The digests of this morning; how many there were to write."""
    since = mornings(now).last(morning - timedelta(seconds=1))
    told = [person for person in people.active() if person.role not in UNTOLD]
    return sum(_write(person, morning, since, now) for person in told)


def _write(person: Person, morning: datetime, since: datetime, now: datetime) -> bool:
    facts = _facts(person, since, now)
    if not facts.anything:
        return False
    draft = letters.digest(person, facts)
    with transaction():
        return outbox.queue(replace(draft, once=f"digest:{person.id}:{morning:%Y%m%d}"), now) is not None


def _facts(person: Person, since: datetime, now: datetime) -> Morning:
    version = guarantee.in_force(now)
    cases, number = digest.due(person, now + AHEAD)
    facts = Morning(version, now, since, tuple((c, c.due_at) for c in cases), number, tuple(digest.done(person, since)))
    if person.role not in SENIORS:
        return facts
    zone = letters.zone_of(version)
    days = since.astimezone(zone).date(), now.astimezone(zone).date()
    return replace(
        facts,
        broken=digest.broken(person, days),
        untaken=digest.untaken(person),
        undelivered=digest.undelivered(person, since),
        out_of_reach=circle.out_of_reach() if person.role == "admin" else 0,
    )
