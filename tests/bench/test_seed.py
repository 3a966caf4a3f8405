"""The seeded cases are what the gate would have left behind, and the same ones every time."""

from datetime import timedelta

import pytest

from bench import seed
from bench.seed import NOW
from portal.actions import watch
from portal.actions.keeping import reconcile
from portal.store import books
from portal.store.case import Case
from portal.store.deadline import Deadline
from tests.conftest import rolled_back

CASES, OPEN = 300, 150


@pytest.fixture(scope="module")
def seeded(house):
    with rolled_back():
        seed.write(seed.told(CASES, OPEN))
        seed.settle()
        yield


def test_everything_about_every_case_agrees(seeded):
    disagreements = [said for book in books.read() for said in reconcile.case(book)]
    assert disagreements == []
    assert (Case.select().count(), Deadline.select().count() // CASES) == (CASES, 3)


def test_the_same_seed_tells_the_same_cases(seeded):
    first = list(Case.select().order_by(Case.id).dicts())
    again = [rows.case["name"] for rows in seed.told(CASES, OPEN)]
    assert again == [row["name"] for row in first]


def test_what_falls_due_is_judged_by_the_watch(seeded, app):
    seed.falling_due(20, NOW - timedelta(minutes=1))
    due = [case.id for case in Case.select(Case.id).where(Case.due_at == NOW - timedelta(minutes=1))]
    with app.app_context():
        watch.turn(NOW)
    assert Deadline.select().where(Deadline.case.in_(due), Deadline.verdict == "broken").count() == len(due) == 20
