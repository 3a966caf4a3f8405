"""The published versions of the guarantee, as TOML, and which one is in force."""

from datetime import datetime
from functools import lru_cache

from peewee import CharField, TextField

from portal.core import guarantee as core
from portal.store.db import InstantField, Row
from portal.store.prepared import prepared


class Guarantee(Row):
    number = CharField(max_length=40, unique=True)
    toml = TextField()
    hash = CharField(max_length=64)
    author = CharField(max_length=120)
    approver = CharField(max_length=120, null=True)
    approved_at = InstantField(null=True)
    published_at = InstantField(null=True)
    effective_at = InstantField(null=True, index=True)

    @property
    def version(self) -> core.Guarantee:
        """This version as the core's value. Parsed once a process: a published text never changes."""
        return _parsed(self.hash, self.toml)


def of(case) -> core.Guarantee | None:
    """The version a case is bound to, or None. No query where the case was read with it."""
    if case.guarantee_id is None:
        return None
    return (case.__rel__.get("guarantee") or _row.first(case.guarantee_id)).version


@prepared
def _row(guarantee_id: int):
    return Guarantee.select().where(Guarantee.id == guarantee_id)


@lru_cache(maxsize=64)
def _parsed(_hash: str, toml: str) -> core.Guarantee:
    return core.parse(toml)


def row_in_force(now: datetime) -> Guarantee | None:
    """The latest published version whose effective moment has come."""
    return _in_force.first(int(now.timestamp()))


@prepared
def _in_force(now: int):
    begun = Guarantee.select().where(Guarantee.published_at.is_null(False), Guarantee.effective_at <= now)
    return begun.order_by(Guarantee.published_at.desc(), Guarantee.id.desc()).limit(1)


def in_force(now: datetime) -> core.Guarantee | None:
    """The core value of the version in force, or None while nothing is published."""
    row = row_in_force(now)
    return row.version if row else None


def by_number(number: str) -> Guarantee | None:
    return Guarantee.get_or_none(Guarantee.number == number, Guarantee.published_at.is_null(False))


def history() -> list[Guarantee]:
    """Every published version, the newest first."""
    return _published()


@prepared
def _published():
    return Guarantee.select().where(Guarantee.published_at.is_null(False)).order_by(Guarantee.id.desc())


def standing(now: datetime | None) -> list[core.Guarantee]:
    """The versions customers rely on, the newest first: the one in force and those announced after it; without `now`,
    only the one published last."""
    rows = history()
    if now is None:
        return [row.version for row in rows[:1]]
    begun = next((at for at, row in enumerate(rows) if row.effective_at <= now), len(rows))
    return [row.version for row in rows[: begun + 1]]
