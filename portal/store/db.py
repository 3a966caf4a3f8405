"""The database: one proxy, one kind of moment, one kind of transaction, on SQLite and on PostgreSQL."""

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

from peewee import BigIntegerField, DatabaseProxy, Model, SqliteDatabase
from playhouse.db_url import connect

try:  # The driver is only there where PostgreSQL is the store.
    import psycopg
except ImportError:
    psycopg = None

db = DatabaseProxy()

SQLITE_PRAGMAS = {
    "busy_timeout": 15_000,  # milliseconds: it outlasts a lock held for 5 seconds (FAULTS.md P8)
    "foreign_keys": 1,
    "synchronous": "full",  # an acknowledged case survives a power cut
    "secure_delete": 1,  # what is erased leaves no copy in free pages
    "journal_size_limit": 16 << 20,
}


def open_database(url: str):
    """Bind the proxy to `sqlite:///path` or `postgresql://…` and return the database. Opens no connection."""
    database = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
    db.initialize(database)
    return database


def _sqlite(url: str):
    # IMMEDIATE: a transaction that reads and then writes waits its turn instead of failing at once.
    settings = {"pragmas": SQLITE_PRAGMAS, "lock_type": "IMMEDIATE", "returning_clause": True, "autoconnect": False}
    if url.endswith(":memory:"):
        return connect(url, **settings)
    # Kept open from one request to the next, by whichever thread: whoever closes the last connection empties the log,
    # and the next one reads the tables' definitions anew, which together cost as much as a small page. And on a full
    # disk nobody could make the log again, not even to read.
    pooled = url.replace("sqlite:", "sqlite+pool:", 1)
    return connect(pooled, max_connections=0, check_same_thread=False, **settings)


def _postgresql(url: str):
    return connect(
        url.replace("postgresql://", "postgresql+pool://", 1),
        unquote_password=True,
        unquote_user=True,
        prefer_psycopg3=True,
        cursor_factory=psycopg.ClientCursor,
        prepare_threshold=None,
        autoconnect=False,
        max_connections=20,
        timeout=10,
        stale_timeout=300,
    )


def is_sqlite() -> bool:
    """Whether the store is SQLite. Asks the real database: the proxy itself is neither."""
    return isinstance(db.obj, SqliteDatabase)


@contextmanager
def connection():
    """A connection for this thread, closed at the end only by the one who opened it."""
    opened = db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            db.close()


def transaction():
    """One transaction; inside another one, a savepoint."""
    return db.atomic()


def now_of_the_store() -> datetime | None:
    """PostgreSQL's own clock, cut to whole seconds, so that skewed hosts agree; None on SQLite."""
    if is_sqlite():
        return None
    return db.execute_sql("select clock_timestamp()").fetchone()[0].astimezone(UTC).replace(microsecond=0)


class InstantField(BigIntegerField):
    """A moment: whole UTC seconds in the table, an aware UTC datetime in Python. Naive times are refused."""

    def db_value(self, value):
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"A moment needs its time zone: {value!r} has none.")
            return int(value.timestamp())
        return value

    def python_value(self, value):
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Row(Model):
    """The base of every table: saves write only what changed, so no one overwrites a colleague's column.

    The SQL of a save is written once for each set of columns: peewee takes six times as long to write it as the
    database takes to run it.
    """

    class Meta:
        database = db
        only_save_dirty = True
        legacy_table_names = False

    def __init__(self, *args, __no_default__=None, **values):
        """peewee sets what it read of a row value by value, as if each were a change, and then forgets the changes."""
        read = __no_default__ and values.keys() <= self._meta.fields.keys()
        if read:
            self.__data__, self.__rel__, self._dirty = values, {}, set()
        else:
            super().__init__(*args, __no_default__=__no_default__, **values)

    def save(self, force_insert: bool = False, only=None) -> bool:
        if only is not None or not self._meta.auto_increment:
            return super().save(force_insert, only)
        self._populate_unsaved_relations(self.__data__)
        if force_insert or self.id is None:
            return self._add()
        return bool(self._dirty) and self._change()

    def add_once(self) -> bool:
        """Insert the row; False where one with the same unique value is there already."""
        return self._add("on conflict do nothing")

    def change_once(self, column: str) -> bool:
        """Write what changed, unless this column was written meanwhile; False where it was."""
        return self._change(f'and "{column}" is null')

    def _add(self, unless: str = "") -> bool:
        fields = [field for field in self._meta.sorted_fields if self.__data__.get(field.name) is not None]
        sql = _insert(self._meta.table_name, tuple(f.column_name for f in fields), unless, db.param)
        for (new_id,) in db.execute_sql(sql, self._values(fields)).fetchall():
            self.__data__["id"] = new_id
        self._dirty.clear()
        return self.id is not None

    def _change(self, unless: str = "") -> bool:
        fields = [field for field in self._meta.sorted_fields if field.name in self._dirty]
        sql = _update(self._meta.table_name, tuple(f.column_name for f in fields), unless, db.param)
        changed = db.execute_sql(sql, [*self._values(fields), self.id]).rowcount
        self._dirty.clear()
        return changed == 1

    def _values(self, fields: list) -> list:
        return [field.db_value(self.__data__[field.name]) for field in fields]


@cache
def _insert(table: str, columns: tuple[str, ...], unless: str, param: str) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join([param] * len(columns))
    return f'insert into "{table}" ({names}) values ({marks}) {unless} returning "id"'


@cache
def _update(table: str, columns: tuple[str, ...], unless: str, param: str) -> str:
    changes = ", ".join(f'"{column}" = {param}' for column in columns)
    return f'update "{table}" set {changes} where "id" = {param} {unless}'
