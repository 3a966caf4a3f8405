"""Canned replies: texts a team answers with again and again, in both languages, with places the case fills in."""

from datetime import datetime

from peewee import JOIN, CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row
from portal.store.person import Person, Team
from portal.store.prepared import prepared


class Canned(Row):
    """One text. Without a team it is everybody's. `verb` is the type of message it is for, or empty for any; `version`
    the lock; `used` how often it went to a customer."""

    name = CharField(max_length=120)
    team = ForeignKeyField(Team, null=True, index=False)
    verb = CharField(max_length=12, default="")
    body_en = TextField()
    body_zh = TextField()
    next_step_en = TextField(default="")
    next_step_zh = TextField(default="")
    used = IntegerField(default=0)
    used_at = InstantField(null=True)
    changed_by = ForeignKeyField(Person, null=True, index=False)
    changed_at = InstantField()
    retired_at = InstantField(null=True)
    version = IntegerField(default=1)

    def body(self, language: str) -> str:
        return self.body_zh if language == "zh" else self.body_en

    def next_step(self, language: str) -> str:
        return self.next_step_zh if language == "zh" else self.next_step_en


def in_use() -> list[Canned]:
    """All that can be used, each with its team and who changed it last, by team and name; everybody's first."""
    rows = Canned.select(Canned, Team, Person).join(Team, JOIN.LEFT_OUTER).switch(Canned).join(Person, JOIN.LEFT_OUTER)
    return list(rows.where(Canned.retired_at.is_null()).order_by(Team.name.is_null(False), Team.name, Canned.name))


def for_teams(team: int | None, other: int | None) -> list[Canned]:
    """Everybody's and those of these teams, the one used most first."""
    return _for_teams(team, other)


@prepared
def _for_teams(team: int, other: int):
    ours = Canned.team.is_null() | Canned.team.in_((team, other))
    rows = Canned.select(Canned.id, Canned.name, Canned.verb).where(Canned.retired_at.is_null(), ours)
    return rows.order_by(Canned.used.desc(), Canned.name, Canned.id)


def by_id(canned_id: int) -> Canned | None:
    """One that can be used."""
    return Canned.get_or_none(Canned.id == canned_id, Canned.retired_at.is_null())


def count_use(canned_id: int, now: datetime) -> None:
    """It went to a customer."""
    Canned.update(used=Canned.used + 1, used_at=now).where(Canned.id == canned_id).execute()


def change(canned: Canned, seen: int, **columns) -> bool:
    """Write these columns, unless somebody else changed it since that version."""
    there = (Canned.id == canned.id, Canned.version == seen, Canned.retired_at.is_null())
    return Canned.update(version=Canned.version + 1, **columns).where(*there).execute() == 1
