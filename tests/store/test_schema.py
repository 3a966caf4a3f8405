"""The tables the migrations make are the tables the models describe, on whichever database the tests run."""

import importlib
import pkgutil

import pytest

from portal import store
from portal.store import schema
from portal.store.db import InstantField, Row, is_sqlite


def models() -> list[type[Row]]:
    for module in pkgutil.iter_modules(store.__path__):
        if not module.ispkg:
            importlib.import_module(f"portal.store.{module.name}")
    return sorted(Row.__subclasses__(), key=lambda model: model._meta.table_name)


MODELS = models()


def test_every_table_has_its_model(db):
    tables = {name for name in db.obj.get_tables() if not name.startswith(("search", "schema_migration"))}
    assert tables == {model._meta.table_name for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.table_name)
def test_a_table_has_the_columns_of_its_model(db, model):
    there = {column.name: column for column in db.obj.get_columns(model._meta.table_name)}
    wanted = {field.column_name: field for field in model._meta.sorted_fields}
    assert there.keys() == wanted.keys()
    assert {name for name, column in there.items() if column.null} == {
        name for name, field in wanted.items() if field.null
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.table_name)
def test_moments_are_wide_enough_for_every_century(db, model):
    there = {column.name: column.data_type.lower() for column in db.obj.get_columns(model._meta.table_name)}
    moments = [field.column_name for field in model._meta.sorted_fields if isinstance(field, InstantField)]
    wide = {"bigint", "integer"} if is_sqlite() else {"bigint"}  # SQLite's integers are as wide
    assert {there[name] for name in moments} <= wide


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.table_name)
def test_what_must_be_unique_is_unique_in_the_table(db, model):
    there = {frozenset(index.columns) for index in db.obj.get_indexes(model._meta.table_name) if index.unique}
    wanted = {frozenset([field.column_name]) for field in model._meta.sorted_fields if field.unique}
    for names, unique in model._meta.indexes:
        if unique:
            wanted.add(frozenset(model._meta.fields[name].column_name for name in names))
    assert wanted <= there


def test_nothing_is_left_to_migrate(db):
    assert schema.pending() == []
    assert set(schema.applied()) == schema.known()
