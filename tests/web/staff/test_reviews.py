"""The pages of reviews, and the page of one colleague's work."""

import pytest

from portal.actions import reviewing
from portal.core.case import Verb
from portal.store.review import Review
from tests.web.staff.test_queue import queries

FRIDAY, MONDAY = "Fri 2026-08-28 09:00", "Mon 2026-08-31 10:00"
CODES = ("understood", "true_and_clear", "respect", "next_step", "agreed")
GOOD = {f"mark_{code}": "yes" for code in CODES}
FAULTY = GOOD | {"mark_respect": "no"}


def close(office, **typed):
    office.file(FRIDAY, kind="praise", **typed)
    office.staff(FRIDAY, Verb.TAKE)
    office.resolve(FRIDAY, "answered")
    office.staff(FRIDAY, Verb.CLOSE)


@pytest.fixture
def address(app, office, clock) -> str:
    """The page of the review that was drawn on Monday, of a case of Chen's."""
    close(office)
    clock.at(MONDAY)
    with app.app_context():
        reviewing.draw(clock.now)
    return f"/staff/reviews/{Review.get().id}"


def test_from_the_lot_to_the_result(desk, office, address):
    supervisor, agent = desk(office.supervisor), desk(office.agent)
    reference = office.case.reference
    assert reference in supervisor.get("/staff/reviews").text
    assert "Did we understand what the customer wanted?" in supervisor.get(address).text
    assert supervisor.post(f"{address}/sheet", **FAULTY, words="The tone").status_code == 303
    assert "The tone" in agent.get(address).text
    assert agent.post(f"{address}/explain", words="I was in a hurry").status_code == 303
    page = supervisor.get(address).text
    assert "I was in a hurry" in page
    assert supervisor.post(f"{address}/result", result="advice", words="Read it aloud").status_code == 303
    page = agent.get(address).text
    assert "Something to do better next time" in page
    assert "Read it aloud" in page
    assert "80%" in page


def test_the_lot_is_laid_open(desk, office, address):
    page = desk(office.supervisor).get(address).text
    assert "from 1 case closed between" in page
    assert Review.get().draw.seed in page


def test_every_question_is_answered(desk, office, address):
    page = desk(office.supervisor).post(f"{address}/sheet", mark_respect="nonsense", words="kept words")
    assert page.status_code == 422
    assert page.text.count("Choose an answer.") >= 5
    assert "kept words" in page.text
    assert Review.get().stage == "drawn"


def test_the_handler_sees_no_form_of_the_reviewer_and_the_other_way_round(desk, office, address):
    assert "Fill in the sheet" not in desk(office.agent).get(address).text
    assert desk(office.agent).post(f"{address}/sheet", **GOOD).status_code == 403
    supervisor = desk(office.supervisor)
    supervisor.post(f"{address}/sheet", **FAULTY)
    assert "Put it beside the sheet" not in supervisor.get(address).text
    told = supervisor.post(f"{address}/explain", words="in his place")
    assert told.status_code == 409
    assert "Only the colleague who handled the case can explain it." in told.text
    assert "in his place" in told.text


def test_the_second_of_two_reviewers_keeps_his_words(desk, office, address):
    first, second = desk(office.supervisor), desk(office.admin)
    first.post(f"{address}/sheet", **FAULTY)
    told = second.post(f"{address}/sheet", **FAULTY, words="An hour of thought")
    assert told.status_code == 409
    assert "Somebody was faster" in told.text
    assert "An hour of thought" in told.text


def test_a_double_click_makes_one_sheet(desk, office, address):
    browser = desk(office.supervisor)
    answers = [browser.post(f"{address}/sheet", **FAULTY).status_code for _ in range(2)]
    assert answers == [303, 409]


def test_a_review_is_the_seniors_business_and_the_handlers(desk, office, address):
    assert desk(office.colleague).get(address).status_code == 404
    assert office.case.reference not in desk(office.colleague).get("/staff/reviews").text
    for person in (office.agent, office.supervisor, office.admin, office.auditor):
        assert desk(person).get(address).status_code == 200
        assert office.case.reference in desk(person).get("/staff/reviews").text


@pytest.mark.parametrize("number", [999, 2**31, 2**63])
def test_a_review_that_is_not_there_is_no_page(desk, office, number):
    assert desk(office.supervisor).get(f"/staff/reviews/{number}").status_code == 404


def test_a_colleagues_work_in_figures(desk, office, address):
    office.file("Mon 2026-08-31 09:30", kind="enquiry")
    office.staff("Mon 2026-08-31 09:35", Verb.TAKE)
    page = " ".join(desk(office.agent).get(f"/staff/people/{office.agent.id}").text.split())
    assert "<dt>Open cases</dt><dd>1</dd>" in page
    assert "<dt>Promises kept</dt><dd>1 of 1; too few for a share (from 10 on)</dd>" in page
    assert "<dt>Reviews</dt><dd>None is finished</dd>" in page


def test_it_is_for_the_colleague_and_for_supervisors_only(desk, office):
    address = f"/staff/people/{office.agent.id}"
    statuses = {p.name: desk(p).get(address).status_code for p in (office.agent, office.colleague, office.supervisor)}
    assert statuses == {"Chen": 200, "Zhao": 404, "Wang": 200}
    assert desk(office.admin).get(address).status_code == 404
    assert desk(office.auditor).get(address).status_code == 404


def test_a_complaint_about_somebody_is_in_none_of_the_figures_he_reads(desk, office):
    case = office.file("Mon 2026-08-31 09:30", about_staff="Chen")
    type(case).update(owner=office.agent).where(type(case).id == case.id).execute()
    address = f"/staff/people/{office.agent.id}"
    assert "<dt>Open cases</dt><dd>0</dd>" in desk(office.agent).get(address).text
    assert "<dt>Open cases</dt><dd>1</dd>" in desk(office.supervisor).get(address).text


def test_what_the_pages_cost(desk, office, address, app):
    browser = desk(office.supervisor)
    cost = {}
    for page in ("/staff/reviews", address, f"/staff/people/{office.agent.id}"):
        with queries() as sent:
            browser.get(page)
        cost[page.rpartition("/")[0]] = len(sent)
    assert cost == {"/staff": 6, "/staff/reviews": 7, "/staff/people": 9}, cost
