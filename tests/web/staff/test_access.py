"""Every address of the back office, every role: who may. An address that is not in the table fails the build."""

import pytest

from portal.store.person import Person
from portal.web.staff import lock

ROLES = ("agent", "supervisor", "admin", "auditor")

EVERYBODY = "agent supervisor admin auditor"
HANDLERS = "agent supervisor admin"
SENIORS = "supervisor admin"

#: (method, address, who may). The addresses of cases are tested beside their room.
TABLE = [
    ("GET", "/staff/", EVERYBODY),
    ("GET", "/staff/queue", EVERYBODY),
    ("GET", "/staff/letters", EVERYBODY),
    ("GET", "/staff/letters/1", EVERYBODY),
    ("POST", "/staff/letters/1/again", HANDLERS),
    ("GET", "/staff/people", SENIORS),
    ("POST", "/staff/people", "admin"),
    ("POST", "/staff/people/1/role", "admin"),
    ("POST", "/staff/people/1/retire", "admin"),
]
CELLS = [
    pytest.param(method, address, role, role in may.split(), id=f"{method} {address} {role}")
    for method, address, may in TABLE
    for role in ROLES
]


def test_every_address_of_the_back_office_has_a_row(house):
    adapter = house.url_map.bind("localhost")
    tested = {(method, adapter.match(address, method)[0]) for method, address, _may in TABLE}
    there = {
        (method, rule.endpoint)
        for rule in house.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if lock.beneath_staff(rule.rule) and rule.endpoint not in lock.OPEN and "/cases" not in rule.rule
    }
    assert there == tested


@pytest.mark.parametrize(("method", "address", "role", "may"), CELLS)
def test_who_may(desk, staff, method, address, role, may):
    browser = desk(getattr(staff, role))
    answer = browser.get(address) if method == "GET" else browser.post(address)
    assert (answer.status_code == 403) is not may, answer.status
    assert answer.status_code < 500


@pytest.mark.parametrize(("method", "address"), [row[:2] for row in TABLE])
def test_a_stranger_and_one_who_retired_see_the_door(desk, staff, clock, method, address):
    retired = desk(staff.agent)
    Person.update(retired_at=clock.now).where(Person.id == staff.agent.id).execute()
    for browser in (desk(None), retired):
        if method == "GET":
            assert browser.get(address).headers["Location"].startswith("/staff/sign-in")
        else:
            assert browser.post(address).status_code == 403


@pytest.mark.parametrize(("method", "address"), [row[:2] for row in TABLE if row[0] == "POST"])
def test_an_order_from_another_site_is_refused(desk, staff, method, address):
    """Without the token of our own page nothing is done, whoever is signed in."""
    assert desk(staff.admin).client.post(address).status_code == 400


def test_the_house_does_not_start_with_a_door_forgotten(house, monkeypatch):
    monkeypatch.delitem(lock.ACCESS, "staff.people.retire")
    with pytest.raises(AssertionError, match=r"staff\.people\.retire"):
        lock.check(house)


def test_a_door_that_is_not_in_the_table_is_shut(desk, staff, monkeypatch):
    monkeypatch.delitem(lock.ACCESS, "staff.queue.show")
    assert desk(staff.admin).get("/staff/queue").status_code == 403
