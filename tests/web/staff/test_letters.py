"""The letters: what did not arrive is seen, read and sent again; a sealed case keeps its letters to itself."""

from datetime import timedelta

import pytest

from portal.store.case import Case
from portal.store.letter import Letter

FILED = "Fri 2026-08-21 09:00"


@pytest.fixture
def letter(office, clock) -> Letter:
    """The receipt of a case, dead: the mail server knows nobody of this name."""
    case = office.file(FILED)
    Letter.update(
        state="dead", try_at=None, tries=1, error="550 no such user", at=clock.now - timedelta(hours=1)
    ).where(Letter.case == case).execute()
    return Letter.get(Letter.case == case)


def test_a_dead_letter_stands_on_top_with_its_error(desk, office, letter):
    page = desk(office.agent).get("/staff/letters").text
    assert page.index("These need somebody") < page.index("The last seven days")
    assert "Could not be delivered" in page
    assert "550 no such user" in page
    assert "1 try" in page
    assert "li@example.com" in page


def test_a_dead_letter_is_sent_again(desk, office, letter, clock):
    browser = desk(office.agent)
    browser.post(f"/staff/letters/{letter.id}/again")
    again = Letter.get_by_id(letter.id)
    assert (again.state, again.try_at, again.tries) == ("queued", clock.now, 0)
    assert again.message_id == letter.message_id, "every copy is known as the same letter"
    page = browser.get("/staff/letters").text
    assert "The letter is on its way again." in page
    assert "These need somebody" not in page


def test_a_letter_the_postman_carries_is_left_to_him(desk, office, letter, clock):
    Letter.update(state="queued", worker="a postman", try_at=clock.now).execute()
    browser = desk(office.agent)
    browser.post(f"/staff/letters/{letter.id}/again")
    assert Letter.get_by_id(letter.id).worker == "a postman"
    assert "The postman is carrying this letter right now." in browser.get("/staff/letters").text


def test_a_letter_goes_to_the_address_its_customer_has_now(desk, office, letter):
    Case.update(email="right@example.com").execute()
    desk(office.agent).post(f"/staff/letters/{letter.id}/again")
    assert Letter.get_by_id(letter.id).recipient == "right@example.com"


def test_a_wrong_address_is_corrected_and_the_letter_sent_there(desk, office, letter, clock):
    browser = desk(office.agent)
    answer = browser.post(f"/staff/letters/{letter.id}/correct", email="Li.Lei@Example.com")
    assert answer.status_code == 303
    again, receipt = Letter.get_by_id(letter.id), Letter.select().order_by(Letter.id.desc()).first()
    assert (office.case.email, again.recipient, again.state) == ("li.lei@example.com", "li.lei@example.com", "queued")
    assert (receipt.kind, receipt.recipient) == ("received", "li.lei@example.com")
    assert "The address is corrected" in browser.get(f"/staff/letters/{letter.id}").text


@pytest.mark.parametrize("typed", ["", "li", "a@b@c", "a@x.test, b@x.test", "a@x.test\r\nBcc: b@x.test"])
def test_what_is_no_address_comes_back_with_a_sentence(desk, office, letter, typed):
    answer = desk(office.agent).post(f"/staff/letters/{letter.id}/correct", email=typed)
    assert answer.status_code == 422
    assert "address" in answer.text
    assert office.case.email == "li@example.com"
    assert Letter.get_by_id(letter.id).state == "dead"


def test_a_letter_to_staff_has_no_address_to_correct(desk, office, letter):
    Letter.update(kind="assigned", recipient="chen@example.com").execute()
    browser = desk(office.agent)
    assert "Correct it and send again" not in browser.get(f"/staff/letters/{letter.id}").text
    assert browser.post(f"/staff/letters/{letter.id}/correct", email="x@example.com").status_code == 409


def test_a_letter_that_waits_for_more_news_says_so(desk, office, letter, clock):
    Letter.update(state="queued", kind="reply", error=None, tries=0, try_at=clock.now + timedelta(minutes=10)).execute()
    assert "Waits for what else is written, until " in desk(office.agent).get("/staff/letters").text


def test_a_letter_is_read_without_its_link(desk, office, letter):
    page = desk(office.agent).get(f"/staff/letters/{letter.id}").text
    assert "(here stands the private link)" in page
    assert "{{link}}" not in page
    assert "/s/" not in page


@pytest.mark.parametrize(
    ("state", "error", "sentence"),
    [
        ("cancelled", "cap", "as many letters as we send to one address"),
        ("cancelled", "withdrawn", "The case was erased before the letter went out."),
        ("cancelled", "declined", "This customer does not want to be asked how we did."),
        ("uncertain", None, "May have arrived"),
        ("queued", None, "Waiting to be sent"),
        ("sent", None, "Sent"),
    ],
)
def test_each_standing_is_said_in_words(desk, office, letter, state, error, sentence):
    Letter.update(state=state, error=error).execute()
    assert sentence in desk(office.agent).get("/staff/letters").text


def test_a_letter_that_waits_for_its_next_try_says_when(desk, office, letter, clock):
    Letter.update(state="queued", error="451 later", try_at=clock.now + timedelta(minutes=10), tries=2).execute()
    page = desk(office.agent).get("/staff/letters").text
    assert "2 tries" in page
    assert "10:10" in page


def test_an_agent_sees_no_letter_of_a_sealed_case(desk, office, letter):
    Case.update(sealed=True).execute()
    browser = desk(office.agent)
    assert "li@example.com" not in browser.get("/staff/letters").text
    assert browser.get(f"/staff/letters/{letter.id}").status_code == 404
    assert browser.post(f"/staff/letters/{letter.id}/again").status_code == 404
    assert "li@example.com" in desk(office.supervisor).get("/staff/letters").text


def test_whom_a_complaint_is_about_sees_no_letter_of_it(desk, office, letter):
    Case.update(about=office.supervisor).execute()
    assert desk(office.supervisor).get(f"/staff/letters/{letter.id}").status_code == 404
    assert desk(office.admin).get(f"/staff/letters/{letter.id}").status_code == 200


def test_letters_about_accounts_are_the_seniors_business(desk, office, letter):
    desk(None).post("/staff/forgotten", email="zhao@example.com")
    assert "zhao@example.com" not in desk(office.agent).get("/staff/letters").text
    assert "zhao@example.com" in desk(office.supervisor).get("/staff/letters").text


@pytest.mark.parametrize("kind", ["digest", "handed_over"])
def test_what_tells_one_colleague_of_several_cases_is_his_alone(desk, office, letter, kind):
    """A complaint about a supervisor stands in the administrator's digest (DESIGN.md 5.4)."""
    Letter.update(case=None, kind=kind, recipient=office.admin.email).execute()
    for person, status in ((office.admin, 200), *((other, 404) for other in (office.supervisor, office.auditor))):
        assert desk(person).get(f"/staff/letters/{letter.id}").status_code == status
        assert ("550 no such user" in desk(person).get("/staff/letters").text) == (status == 200)


def test_an_agent_reads_his_own_digest_too(desk, office, letter):
    Letter.update(case=None, kind="digest", recipient=office.agent.email).execute()
    assert desk(office.agent).get(f"/staff/letters/{letter.id}").status_code == 200
    assert desk(office.colleague).get(f"/staff/letters/{letter.id}").status_code == 404


def test_an_auditor_reads_and_sends_nothing(desk, office, letter):
    page = desk(office.auditor).get("/staff/letters").text
    assert "550 no such user" in page
    assert "Send again" not in page


@pytest.mark.parametrize("number", [999, 2**62, 2**70])
def test_a_letter_that_is_not_there_is_no_page(desk, office, letter, number):
    assert desk(office.agent).get(f"/staff/letters/{number}").status_code == 404


def test_more_letters_than_a_page_holds_are_read_on(desk, office, letter, clock):
    row = {name: letter.__data__[name] for name in ("case", "kind", "recipient", "language", "text", "at")}
    Letter.insert_many(
        [row | {"subject": f"Letter {n:03}", "message_id": f"<{n}@x>", "state": "sent"} for n in range(60)]
    ).execute()
    browser = desk(office.agent)
    first = browser.get("/staff/letters").text
    assert "Letter 059" in first
    assert "Letter 005" not in first
    second = browser.get(f"/staff/letters?before={Letter.get(Letter.subject == 'Letter 010').id}").text
    assert "Letter 005" in second
    assert "Letter 010" not in second


def test_older_letters_are_not_listed(desk, office, letter, clock):
    Letter.update(state="sent", at=clock.now - timedelta(days=8)).execute()
    assert "No letter was written" in desk(office.agent).get("/staff/letters").text
