"""Bringing a database to this version's tables, safely when two processes start at once."""

from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from portal.store.db import db, is_sqlite

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_267_483  # any number, the same for every process of this project


def migrate() -> list[str]:
    """Apply what is missing, one process at a time; the names of what was applied. Needs an open connection."""
    _write_ahead()
    with _alone():
        return Runner(db.obj, directory=str(FOLDER)).up()


def pending() -> list[str]:
    """The names of the migrations this database still lacks."""
    return [m.name for m in Runner(db.obj, directory=str(FOLDER)).status() if m.path and not m.applied]


def known() -> set[str]:
    """The names of all migrations of this version."""
    return {m.name for m in Runner(db.obj, directory=str(FOLDER)).migrations()}


def applied() -> list[str]:
    """The names of the migrations this database has."""
    return sorted(Runner(db.obj, directory=str(FOLDER)).applied())


def _write_ahead() -> None:
    # WAL is a property of the file: it is set here once, never by racing web processes.
    if is_sqlite():
        db.execute_sql("pragma journal_mode=wal")


@contextmanager
def _alone():
    with _alone_on_sqlite() if is_sqlite() else _alone_on_postgresql():
        yield


@contextmanager
def _alone_on_postgresql():
    db.execute_sql("select pg_advisory_lock(%s)", (LOCK,))
    try:
        yield
    finally:
        db.execute_sql("select pg_advisory_unlock(%s)", (LOCK,))


@contextmanager
def _alone_on_sqlite():
    # An IMMEDIATE transaction is the lock: the second process waits for it, and then finds nothing to do.
    with db.atomic():
        yield
