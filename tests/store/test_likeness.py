"""What the migration keeps of the cases that were there before it, and what is kept of new ones, is the same."""

from importlib import util

import pytest

from portal.store.db import db as store
from portal.store.db import is_sqlite
from portal.store.likeness import BEGINNING, Likeness
from portal.store.schema import FOLDER
from tests.actions.office import Office
from tests.core.test_likeness import LIFT, STREET


@pytest.fixture
def office(app):
    with app.app_context():
        yield Office()


def kept() -> set[tuple[int, int]]:
    return set(Likeness.select(Likeness.case, Likeness.band).tuples())


def migration():
    spec = util.spec_from_file_location("likeness_migration", FOLDER / "0016_likeness.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_cases_from_before_are_found_by_the_same_numbers(office, monkeypatch):
    for body in (LIFT, STREET, "Help", LIFT + " and so on" * BEGINNING):
        office.file("Thu 2026-08-20 10:00", body=body)
    before = kept()
    assert len({case_id for case_id, _ in before}) == 3
    Likeness.delete().execute()
    module = migration()
    monkeypatch.setattr(module, "AT_ONCE", 2)
    module._keep_what_is_there(store)
    assert kept() == before


def test_its_indexes_are_used(office):
    """A partial index that its query does not name to the letter is a table read from end to end."""
    plan = "explain query plan" if is_sqlite() else "explain"
    if not is_sqlite():
        store.execute_sql("set local enable_seqscan = off")
    for table, where, index in (
        ("cases", "phone = '1' and phone <> ''", "cases_phone"),
        ("cases", "order_number = '1' and order_number <> ''", "cases_order_number"),
        ("cases t1", "t1.severity = 'major' and t1.closed_at is null", "cases_major"),
        ("likeness", "case_id = 1", "likeness_case"),
    ):
        said = " ".join(str(row) for row in store.execute_sql(f"{plan} select 1 from {table} where {where}").fetchall())
        assert index in said
