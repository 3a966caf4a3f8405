"""Cases that may belong to the one on the page: of the same customer, or in much the same words; and joining them."""

import re

import pytest

from portal.core.case import Verb
from portal.store import likeness
from portal.store.audit import Audit
from portal.store.case import Case
from portal.web.opened import status_token
from tests.core.test_likeness import LIFT, SAME_LIFT, SAME_STREET, SOFA, STREET
from tests.web.staff.cases.page import Page, words
from tests.web.staff.cases.test_new_case import Writer
from tests.web.staff.test_queue import queries

LATER = "Thu 2026-08-20 10:20"


@pytest.fixture
def told(office, desk, clock):
    """`told(person, **typed)`: the page of a case with these words, in his browser."""
    clock.at("Thu 2026-08-20 11:00")

    def tell(person=None, body=LIFT, **typed) -> Page:
        return Page(desk(person or office.agent), office.file(LATER, body=body, **{"email": "a@example.com"} | typed))

    return tell


def others(page) -> str:
    """What the section says, or nothing where there is none."""
    found = re.search(r'<section[^>]*aria-labelledby="similar">.*?</section>', page.look().text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def file(office, **typed) -> Case:
    return office.file("Thu 2026-08-20 10:10", **{"email": "b@example.com", "body": SOFA} | typed)


# --- of the same customer


@pytest.mark.parametrize(
    ("shared", "why"),
    [
        ({"email": "li.lei@example.com"}, "the same e-mail address"),
        ({"phone": "13800138000"}, "the same phone number"),
        ({"order_number": "HP-77120"}, "the same order number"),
    ],
)
def test_another_case_of_the_same_customer_stands_there_with_the_reason(office, told, shared, why):
    other = file(office, subject="The sofa", **shared)
    said = others(told(**shared))
    assert f"{other.reference} Received The sofa" in said
    assert why in said


def test_what_is_empty_is_shared_with_nobody(office, told):
    file(office)
    assert others(told()) == ""


def test_the_newest_five_and_where_the_others_are(office, told):
    for _ in range(5):
        file(office, email="li.lei@example.com")
    page = told(email="li.lei@example.com")
    assert "Show all" not in others(page)
    newest = file(office, email="li.lei@example.com")
    said = others(page)
    assert "Show all of this customer" in said
    assert said.count("the same e-mail address") == 5
    assert said.index(newest.reference) < 30
    found = page.browser.get("/staff/queue?q=li.lei@example.com")
    assert found.text.count('class="queue-about"') == 7


def found_by_the_link(page) -> int:
    """How many cases “Show all of this customer” leads to."""
    link = re.search(r'href="([^"]+)">Show all of this customer', page.look().text)[1]
    return page.browser.get(link).text.count('class="queue-about"')


@pytest.mark.parametrize("shared", [{"phone": "+86 138 0013 8000"}, {"order_number": "HP-77120"}])
@pytest.mark.parametrize("email", ["a@example.com", ""])
def test_all_are_looked_for_by_what_they_share(office, told, shared, email):
    for n in range(6):
        file(office, email=f"p{n}@example.com", **shared)
    assert found_by_the_link(told(email=email, kind="suggestion", **shared)) == 7


def test_of_what_as_many_share_it_is_the_address(office, told):
    both = {"email": "a@example.com", "order_number": "HP-77120"}
    for _ in range(6):
        file(office, **both)
    file(office, email="a@example.com")
    file(office, order_number="HP-77120")
    page = told(**both)
    assert found_by_the_link(page) == 8
    assert "/staff/queue?q=a@example.com" in page.look().text


# --- in much the same words


@pytest.mark.parametrize(("one", "other"), [(LIFT, SAME_LIFT), (STREET, SAME_STREET)])
def test_much_the_same_words_whoever_wrote_them(office, told, one, other):
    told_before = file(office, body=other, email="", phone="1")
    said = others(told(body=one))
    assert told_before.reference in said
    assert "much the same words" in said


def test_other_words_and_short_ones_are_not(office, told):
    file(office, body=SOFA)
    file(office, body="Help")
    assert others(told()) == ""
    assert others(told(body="Help", email="c@example.com")) == ""


def test_both_reasons_are_told_at_once(office, told):
    file(office, body=SAME_LIFT, email="a@example.com")
    said = others(told())
    assert "the same e-mail address, much the same words" in said


def test_words_that_were_typed_by_staff_are_found_too(office, told, desk):
    page = told()
    assert Writer(desk(office.agent)).send(body=SAME_LIFT).status_code == 303
    typed = Case.get(Case.channel == "phone")
    assert f"{typed.reference} Received {SAME_LIFT[:20]}" in others(page)


def test_a_note_is_no_filing(told):
    told().do("note", body=SOFA)
    assert others(told(body=SOFA, email="c@example.com")) == ""


# --- who sees it


def test_a_hidden_case_is_not_there(office, told):
    hidden = file(office, body=SAME_LIFT, email="a@example.com", about_staff="Chen")
    assert others(told()) == ""
    assert hidden.reference in others(told(office.supervisor))


@pytest.mark.parametrize(
    ("most", "shared"), [("COMPARED", {"body": SAME_LIFT}), ("OF_A_CUSTOMER", {"email": "a@example.com"})]
)
def test_hidden_cases_take_nobodys_place(office, told, monkeypatch, most, shared):
    monkeypatch.setattr(likeness, most, 2)
    other, page = file(office, **shared), told()
    for _ in range(3):
        file(office, body=LIFT, email="a@example.com", about_staff="Chen")
    assert other.reference in others(page)


def test_an_erased_case_shares_nothing(office, told):
    page, other = told(), file(office, body=SAME_LIFT, email="a@example.com")
    office.customer("Thu 2026-08-20 10:15", Verb.WITHDRAW)
    assert other.reference in others(page)
    office.customer("Thu 2026-08-20 10:30", Verb.ERASE)
    assert others(page) == ""


def test_an_auditor_joins_nothing(office, told):
    file(office, body=SAME_LIFT)
    said = others(told(office.auditor))
    assert "much the same words" in said
    assert "Join with" not in said


# --- joining


def test_the_link_opens_the_form_with_the_reference_in_it(office, told):
    other, page = file(office, body=SAME_LIFT), told()
    link = re.search(rf'href="([^"]+other={other.reference}#merge)"', page.look().text)[1]
    before, read = office.history(), Audit.select().count()
    shown = page.browser.get(link.partition("#")[0])
    assert re.search(rf'<input[^>]*name="other"[^>]*value="{other.reference}"', shown.text)
    assert re.search(r'<details class="more deed" open>\s*<summary id="merge">', shown.text)
    assert (office.history(), Audit.select().count()) == (before, read + 1)


@pytest.mark.parametrize("typed", ["nothing", "%00", "%ED%A0%80", "K7Q-3FM-1", "<b>", "a" * 5000])
def test_what_is_no_reference_proposes_nothing(told, typed):
    page = told()
    shown = page.browser.get(f"{page.url}?other={typed}")
    assert shown.status_code == 200
    assert '<details class="more deed" open>' not in shown.text


def test_what_is_joined_or_over_is_not_proposed_again(office, told):
    other, page = file(office, body=SAME_LIFT), told()
    page.do("merge", other=other.reference)
    assert "Similar cases" not in words(page.look())
    assert "Similar cases" not in words(Page(page.browser, other).look())
    over = file(office, body=SAME_LIFT)
    office.resolve("Thu 2026-08-20 10:40")
    said = others(told(email="c@example.com"))
    assert over.reference in said
    assert f"Join with {over.reference}" not in said


def test_both_links_work_while_the_cases_are_joined_and_after_they_are_parted(office, told, desk, client):
    page, other = told(), file(office, body=SAME_LIFT)

    def links() -> dict[str, int]:
        with client.application.test_request_context():
            paths = {case.reference: f"/s/{status_token(Case.get_by_id(case.id))}" for case in (other, page.case)}
        return {reference: client.get(path).status_code for reference, path in paths.items()}

    def opened(case) -> str:
        with client.application.test_request_context():
            path = f"/s/{status_token(Case.get_by_id(case.id))}"
        client.post(f"{path}/open")
        return words(client.get(path))

    both = {other.reference: 200, page.case.reference: 200}
    page.do("merge", other=other.reference)
    assert links() == both
    assert "goes on with it" in opened(page.case)
    office.respond("Thu 2026-08-20 11:00")
    assert "We have read it" in opened(page.case), "what was answered in the other one"
    Page(desk(office.supervisor), page.case).do("restore")
    assert links() == both
    assert "In progress" in opened(page.case)
    assert SAME_LIFT in opened(other)
    assert LIFT not in opened(other)


# --- what it costs


def test_three_questions_however_many_there_are(office, told):
    case = told(phone="13800138000", order_number="HP-77120").case

    def asked() -> int:
        with queries() as sent:
            found = likeness.found(case, LIFT, office.agent, ())
        assert found
        return len(sent)

    file(office, body=SAME_LIFT)
    assert asked() == 3
    for _ in range(6):
        file(office, body=SAME_LIFT, email="a@example.com")
    assert asked() == 3
