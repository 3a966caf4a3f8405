"""The people of the back office: inviting, changing a role, retiring."""

import pytest

from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.letter import Letter
from portal.store.person import Person
from tests.web.staff.conftest import hire


def test_an_administrator_invites_a_colleague(desk, staff):
    browser = desk(staff.admin)
    browser.post("/staff/people", email="Wu@Example.com", role="supervisor", language="zh")
    invited = Person.get(Person.email == "wu@example.com")
    assert (invited.role, invited.language, invited.password) == ("supervisor", "zh", None)
    assert [row.recipient for row in Letter.select().where(Letter.kind == "invite")] == ["wu@example.com"]
    page = browser.get("/staff/people").text
    assert "An invitation is on its way to wu@example.com" in page
    assert "Invited" in page


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter your colleague’s e-mail address"),
        ("wu", "Check the e-mail address"),
        ("wu@example.com, li@example.com", "Check the e-mail address"),
        ("wu@example.com\r\nBcc: li@example.com", "Check the e-mail address"),
        ("chen@example.com", "Somebody with this address works here already."),
        ("w" * 300 + "@example.com", "has room for 254 characters"),
    ],
)
def test_what_cannot_be_invited_is_said_at_the_field(desk, staff, email, sentence):
    page = desk(staff.admin).post("/staff/people", email=email, role="agent", language="en")
    assert page.status_code == 200
    assert sentence in page.text
    assert Letter.select().count() == 0


def test_no_role_comes_from_outside_the_list(desk, staff):
    browser = desk(staff.admin)
    browser.post("/staff/people", email="wu@example.com", role="emperor", language="en")
    browser.post(f"/staff/people/{staff.agent.id}/role", role="emperor")
    assert Person.get_or_none(Person.email == "wu@example.com") is None
    assert Person.get_by_id(staff.agent.id).role == "agent"


def test_fields_that_are_not_on_the_form_change_nothing(desk, staff):
    desk(staff.admin).post(
        "/staff/people", email="wu@example.com", role="agent", language="en", password="mine", epoch="9", name="X"
    )
    invited = Person.get(Person.email == "wu@example.com")
    assert (invited.password, invited.name) == (None, "wu")


def test_a_role_is_changed_and_signs_its_person_out(desk, staff):
    theirs = desk(staff.agent)
    desk(staff.admin).post(f"/staff/people/{staff.agent.id}/role", role="supervisor")
    assert Person.get_by_id(staff.agent.id).role == "supervisor"
    assert theirs.get("/staff/queue").status_code == 303


def test_whoever_retires_is_out_at_once(desk, staff):
    theirs, browser = desk(staff.agent), desk(staff.admin)
    browser.post(f"/staff/people/{staff.agent.id}/retire")
    assert theirs.get("/staff/queue").status_code == 303
    page = browser.get("/staff/people").text
    assert "Chen is signed out and cannot sign in any more." in page
    assert "1 person does not work here any more" in page


def test_one_who_retired_can_be_invited_back(desk, staff):
    browser = desk(staff.admin)
    browser.post(f"/staff/people/{staff.agent.id}/retire")
    browser.post("/staff/people", email="chen@example.com", role="auditor", language="en")
    back = Person.get_by_id(staff.agent.id)
    assert (back.retired_at, back.role) == (None, "auditor")


@pytest.mark.parametrize("order", ["role", "retire"])
def test_nobody_shuts_the_door_behind_himself(desk, staff, order):
    browser = desk(staff.admin)
    browser.post(f"/staff/people/{staff.admin.id}/{order}", role="agent")
    assert "You cannot do this to your own account." in browser.get("/staff/people").text
    kept = Person.get_by_id(staff.admin.id)
    assert (kept.role, kept.retired_at) == ("admin", None)


@pytest.mark.parametrize("number", [999, 2**31, 2**63])
def test_who_is_not_there_is_no_page(desk, staff, number):
    assert desk(staff.admin).post(f"/staff/people/{number}/retire").status_code == 404


SHUT = "There is 1 complaint that nobody here may open."


def test_an_administrator_is_told_of_a_complaint_that_nobody_here_may_open(desk, office):
    """It names a supervisor and the only administrator: no list holds it, and its promises run."""
    browser, case = desk(office.admin), office.file("Fri 2026-08-21 09:00", about_staff="Wang and Qian")
    for page in (browser.get("/staff/queue").text, browser.get("/staff/people").text):
        assert SHUT in page
        assert case.reference not in page
    assert "有1件投诉，目前没有人有权打开。" in browser.get("/staff/people?lang=zh").text
    for person in (office.agent, office.supervisor, office.auditor):
        assert SHUT not in desk(person).get("/staff/queue").text
    another = hire("admin", "Xu")
    assert case.reference in desk(another).get("/staff/queue").text
    assert SHUT not in desk(another).get("/staff/queue").text


def test_supervisors_see_who_works_here_and_change_nothing(desk, staff):
    page = desk(staff.supervisor).get("/staff/people").text
    assert "chen@example.com" in page
    assert "Invite a colleague" not in page
    assert "/retire" not in page


def test_every_change_is_written_down(desk, staff):
    browser = desk(staff.admin)
    browser.post(f"/staff/people/{staff.agent.id}/role", role="supervisor")
    browser.post(f"/staff/people/{staff.agent.id}/retire")
    rows = [(row.person_id, row.verb, row.detail) for row in Audit.select().order_by(Audit.id)]
    assert rows == [
        (staff.admin.id, "role_changed", f"person {staff.agent.id} supervisor"),
        (staff.admin.id, "retired", f"person {staff.agent.id}"),
    ]


# --- handing over


def test_open_cases_go_to_a_colleague_in_one_go(desk, office):
    office.file("Fri 2026-08-21 09:00")
    office.staff("Fri 2026-08-21 09:05", Verb.TAKE)
    browser, address = desk(office.supervisor), f"/staff/people/{office.agent.id}/hand-over"
    assert "1 case is open or still owes something." in browser.get(address).text
    answer = browser.post(address, to=str(office.colleague.id))
    assert answer.headers["Location"] == "/staff/people"
    assert "1 case went to Zhao." in browser.get("/staff/people").text
    assert office.case.owner_id == office.colleague.id
    assert "There is nothing to hand over" in browser.get(address).text


@pytest.mark.parametrize("to", ["", "999", "x", "himself", "auditor"])
def test_the_receiver_is_a_colleague_who_handles_cases(desk, office, to):
    office.file("Fri 2026-08-21 09:00")
    office.staff("Fri 2026-08-21 09:05", Verb.TAKE)
    typed = {"himself": office.agent.id, "auditor": office.auditor.id}.get(to, to)
    page = desk(office.supervisor).post(f"/staff/people/{office.agent.id}/hand-over", to=str(typed))
    assert "Choose a colleague." in page.text
    assert office.case.owner_id == office.agent.id


def test_whoever_retires_with_open_cases_leads_on_to_their_hand_over(desk, office):
    office.file("Fri 2026-08-21 09:00")
    office.staff("Fri 2026-08-21 09:05", Verb.TAKE)
    browser = desk(office.admin)
    answer = browser.post(f"/staff/people/{office.agent.id}/retire")
    assert answer.headers["Location"] == f"/staff/people/{office.agent.id}/hand-over"
    assert "Open cases of Chen: 1. Hand them over now." in browser.get(answer.headers["Location"]).text
    browser.post(answer.headers["Location"], to=str(office.colleague.id))
    assert (office.case.owner_id, office.history()) == (office.colleague.id, ["file", "take", "hand_over"])
