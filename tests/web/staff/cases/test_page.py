"""What staff see of one case, who sees it, and how often the store is asked."""

import re

import pytest

from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.letter import Letter
from portal.store.person import Person
from tests.core.moments import at
from tests.web.staff.cases.page import (
    FILED,
    NOW,
    REPLY,
    TYPED,
    Page,
    as_filed,
    doors,
    missed,
    resolved,
    spam,
    taken,
    waiting,
    words,
)


def test_it_says_what_the_customer_wants_whose_turn_it_is_and_what_is_due(chen):
    shown = words(chen.look())
    for said in ("Broken table leg", "The table came with a broken leg", "A new leg", "Li Lei", "li@example.com"):
        assert said in shown
    assert "Our turn: nobody has taken it up yet" in shown
    assert "Nobody yet" in shown
    assert "today, 12:00 in 1 working hour 30 minutes A person replies to the customer within 2 working hours." in shown


def test_it_tells_the_whole_story_with_notes(page, office, clock):
    office.staff(NOW, Verb.NOTE, body="The last leg is in the showroom")
    office.respond("Thu 2026-08-20 10:40", by_when="Thu 2026-08-20 15:00")
    office.watch("Thu 2026-08-20 16:00")
    clock.at("Thu 2026-08-20 16:00")
    shown = words(page(office.agent).look())
    for said in ("The last leg is in the showroom", "What happens next: We ask the carrier", "A promise was missed"):
        assert said in shown
    assert "We have your complaint" in shown, "the letters of the case"


def test_a_date_we_gave_says_what_happens_then(page, office):
    office.respond(NOW, by_when="Thu 2026-08-20 15:00")
    shown = words(page(office.agent).look())
    assert "The date we gave the customer: We ask the carrier" in shown


def test_a_letter_that_did_not_arrive_is_said_above_everything(chen, case):
    assert "did not get our last letter" not in words(chen.look())
    Letter.update(state="dead", tries=3, error="550 No such user").where(Letter.case == case).execute()
    shown = words(chen.look())
    assert "The customer did not get our last letter." in shown
    assert "Could not be delivered 3 tries" in shown
    assert "550 No such user" in shown


def test_a_second_cycle_keeps_the_verdicts_of_the_first(chen, office, clock):
    office.resolve(NOW)
    office.customer("Thu 2026-08-20 11:00", Verb.NOT_SOLVED, "It wobbles")
    clock.at("Thu 2026-08-20 11:30")
    shown = words(chen.look())
    assert "It wobbles" in shown
    assert shown.index("Cycle 2") < shown.index("Cycle 1") < shown.index("Kept", shown.index("Cycle 1"))


def test_an_urgent_case_is_somebodys_in_every_sentence(chen):
    chen.do("reclassify", kind="complaint", service="", severity="urgent")
    shown = words(chen.look())
    assert "Our turn: its owner has not begun yet" in shown
    assert "obody has taken it up" not in shown


def test_reading_leaves_a_trail_and_nothing_else(chen, case, office):
    before = office.history()
    chen.look()
    assert [(row.verb, row.case_id) for row in Audit.select().where(Audit.person == office.agent)] == [
        ("read", case.id)
    ]
    assert office.history() == before
    assert office.case.version == case.version


@pytest.fixture
def asked(db, monkeypatch):
    """What the store was asked, statement by statement."""
    statements, execute = [], db.obj.execute_sql

    def listen(sql, params=None):
        statements.append(sql)
        return execute(sql, params)

    monkeypatch.setattr(db.obj, "execute_sql", listen)
    return statements


def test_the_store_is_asked_as_often_for_one_message_as_for_many(chen, office, asked):
    assert questions(chen, asked) == QUESTIONS
    office.respond("Thu 2026-08-20 10:10")
    office.staff("Thu 2026-08-20 10:20", Verb.NOTE, office.colleague, body="He will call")
    office.staff("Thu 2026-08-20 10:25", Verb.TAKE, office.colleague)
    assert questions(chen, asked) == QUESTIONS + 1, "the owner"


QUESTIONS = 19


def questions(chen, asked) -> int:
    chen.look()
    asked.clear()
    chen.look()
    return sum(sql.lower().startswith(("select", "with")) for sql in asked)


ALWAYS = {"note", "correct", "relink"}
HANDLER = ALWAYS | {"say", "take", "reclassify", "dismiss", "merge"}
OPEN = HANDLER | {"more_time"}
SENIOR = HANDLER | {"assign", "extend"}


@pytest.mark.parametrize(
    ("come", "role", "offered"),
    [
        (as_filed, "agent", OPEN),
        (as_filed, "supervisor", SENIOR),
        (as_filed, "auditor", set()),
        (taken, "agent", OPEN - {"take"}),
        (taken, "supervisor", SENIOR),
        (waiting, "agent", OPEN | {"resume"}),
        (missed, "agent", OPEN | {"log"}),
        (resolved, "agent", ALWAYS | {"close"}),
        (spam, "agent", ALWAYS),
        (spam, "supervisor", ALWAYS | {"restore"}),
        (spam, "auditor", set()),
    ],
)
def test_the_page_offers_what_the_table_allows(page, office, come, role, offered):
    come(office)
    person = office.auditor if role == "auditor" else getattr(office, role)
    assert doors(page(person).look()) == offered


DOORS = [
    "say", "respond", "ask", "propose", "progress", "resolve", "take", "assign", "note", "reclassify", "dismiss",
    "restore", "resume", "extend", "log", "close", "correct", "relink",
]  # fmt: skip


def test_an_auditor_reads_and_does_nothing(page, office):
    before = office.history()
    auditors = page(office.auditor)
    assert auditors.look().status_code == 200
    assert {auditors.do(door, **REPLY).status_code for door in DOORS} == {403}
    assert office.history() == before


def test_the_address_of_a_form_leads_back_to_the_page(chen):
    assert {chen.browser.get(f"{chen.url}/{door}").headers["Location"] for door in DOORS} == {chen.url}


def test_what_is_no_verb_of_this_page_is_no_address(chen):
    others = ["contest", "file", "miss", "reply", "nothing"]
    assert {chen.do(door, body=TYPED).status_code for door in others} == {404}


def test_a_sealed_complaint_is_no_page_for_agents_nor_for_whom_it_names(desk, office, clock):
    clock.at(NOW)
    sealed = office.file(FILED, about_staff="Chen")
    for person in (office.agent, office.colleague):
        hidden = Page(desk(person), sealed)
        assert hidden.look().status_code == 404
        assert hidden.do("take").status_code == 404
    open_to = Page(desk(office.supervisor), sealed)
    assert "Sealed" in words(open_to.look())
    choices = re.search(r'<select[^>]*id="assign-person".*?</select>', open_to.look().text, re.S)[0]
    assert "Wang" in choices
    assert "Qian" in choices
    assert "Chen" not in choices
    assert "Zhao" not in choices


def test_a_reference_that_is_none_is_no_page(desk, office):
    browser = desk(office.agent)
    for typed in ("nothing", "K7Q-3FM-1", "K7Q-3FM-9", "%00", "a" * 3000, "案件"):
        assert browser.get(f"/staff/cases/{typed}").status_code == 404


def test_a_reference_may_be_typed_as_it_comes(chen, case):
    assert chen.browser.get(f"/staff/cases/{case.reference.lower().replace('-', '')}").status_code == 200


def test_who_retired_with_the_form_open_is_out_and_keeps_the_words(chen, office):
    seen = chen.seen()
    Person.update(retired_at=at(NOW)).where(Person.id == office.agent.id).execute()
    refused = chen.browser.post(f"{chen.url}/say", seen=seen, **REPLY)
    assert refused.status_code == 403
    assert TYPED in words(refused)
    assert "response" not in office.said()
