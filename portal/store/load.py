"""How much is due when: the queue, counted by the hour."""

from collections import Counter
from datetime import datetime, timedelta

from peewee import SQL, fn

from portal.store.case import Case, visible_to
from portal.store.person import Person

HOUR = 3600


def by_hour(person: Person, start: datetime, hours: int, offset: timedelta) -> Counter:
    """Of the cases this person may see: how many have their next promise due in each of the hours from `start` on, by
    the number of the hour. `offset` is that of local time, so that an hour is one of the clock on the wall."""
    first = _hour(start, offset)
    end = start + timedelta(hours=hours)
    hour = ((Case.due_at + int(offset.total_seconds())) / HOUR).converter(int)
    due = Case.select(hour.alias("hour"), fn.COUNT(Case.id)).where(Case.due_at >= start, Case.due_at < end)
    rows = due.where(visible_to(person)).group_by(SQL("hour")).tuples()
    return Counter({int(number) - first: count for number, count in rows})


def late(person: Person, now: datetime, most: int) -> int:
    """How many are late already; counted no further than `most`."""
    some = Case.select(SQL("1")).where(Case.due_at < now, visible_to(person)).limit(most)
    return some.count()


def _hour(at: datetime, offset: timedelta) -> int:
    return (int(at.timestamp()) + int(offset.total_seconds())) // HOUR
