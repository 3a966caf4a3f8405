"""The heartbeat of the loops that work by themselves, so that staff see when one has stopped."""

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
