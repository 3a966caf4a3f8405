"""The heartbeat of the loops that work by themselves, so that staff see when one has stopped."""

from collections.abc import Iterable
from datetime import datetime

from peewee import CharField

from portal.store.db import InstantField, Row


class Pulse(Row):
    name = CharField(max_length=20, primary_key=True)
    at = InstantField()


def beat(name: str, now: datetime) -> None:
    """Note that this loop was alive at `now`."""
    Pulse.insert(name=name, at=now).on_conflict(conflict_target=[Pulse.name], update={Pulse.at: now}).execute()


def last(name: str) -> datetime | None:
    row = Pulse.get_or_none(Pulse.name == name)
    return row.at if row else None


def last_of(names: Iterable[str]) -> dict[str, datetime]:
    """When each of these loops was last alive; a loop that never ran is not in it."""
    return {row.name: row.at for row in Pulse.select().where(Pulse.name.in_(names))}
