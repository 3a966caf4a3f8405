"""An address is verified by opening a link that was mailed to it, and by nothing else: not by filing or reading."""

import re

import pytest

from portal.core.case import Verb
from portal.mail import links, postman
from portal.store import case as cases
from tests.actions.office import Office
from tests.core.moments import at
from tests.web.customer import Customer

MOMENT = "Thu 2026-08-20 10:05"


@pytest.fixture
def customer(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at(MOMENT))
    with app.app_context():
        office = Office()
        office.file("Thu 2026-08-20 10:00")
        yield Customer(client, office, None)


def mailed(customer) -> str:
    return links.status(customer.office.case).removeprefix("http://localhost")


def verified(email: str = "li@example.com") -> bool:
    return cases.is_verified(email)


def test_the_mailed_link_shows_the_same_case(customer):
    page = customer.client.get(mailed(customer)).text
    assert customer.office.case.reference in page
    assert "broken leg" not in page


def test_opening_the_mailed_link_verifies_the_address(customer):
    assert customer.client.post(f"{mailed(customer)}/open").status_code == 303
    assert cases.reread(customer.office.case).opened_at == at(MOMENT)
    assert verified()


def test_whoever_filed_it_opens_it_and_verifies_nothing(customer):
    """A stranger who typed somebody's address is shown a link of his own, which was never mailed."""
    assert "broken leg" in customer.open().text
    assert not verified()


def test_following_the_link_verifies_nothing(customer):
    for _ in range(3):
        customer.client.get(mailed(customer))
        customer.client.head(mailed(customer))
    assert not verified()


def test_a_link_that_was_mailed_to_the_address_before_verifies_no_other(customer):
    old = mailed(customer)
    office = customer.office
    office.staff("Thu 2026-08-20 10:01", Verb.CORRECT, email="right@example.com")
    customer.client.post(f"{old}/open")
    assert not verified("right@example.com")
    customer.client.post(f"{mailed(customer)}/open")
    assert verified("right@example.com")


def test_a_corrected_address_is_a_new_one(customer):
    customer.client.post(f"{mailed(customer)}/open")
    customer.office.staff("Thu 2026-08-20 10:01", Verb.CORRECT, email="right@example.com")
    assert not verified()
    assert not verified("right@example.com")


def test_everything_on_the_page_stays_beneath_the_mailed_link(customer):
    """The cookie of the opened case travels with its address, so no button may lead to another one."""
    link = mailed(customer)
    customer.client.post(f"{link}/open")
    page = customer.client.get(link).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = customer.client.post(f"{link}/reply", data={"csrf_token": token, "body": "One more thing"}, read=False)
    assert answer.location == link
    assert "One more thing" in customer.client.get(link).text


def test_an_erased_case_is_nobodys_address(customer):
    office = customer.office
    customer.client.post(f"{mailed(customer)}/open")
    office.customer("Thu 2026-08-20 10:06", Verb.WITHDRAW)
    office.customer("Thu 2026-08-20 10:07", Verb.ERASE)
    assert not verified()
    assert postman.turn(at("Thu 2026-08-20 10:08"))
