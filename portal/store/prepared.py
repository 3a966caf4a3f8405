"""Reads whose SQL is written once a process and then only given its value: peewee takes longer to write the SQL of a
page than the database takes to answer it."""

from collections.abc import Callable

from peewee import ModelSelect

from portal.store.db import db, is_sqlite

VALUE = -(2**31) + 1  # stands in the SQL's parameters where the value will be; no row has this id


class Prepared:
    """A read that depends on one value: an id, a moment in seconds, a text. `build(value)` makes the query, which must
    be the same for every value; a read that depends on none is called without one."""

    def __init__(self, build: Callable[[int], ModelSelect]):
        self._build = build
        self._built: dict[bool, tuple[ModelSelect, str, list]] = {}  # each kind of database marks values its own way

    def __call__(self, value: int | str = VALUE) -> list:
        query, sql, params = self._built.get(is_sqlite()) or self._write()
        cursor = db.execute_sql(sql, [value if param is None else param for param in params])
        return list(query._get_cursor_wrapper(cursor))  # how peewee itself turns this query's rows into objects

    def first(self, value: int | str):
        """The first of these rows, or None."""
        return next(iter(self(value)), None)

    def _write(self) -> tuple[ModelSelect, str, list]:
        query = self._build(VALUE)
        sql, params = query.sql()
        params = [None if str(param) == str(VALUE) else param for param in params]  # a read compares nothing with None
        self._built[is_sqlite()] = query, sql, params
        return query, sql, params


def prepared(build: Callable[[int], ModelSelect]) -> Prepared:
    """As a decorator of the function that makes the query."""
    return Prepared(build)
