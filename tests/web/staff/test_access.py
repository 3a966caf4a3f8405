"""Every address of the back office, every role: who may. An address that is not in the table fails the build."""

import pytest

from portal.store.person import Person
from portal.web.staff import lock
from portal.web.staff.cases.forms import FORMS

ROLES = ("agent", "supervisor", "admin", "auditor")

EVERYBODY = "agent supervisor admin auditor"
HANDLERS = "agent supervisor admin"
SENIORS = "supervisor admin"
OVERSEERS = "supervisor admin auditor"

#: (method, address, who may). There is no such case: whoever may, is told so. Which cases one may see, and what one
#: may do to each, is tested beside their room.
TABLE = [
    ("GET", "/staff/", EVERYBODY),
    ("GET", "/staff/queue", EVERYBODY),
    ("GET", "/staff/cases/new", HANDLERS),
    ("POST", "/staff/cases/new", HANDLERS),
    ("GET", "/staff/cases/K7Q-3FM-9", EVERYBODY),
    ("GET", "/staff/cases/K7Q-3FM-9/respond", EVERYBODY),
    ("POST", "/staff/cases/K7Q-3FM-9/respond", HANDLERS),
    ("GET", "/staff/cases/K7Q-3FM-9/files/1", EVERYBODY),
    ("POST", "/staff/cases/K7Q-3FM-9/draft", HANDLERS),
    ("GET", "/staff/cases/K7Q-3FM-9/draft", EVERYBODY),
    ("GET", "/staff/cases/K7Q-3FM-9/draft/letter.html", HANDLERS),
    ("GET", "/staff/cases/K7Q-3FM-9/slip", HANDLERS),
    ("GET", "/staff/replies", EVERYBODY),
    ("GET", "/staff/replies/new", HANDLERS),
    ("POST", "/staff/replies/new", HANDLERS),
    ("GET", "/staff/replies/1", HANDLERS),
    ("POST", "/staff/replies/1", HANDLERS),
    ("GET", "/staff/replies/1/retire", EVERYBODY),
    ("POST", "/staff/replies/1/retire", HANDLERS),
    ("GET", "/staff/incidents", EVERYBODY),
    ("GET", "/staff/incidents/new", HANDLERS),
    ("POST", "/staff/incidents/new", HANDLERS),
    ("GET", "/staff/incidents/1", EVERYBODY),
    ("GET", "/staff/incidents/1/change", HANDLERS),
    ("POST", "/staff/incidents/1/change", HANDLERS),
    ("GET", "/staff/incidents/1/show", EVERYBODY),
    ("POST", "/staff/incidents/1/show", SENIORS),
    ("POST", "/staff/incidents/1/hide", SENIORS),
    ("POST", "/staff/incidents/1/end", SENIORS),
    ("POST", "/staff/incidents/1/again", SENIORS),
    ("POST", "/staff/incidents/1/link", HANDLERS),
    ("POST", "/staff/incidents/1/unlink", HANDLERS),
    ("GET", "/staff/incidents/1/write", SENIORS),
    ("POST", "/staff/incidents/1/write", SENIORS),
    ("GET", "/staff/decisions", OVERSEERS),
    ("GET", "/staff/breaches", OVERSEERS),
    ("GET", "/staff/breaches/1", OVERSEERS),
    ("POST", "/staff/breaches/1", SENIORS),
    ("GET", "/staff/letters", EVERYBODY),
    ("GET", "/staff/letters/1", EVERYBODY),
    ("GET", "/staff/letters/gallery", EVERYBODY),
    ("GET", "/staff/letters/gallery/missed", EVERYBODY),
    ("GET", "/staff/letters/gallery/missed/zh.html", EVERYBODY),
    ("POST", "/staff/letters/1/again", HANDLERS),
    ("POST", "/staff/letters/1/correct", HANDLERS),
    ("GET", "/staff/mail", EVERYBODY),
    ("GET", "/staff/mail/1", EVERYBODY),
    ("GET", "/staff/mail/1/original", "supervisor admin auditor"),
    ("POST", "/staff/mail/1/attach", HANDLERS),
    ("POST", "/staff/mail/1/aside", HANDLERS),
    ("POST", "/staff/mail/1/back", HANDLERS),
    ("GET", "/staff/load", EVERYBODY),
    ("GET", "/staff/surveys", EVERYBODY),
    ("GET", "/staff/reports", OVERSEERS),
    ("GET", "/staff/reports.csv", OVERSEERS),
    ("GET", "/staff/calendars", EVERYBODY),
    ("GET", "/staff/calendars/shop", EVERYBODY),
    ("GET", "/staff/calendars/shop/revisions/1", EVERYBODY),
    ("GET", "/staff/calendars/new", "admin"),
    ("POST", "/staff/calendars/new", "admin"),
    ("GET", "/staff/calendars/shop/days", "admin"),
    ("POST", "/staff/calendars/shop/days", "admin"),
    ("GET", "/staff/calendars/shop/week", "admin"),
    ("POST", "/staff/calendars/shop/week", "admin"),
    ("GET", "/staff/calendars/shop/years", "admin"),
    ("POST", "/staff/calendars/shop/years", "admin"),
    ("GET", "/staff/calendars/shop/text", "admin"),
    ("POST", "/staff/calendars/shop/text", "admin"),
    ("GET", "/staff/calendars/shop/changes", "admin"),
    ("POST", "/staff/calendars/shop/changes", "admin"),
    ("POST", "/staff/calendars/shop/carry", "admin"),
    ("POST", "/staff/calendars/shop/discard", "admin"),
    ("GET", "/staff/people", SENIORS),
    ("POST", "/staff/people", "admin"),
    ("POST", "/staff/people/1/role", "admin"),
    ("POST", "/staff/people/1/retire", "admin"),
    ("POST", "/staff/people/1/second-factor/off", "admin"),
    ("GET", "/staff/people/1", EVERYBODY),
    ("GET", "/staff/people/1/hand-over", SENIORS),
    ("POST", "/staff/people/1/hand-over", SENIORS),
    ("GET", "/staff/teams", SENIORS),
    ("POST", "/staff/teams", "admin"),
    ("GET", "/staff/teams/1", "admin"),
    ("POST", "/staff/teams/1", "admin"),
    ("GET", "/staff/account", EVERYBODY),
    ("POST", "/staff/account", EVERYBODY),
    ("POST", "/staff/account/password", EVERYBODY),
    ("GET", "/staff/account/second-factor", EVERYBODY),
    ("POST", "/staff/account/second-factor", EVERYBODY),
    ("POST", "/staff/account/second-factor/off", EVERYBODY),
    ("POST", "/staff/account/codes", EVERYBODY),
    ("POST", "/staff/account/sessions/1/end", EVERYBODY),
    ("POST", "/staff/account/sessions/end", EVERYBODY),
    ("GET", "/staff/pledge", EVERYBODY),
    ("POST", "/staff/pledge", EVERYBODY),
    ("GET", "/staff/pledge/signed", SENIORS),
    ("GET", "/staff/reviews", EVERYBODY),
    ("GET", "/staff/reviews/1", EVERYBODY),
    ("POST", "/staff/reviews/1/sheet", SENIORS),
    ("POST", "/staff/reviews/1/explain", HANDLERS),
    ("POST", "/staff/reviews/1/result", SENIORS),
    ("GET", "/staff/guarantees", OVERSEERS),
    ("POST", "/staff/guarantees/drafts", SENIORS),
    ("GET", "/staff/guarantees/drafts/1", OVERSEERS),
    ("GET", "/staff/guarantees/drafts/1/edit/text", SENIORS),
    ("POST", "/staff/guarantees/drafts/1/edit/text", SENIORS),
    ("GET", "/staff/guarantees/drafts/1/edit/head", SENIORS),
    ("POST", "/staff/guarantees/drafts/1/edit/head", SENIORS),
    ("POST", "/staff/guarantees/drafts/1/approve", SENIORS),
    ("POST", "/staff/guarantees/drafts/1/publish", SENIORS),
    ("POST", "/staff/guarantees/drafts/1/discard", SENIORS),
    ("GET", "/staff/guarantees/drafts/1/rehearsal", OVERSEERS),
    ("GET", "/staff/audit", "admin auditor"),
    ("GET", "/staff/audit/audit.csv", "admin auditor"),
]
ROWS = [pytest.param(method, address, set(may.split()), id=f"{method} {address}") for method, address, may in TABLE]


def test_every_address_of_the_back_office_has_a_row(house):
    adapter = house.url_map.bind("localhost")
    tested = {(method, adapter.match(address, method)[0]) for method, address, _may in TABLE}
    there = {
        (method, rule.endpoint)
        for rule in house.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if lock.beneath_staff(rule.rule) and rule.endpoint not in lock.OPEN
    }
    assert there == tested


@pytest.mark.parametrize(("method", "address", "may"), ROWS)
def test_who_may(desk, staff, method, address, may):
    read = not address.endswith(".html")  # a letter is no page of ours
    answers = {}
    for role in ROLES:
        browser = desk(getattr(staff, role))
        answers[role] = browser.get(address, read=read) if method == "GET" else browser.post(address)
    assert {role for role, answer in answers.items() if answer.status_code != 403} == may
    assert all(answer.status_code < 500 for answer in answers.values())


@pytest.mark.parametrize(("method", "address"), [row[:2] for row in TABLE])
def test_a_stranger_and_one_who_retired_see_the_door(desk, staff, clock, method, address):
    retired = desk(staff.agent)
    Person.update(retired_at=clock.now).where(Person.id == staff.agent.id).execute()
    for browser in (desk(None), retired):
        if method == "GET":
            assert browser.get(address).headers["Location"].startswith("/staff/sign-in")
        else:
            assert browser.post(address).status_code == 403


ORDERS = [address for method, address, _may in TABLE if method == "POST"]


@pytest.mark.parametrize("address", ORDERS)
def test_an_order_from_another_site_is_refused(desk, staff, address):
    """Without the token of our own page nothing is done, whoever is signed in."""
    refused = (404, 422) if "/cases/" in address or "/breaches/" in address else (400,)
    assert desk(staff.admin).client.post(address).status_code in refused


@pytest.mark.parametrize("door", sorted(FORMS))
def test_no_door_of_a_case_opens_without_the_token(desk, office, clock, door):
    """These forms check it themselves, so that an old page comes back with everything typed."""
    case = office.file("Fri 2026-08-21 09:00")
    typed = {"body": "Words", "next_step": "More", "by_when": "2026-08-28T10:00", "outcome": "declined"}
    typed |= {"severity": "urgent", "verb": "note", "type": "note", "person": office.colleague.id}
    answer = desk(office.supervisor).client.post(f"/staff/cases/{case.reference}/{door}", data=typed)
    assert answer.status_code in (400, 409, 422), answer.status
    assert office.history() == ["file"]


def test_the_house_does_not_start_with_a_door_forgotten(house, monkeypatch):
    monkeypatch.delitem(lock.ACCESS, "staff.people.retire")
    with pytest.raises(AssertionError, match=r"staff\.people\.retire"):
        lock.check(house)


def test_a_door_that_is_not_in_the_table_is_shut(desk, staff, monkeypatch):
    monkeypatch.delitem(lock.ACCESS, "staff.queue.show")
    assert desk(staff.admin).get("/staff/queue").status_code == 403
