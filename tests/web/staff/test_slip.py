"""The slip for a customer without e-mail: his link on paper, in his language, shown to nobody without need."""

import html
import re

import pytest

from portal.store.audit import Audit
from portal.store.case import Case
from portal.web.opened import status_token

THURSDAY = "Thu 2026-08-20 16:00"


@pytest.fixture
def case(office) -> Case:
    return office.file(THURSDAY, email="", phone="138 0013 8000", language="en")


@pytest.fixture
def browser(desk, office):
    return desk(office.agent)


def slip(browser, case):
    return browser.get(f"/staff/cases/{case.reference}/slip")


def test_it_says_the_reference_the_promises_and_the_way_to_the_case(browser, case, app):
    page = slip(browser, case)
    assert page.headers["Cache-Control"] == "no-store"
    with app.app_context():
        address = f"http://localhost/s/{status_token(case)}"
    for part in (case.reference, html.escape(address), "What we promised you", "data:image/svg+xml"):
        assert part in page.text
    assert browser.get(address).status_code == 200


def test_it_speaks_the_language_of_the_customer(desk, office):
    case = office.file(THURSDAY, email="", phone="138 0013 8000", language="zh")
    page = desk(office.agent).get(f"/staff/cases/{case.reference}/slip?lang=en")
    assert '<html lang="zh-CN"' in page.text


def test_the_page_of_the_case_leads_to_it_only_where_no_letter_reaches_him(browser, office, case):
    way = re.compile(r'href="/staff/cases/[^"]+/slip"')
    assert way.search(browser.get(f"/staff/cases/{case.reference}").text)
    other = office.file(THURSDAY, email="li@example.com")
    assert not way.search(browser.get(f"/staff/cases/{other.reference}").text)
    assert slip(browser, other).status_code == 404


def test_each_showing_is_in_the_audit(browser, case, office):
    slip(browser, case)
    rows = list(Audit.select().where(Audit.verb == "slip"))
    assert [(row.case_id, row.person_id) for row in rows] == [(case.id, office.agent.id)]


def test_a_hidden_case_has_none(browser, office):
    case = office.file(THURSDAY, email="", phone="138 0013 8000", about_staff="Zhao")
    assert slip(browser, case).status_code == 404
