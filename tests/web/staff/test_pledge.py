"""The pledge: signed before the first case, and again when its text changes."""

import re

import pytest

from portal.store.audit import Audit
from portal.store.guarantee import Guarantee
from portal.store.person import Person, Session
from portal.store.pledge import Pledge

MARK = re.compile(r'name="mark" value="([0-9a-f]{64})"')


@pytest.fixture
def newcomer(desk, office):
    """Zhao, who has not signed yet, in a browser."""
    browser = desk(office.colleague)
    Person.update(pledged="").where(Person.id == office.colleague.id).execute()
    Session.update(owes="pledge").where(Session.person == office.colleague).execute()
    return browser


def sign(browser, **fields):
    page = browser.get("/staff/pledge").text
    return browser.post("/staff/pledge", mark=MARK.search(page)[1], **fields)


def change_the_text() -> None:
    """The version in force with another first sentence."""
    row = Guarantee.get()
    toml = row.toml.replace("I treat everybody alike", "I treat everybody kindly")
    Guarantee.update(toml=toml, hash="another").where(Guarantee.id == row.id).execute()


def test_nothing_opens_before_it_is_signed(newcomer):
    answer = newcomer.get("/staff/queue?view=mine")
    assert answer.headers["Location"] == "/staff/pledge?next=/staff/queue?view%3Dmine"
    page = newcomer.get("/staff/pledge").text
    assert "I treat everybody alike" in page
    assert "I promise this" in page


def test_once_signed_the_way_is_open(newcomer, office):
    assert sign(newcomer, next="/staff/letters").headers["Location"] == "/staff/letters"
    assert newcomer.get("/staff/queue").status_code == 200
    row = Pledge.get()
    assert (row.person_id, row.language, row.guarantee_id) == (office.colleague.id, "en", Guarantee.get().id)
    assert Audit.select().where(Audit.verb == "pledge_signed").count() == 1


def test_it_leads_to_no_other_host(newcomer):
    assert sign(newcomer, next="https://evil.test/").headers["Location"] == "/staff/queue"


def test_signed_twice_is_signed_once(newcomer):
    mark = MARK.search(newcomer.get("/staff/pledge").text)[1]
    for _ in range(2):
        assert newcomer.post("/staff/pledge", mark=mark).status_code == 303
    assert Pledge.select().count() == 1


def test_a_text_that_changed_meanwhile_is_read_once_more(newcomer):
    mark = MARK.search(newcomer.get("/staff/pledge").text)[1]
    change_the_text()
    newcomer.post("/staff/pledge", mark=mark)
    page = newcomer.get("/staff/pledge").text
    assert "The text has changed since you opened this page." in page
    assert "I treat everybody kindly" in page
    assert Pledge.select().count() == 0


def test_a_new_text_is_asked_for_within_a_minute(desk, office, clock):
    browser = desk(office.agent)
    change_the_text()
    clock.at("Fri 2026-08-21 10:01")
    assert browser.get("/staff/queue").headers["Location"].startswith("/staff/pledge")
    assert "This text has changed since you signed it." in browser.get("/staff/pledge").text
    sign(browser)
    assert browser.get("/staff/queue").status_code == 200


def test_the_same_words_in_a_later_version_need_no_other_signature(desk, office, clock):
    browser, row = desk(office.agent), Guarantee.get()
    Guarantee.create(
        number="2", toml=row.toml, hash=row.hash, author="A", published_at=clock.now, effective_at=clock.now
    )
    clock.at("Fri 2026-08-21 10:05")
    assert browser.get("/staff/queue").status_code == 200


def test_a_form_that_was_open_keeps_its_words(newcomer, office):
    case = office.file("Fri 2026-08-21 09:00")
    told = newcomer.post(f"/staff/cases/{case.reference}/note", body="Words that took an hour")
    assert told.status_code == 403
    assert "First the pledge, please" in told.text
    assert "Words that took an hour" in told.text
    assert office.history() == ["file"]


def test_without_a_pledge_nobody_signs(desk, office):
    row = Guarantee.get()
    toml = row.toml[: row.toml.index("[pledge]")] + row.toml[row.toml.index("[quality]") :]
    Guarantee.update(toml=toml, hash="none").where(Guarantee.id == row.id).execute()
    browser = desk(office.agent)
    assert browser.get("/staff/pledge").headers["Location"] == "/staff/queue"
    assert browser.get("/staff/queue").status_code == 200


def test_supervisors_see_who_signed_what_when_and_who_did_not(newcomer, desk, office):
    supervisor = desk(office.supervisor)
    before = supervisor.get("/staff/pledge/signed").text
    assert "Nobody has signed yet" in before
    assert "Zhao" in before
    sign(newcomer)
    page = supervisor.get("/staff/pledge/signed").text
    assert re.search(r"<bdi>Zhao</bdi>.*10:00.*English", page)
    assert "I treat everybody alike" in page
