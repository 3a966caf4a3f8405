"""Whoever does not want to be asked how we did. Kept is a hash of the mailbox: it outlives the erased case, holds no
address, and no change of keys makes us forget it."""

from datetime import datetime

from peewee import CharField

from portal.store.db import InstantField, Row
from portal.store.prepared import prepared


class OptOut(Row):
    mark = CharField(max_length=64, primary_key=True)
    at = InstantField()

    class Meta:
        table_name = "opt_out"


def is_there(mark: str) -> bool:
    return _marked.first(mark) is not None


@prepared
def _marked(mark: str):
    return OptOut.select().where(OptOut.mark == mark)


def keep(mark: str, now: datetime) -> None:
    OptOut.insert(mark=mark, at=now).on_conflict_ignore().execute()


def forget(mark: str) -> None:
    OptOut.delete().where(OptOut.mark == mark).execute()
