"""Reads whose SQL is written once a process and then only given its values: peewee takes longer to write the SQL of a
page, and to find out what the columns of the answers are, than the database takes to answer it."""

from collections.abc import Callable

from peewee import Query

from portal.store.db import db, is_sqlite

#: This and the numbers after it stand in the SQL's parameters where the values will be; no row has such an id.
FIRST_MARK = -(2**31) + 1

Value = int | str | None


class Prepared:
    """A query that depends on a few values: an id, a moment in seconds, a text. `build(*values)` makes it, and makes
    the same one for all values."""

    def __init__(self, build: Callable[..., Query]):
        self._build = build
        self._written: dict[bool, _Written] = {}  # each kind of database marks values its own way

    def __call__(self, *values: Value) -> list:
        """The rows."""
        return self._for(values).rows(values)

    def first(self, *values: Value):
        """The first of the rows, or None."""
        return next(iter(self(*values)), None)

    def change(self, *values: Value) -> int:
        """How many rows were changed by an update or a delete."""
        return self._for(values).send(values).rowcount

    def _for(self, values: tuple) -> "_Written":
        sort = is_sqlite()
        if sort not in self._written:
            marks = [FIRST_MARK + place for place in range(len(values))]
            self._written[sort] = _Written(self._build(*marks), marks)
        return self._written[sort]


class _Written:
    """The SQL for one kind of database, and what makes objects of its rows, as peewee itself would for this query."""

    def __init__(self, query: Query, marks: list[int]):
        self._query, self._object = query, None
        self._sql, params = query.sql()
        places = {str(mark): place for place, mark in enumerate(marks)}
        self._params = [(param, places.get(str(param))) for param in params]

    def send(self, values: tuple):
        filled = [param if place is None else values[place] for param, place in self._params]
        return db.execute_sql(self._sql, filled)

    def rows(self, values: tuple) -> list:
        cursor = self.send(values)
        self._object = self._object or self._reader_of(cursor)
        return [self._object(row) for row in cursor.fetchall()]

    def _reader_of(self, cursor) -> Callable:
        wrapper = self._query._get_cursor_wrapper(cursor)
        wrapper.initialize()
        wrapper.cursor = None  # only needed for the names of its columns
        return wrapper.process_row


def prepared(build: Callable[..., Query]) -> Prepared:
    """As a decorator of the function that makes the query."""
    return Prepared(build)
