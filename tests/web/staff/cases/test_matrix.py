"""Who may do what to whose case: every door of the page, every role, his own case, a colleague's, and a hidden one.

What a cell expects is derived from the table of verbs: a role that is not in its line changes nothing, and a case one
may not see is no page, whatever one's role.
"""

import pytest

from portal.core import conditions
from portal.core.case import MOVES, Role, Verb
from portal.core.facts import STAFF
from portal.store import event
from portal.store.case import Case
from portal.store.db import db as store
from portal.store.person import Person
from portal.web.staff.cases.forms import FORMS, SAYINGS
from tests.web.staff.cases.test_verbs import VERBS

ROLES = ("agent", "supervisor", "admin", "auditor")
#: How the case stands and what is typed, by door. The doors of the composer are one form: the first stands for all.
TYPED = {door: (come, typed) for come, door, typed, *_rest in reversed(VERBS)}
DOORS = sorted({door for door in FORMS if door not in SAYINGS})


def whose(case: Case, person: Person, colleague: Person) -> dict[str, dict]:
    """The three cases of the matrix: what is different about each."""
    return {
        "own": {"owner": person},
        "foreign": {"owner": colleague},
        "hidden": {"owner": colleague, "about": person, "sealed": True},
    }


def expected(door: str, role: str, relation: str) -> str:
    """The cell: "shut" for the role, "no page", "done", or "refused"."""
    if role == "auditor":
        return "shut"
    if relation == "hidden":
        return "no page"
    line = MOVES[Verb(TYPED[door][1]["type"]) if door == "say" else Verb(door)]
    needs_another = line.fits is conditions.by_a_second_person and relation == "own"
    return "done" if Role(role) in line.by and not needs_another else "refused"


def happened(status: int, acted: bool) -> str:
    """What came of it, by what was answered and whether a person did something to the case."""
    told = {303: "done", 403: "shut", 404: "no page", 409: "refused", 422: "refused"}[status]
    assert acted is (told == "done"), (status, acted)
    return told


@pytest.mark.parametrize("door", [door for door in DOORS if door in TYPED])
def test_each_cell(desk, office, clock, case, door):
    come, typed = TYPED[door]
    come(office)
    clock.at("Thu 2026-08-20 13:40")
    cells = {}
    for role in ROLES:
        person = getattr(office, role)
        browser = desk(person)
        fields = {"csrf_token": browser.token} | typed
        for relation, changed in whose(case, person, office.colleague).items():
            with store.atomic() as tried:
                Case.update(changed).where(Case.id == case.id).execute()
                before = event.last_id(case)
                answer = browser.client.post(f"/staff/cases/{case.reference}/{door}", data=fields | {"seen": before})
                cells[role, relation] = happened(answer.status_code, event.somebody_acted_since(case, before))
                tried.rollback()
    assert cells == {(role, relation): expected(door, role, relation) for role, relation in cells}


@pytest.mark.parametrize("door", [door for door in DOORS if door not in TYPED])
def test_a_door_opens_for_nobody_who_is_not_in_the_line_of_its_verb(desk, office, case, door):
    """Of these doors nothing good is typed here; their own tests do that."""
    allowed = STAFF if door == "relay" else MOVES[Verb(door)].by  # that door gives verbs of the customer
    for role in ROLES:
        person = getattr(office, role)
        browser = desk(person)
        for relation, changed in whose(case, person, office.colleague).items():
            with store.atomic() as tried:
                Case.update(changed).where(Case.id == case.id).execute()
                status = browser.post(f"/staff/cases/{case.reference}/{door}", body="Words").status_code
                tried.rollback()
            shut = 403 if role == "auditor" else 404 if relation == "hidden" else None
            assert status == shut if shut else status in (409, 422), (role, relation, status)
            assert Role(role) in allowed or status != 303
    assert office.history() == ["file"]


@pytest.mark.parametrize("role", ROLES)
def test_reading(desk, office, case, role):
    """Everybody reads what he may see; a hidden case is no page."""
    person = getattr(office, role)
    browser, statuses = desk(person), {}
    for relation, changed in whose(case, person, office.colleague).items():
        with store.atomic() as tried:
            Case.update(changed).where(Case.id == case.id).execute()
            pages = (f"/staff/cases/{case.reference}", f"/staff/letters/{case.letters.get().id}")
            statuses[relation] = [browser.get(page).status_code for page in pages]
            tried.rollback()
    assert statuses == {"own": [200, 200], "foreign": [200, 200], "hidden": [404, 404]}
