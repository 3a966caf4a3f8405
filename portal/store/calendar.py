"""Calendars as numbered revisions of TOML; the last revision counts."""

import tomllib
from functools import lru_cache

from peewee import CharField, IntegerField, TextField, fn

from portal.core.calendar import WorkingCalendar
from portal.store.db import InstantField, Row
from portal.store.prepared import prepared


class Calendar(Row):
    slug = CharField(max_length=40)
    revision = IntegerField()
    toml = TextField()
    person = CharField(max_length=120)
    at = InstantField()

    class Meta:
        indexes = ((("slug", "revision"), True),)


@lru_cache(maxsize=64)
def _compiled(toml: str) -> WorkingCalendar:
    return WorkingCalendar.from_dict(tomllib.loads(toml))


def latest() -> dict[str, WorkingCalendar]:
    """Every calendar by its slug, compiled from its last revision. One query; compiled once a process."""
    return {slug: _compiled(toml) for slug, toml in _newest()}


@prepared
def _newest(_id: int):
    newest = Calendar.select(fn.MAX(Calendar.id)).group_by(Calendar.slug)
    return Calendar.select(Calendar.slug, Calendar.toml).where(Calendar.id.in_(newest)).tuples()


def next_revision(slug: str) -> int:
    return (Calendar.select(fn.MAX(Calendar.revision)).where(Calendar.slug == slug).scalar() or 0) + 1


def same_as_last(slug: str, toml: str) -> bool:
    """Whether publishing this text would change nothing."""
    last = Calendar.select().where(Calendar.slug == slug).order_by(Calendar.revision.desc()).first()
    return last is not None and last.toml == toml
