"""A copy of the whole database, consistent while everybody goes on working, and putting one back.

SQLite copies itself (its online backup reads one moment of the write-ahead log). PostgreSQL is copied by its own
pg_dump, at the moment of a snapshot that also counts the rows.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from portal.store.db import db, is_sqlite

#: The copy is one file of this name, whichever database it is of.
SQLITE, POSTGRESQL = "database.sqlite", "database.sql"
INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps what is not on the PATH
HISTORY = "schema_migration"


class NotPossible(Exception):
    """The copy could not be made or put back; the message is a sentence for whoever asked for it."""


def name() -> str:
    """What a copy of this database is called."""
    return SQLITE if is_sqlite() else POSTGRESQL


def counts() -> dict[str, int]:
    """How many rows there are in each table of ours."""
    return {table: db.execute_sql(f'select count(*) from "{table}"').fetchone()[0] for table in tables()}


def tables() -> list[str]:
    """The tables of the portal, without those in which SQLite's search keeps itself."""
    return sorted(name for name in db.obj.get_tables() if not name.startswith("search_"))


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not any(number for table, number in counts().items() if table not in (HISTORY, "pulse"))


def save(folder: Path) -> dict[str, int]:
    """Write the copy into this folder; how many rows each of its tables has."""
    return _save_sqlite(folder / SQLITE) if is_sqlite() else _save_postgresql(folder / POSTGRESQL)


def put_back(folder: Path) -> None:
    """Make this database what the copy in this folder is: all of it or nothing."""
    if is_sqlite():
        with closing(sqlite3.connect(folder / SQLITE)) as copy:
            copy.backup(db.connection())
    else:
        _put_back_postgresql(folder / POSTGRESQL)


def check(folder: Path) -> None:
    """Raises NotPossible where the copy in this folder is damaged. Of a dump psql is the judge."""
    if (folder / SQLITE).exists():
        with closing(sqlite3.connect(folder / SQLITE)) as copy:
            said = copy.execute("pragma integrity_check").fetchone()[0]
        if said != "ok":
            raise NotPossible(f"The database in the backup is damaged: {said}")


# --- SQLite


def _save_sqlite(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as copy:
        db.connection().backup(copy)  # in one go: in steps it would begin anew with each write of somebody else
        copy.execute("pragma journal_mode = delete")  # one file, without a log beside it
        named = copy.execute("select name from sqlite_master where type = 'table'").fetchall()
        ours = sorted(name for (name,) in named if not name.startswith(("search_", "sqlite_")))
        return {table: copy.execute(f'select count(*) from "{table}"').fetchone()[0] for table in ours}


# --- PostgreSQL


def _save_postgresql(file: Path) -> dict[str, int]:
    dump = _tool("pg_dump")
    with db.atomic():
        db.execute_sql("set transaction isolation level repeatable read")
        snapshot = db.execute_sql("select pg_export_snapshot()").fetchone()[0]
        _run([dump, "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"])
        return counts()


def _put_back_postgresql(file: Path) -> None:
    old = ", ".join(f'"{table}"' for table in db.obj.get_tables())
    drop = ["--command", f"drop table if exists {old} cascade"] if old else []
    drop += ["--command", "drop function if exists audit_is_kept()"]  # no table's, so it does not go with one
    once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run([_tool("psql"), *once, *drop, f"--file={file}"])


def _tool(name: str) -> str:
    """The newest program of this name: an old one cannot read a newer server."""
    installed = sorted(INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise NotPossible(f"{name} is not installed here. On Debian: apt-get install postgresql-client")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, env=os.environ | _whereabouts(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPossible(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def _whereabouts() -> dict[str, str]:
    """Which database it is, by the environment: a list of processes would show the password."""
    info = db.connection().info
    facts = {"PGHOST": info.host, "PGPORT": str(info.port), "PGUSER": info.user, "PGDATABASE": info.dbname}
    facts |= {"PGPASSWORD": info.password, "PGSSLMODE": info.get_parameters().get("sslmode", "")}
    return {name: value for name, value in facts.items() if value}
