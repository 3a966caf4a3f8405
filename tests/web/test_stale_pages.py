"""Nobody decides on what he has not read: a page that stood open while another plan was proposed."""

import re

import pytest

from tests.actions.office import Office
from tests.web.customer import Customer, at, to_waiting_on_a_plan, words

READ = re.compile(r'name="plan" value="(\d+)"')


@pytest.fixture
def customer(app, client, monkeypatch):
    """A customer with a plan before him."""
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Thu 2026-08-20 11:30"))
    with app.app_context():
        office = Office()
        to_waiting_on_a_plan(office)
        yield Customer(client, office, None)


@pytest.mark.parametrize("door", ["accept", "decline"])
def test_another_plan_is_read_before_it_is_decided_on(customer, door):
    """The refusal shows it; the next press means it."""
    read_first = READ.search(customer.open().text)[1]
    customer.office.propose("Thu 2026-08-20 11:10", by_when="Mon 2026-08-31 18:00")
    page = customer.send(door, plan=read_first, body="I want it sooner")
    assert (page.status_code, customer.office.case.state) == (409, "waiting")
    assert "We have proposed another plan since you opened this page." in words(page)
    shown = READ.search(page.text)[1]
    assert shown != read_first
    assert door == "accept" or "I want it sooner" in page.text
    assert customer.send(door, plan=shown, body="I want it sooner").status_code == 200
    assert customer.office.case.state == "in_progress"


@pytest.mark.parametrize("plan", ["0", "-1", "x", "٣", "9" * 50])
def test_a_plan_there_is_not_is_none_to_decide_on(customer, plan):
    customer.open()
    assert customer.send("accept", plan=plan).status_code == 409
    assert customer.office.case.state == "waiting"
