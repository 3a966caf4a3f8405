"""Calendars as numbered revisions of TOML; the last revision counts. And the drafts people are still working at."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from peewee import CharField, ForeignKeyField, IntegerField, TextField, Tuple, fn

from portal.core.calendar import WorkingCalendar
from portal.core.calendar_text import Written, read
from portal.core.rounds import Round
from portal.core.terms import Guarantee
from portal.store.db import InstantField, Row
from portal.store.person import Person
from portal.store.prepared import prepared

Calendars = dict[str | tuple[str, int], WorkingCalendar]  # by slug the last, by slug and revision an older one


class Calendar(Row):
    slug = CharField(max_length=40)
    revision = IntegerField()
    toml = TextField()
    person = CharField(max_length=120)
    at = InstantField()

    class Meta:
        indexes = ((("slug", "revision"), True),)

    @property
    def written(self) -> Written:
        return read(self.toml)


class CalendarDraft(Row):
    """What one person wants a calendar to become. `base` is the revision it began with, 0 for a new calendar."""

    slug = CharField(max_length=40)
    person = ForeignKeyField(Person, index=False)
    base = IntegerField()
    toml = TextField()
    at = InstantField()

    class Meta:
        table_name = "calendar_draft"
        indexes = ((("slug", "person"), True),)

    @property
    def written(self) -> Written:
        return read(self.toml)


@lru_cache(maxsize=64)
def _compiled(toml: str, revision: int) -> WorkingCalendar:
    return WorkingCalendar.from_dict(tomllib.loads(toml), revision)


def latest() -> Calendars:
    """Every calendar by its slug, compiled from its last revision. One query; compiled once a process."""
    return {slug: _compiled(toml, revision) for slug, revision, toml in _newest()}


@prepared
def _newest():
    newest = Calendar.select(fn.MAX(Calendar.id)).group_by(Calendar.slug)
    return Calendar.select(Calendar.slug, Calendar.revision, Calendar.toml).where(Calendar.id.in_(newest)).tuples()


def all_revisions() -> Calendars:
    """The last revision of every calendar, and every older one."""
    rows = Calendar.select().order_by(Calendar.id)
    return {(row.slug, row.revision): _compiled(row.toml, row.revision) for row in rows} | latest()


def with_older(calendars: Calendars, rounds: Iterable[tuple[Guarantee | None, Round]]) -> Calendars:
    """The same with those older revisions that some of these rounds are counted on; a query only where one is."""
    wanted = {key for guarantee, round in rounds if (key := _older(calendars, guarantee, round))}
    if not wanted:
        return calendars
    found = Calendar.select().where(Tuple(Calendar.slug, Calendar.revision).in_([Tuple(*key) for key in wanted]))
    return calendars | {(row.slug, row.revision): _compiled(row.toml, row.revision) for row in found}


def _older(calendars: Mapping, guarantee: Guarantee | None, round: Round) -> tuple[str, int] | None:
    promise = guarantee.promise(round.code) if guarantee and round.code else None
    last = calendars.get(promise.calendar) if promise else None
    return (promise.calendar, round.revision) if last and round.revision < last.revision else None


def next_revision(slug: str) -> int:
    return last_revision(slug) + 1


def last_revision(slug: str) -> int:
    """The number of the revision that counts; 0 where there is no such calendar."""
    return Calendar.select(fn.MAX(Calendar.revision)).where(Calendar.slug == slug).scalar() or 0


def same_as_last(slug: str, toml: str) -> bool:
    """Whether publishing this text would change nothing."""
    last = row(slug)
    return last is not None and last.toml == toml


def row(slug: str, revision: int | None = None) -> Calendar | None:
    """One revision of a calendar, the last without a number; None where there is none."""
    return _last.first(slug) if revision is None else _one.first(slug, revision)


@prepared
def _last(slug: str):
    return Calendar.select().where(Calendar.slug == slug).order_by(Calendar.revision.desc()).limit(1)


@prepared
def _one(slug: str, revision: int):
    return Calendar.select().where(Calendar.slug == slug, Calendar.revision == revision)


def rows() -> list[Calendar]:
    """The last revision of every calendar, by slug."""
    newest = Calendar.select(fn.MAX(Calendar.id)).group_by(Calendar.slug)
    return list(Calendar.select().where(Calendar.id.in_(newest)).order_by(Calendar.slug))


def history(slug: str, limit: int = 20) -> list[Calendar]:
    """The latest revisions of a calendar, the newest first, without their texts."""
    columns = (Calendar.id, Calendar.slug, Calendar.revision, Calendar.person, Calendar.at)
    mine = Calendar.select(*columns).where(Calendar.slug == slug)
    return list(mine.order_by(Calendar.revision.desc()).limit(limit))


def draft(slug: str, person: Person) -> CalendarDraft | None:
    return _draft.first(slug, person.id)


@prepared
def _draft(slug: str, person_id: int):
    return CalendarDraft.select().where(CalendarDraft.slug == slug, CalendarDraft.person == person_id)


def drafts(person: Person) -> list[CalendarDraft]:
    return list(CalendarDraft.select().where(CalendarDraft.person == person).order_by(CalendarDraft.slug))


def unentered(now: datetime) -> dict[str, tuple[WorkingCalendar, tuple[int, ...]]]:
    """The calendars that lack the holidays of a year they need by now, with these years. One query."""
    return {slug: (one, years) for slug, one in latest().items() if (years := one.unentered(now))}
