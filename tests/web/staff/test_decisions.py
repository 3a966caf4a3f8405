"""The inbox of decisions, its count, and the register of broken promises."""

import re

import pytest

from portal.core.case import Verb
from portal.store import decisions, register
from portal.store.deadline import Breach
from tests.core.moments import at
from tests.web.staff.cases.page import mistakes, words
from tests.web.staff.conftest import hire
from tests.web.staff.test_queue import queries

MONDAY = "Mon 2026-08-24 10:00"
WEDNESDAY, TOMORROW = "Wed 2026-08-26 10:00", "2026-08-27T10:00"
SEEN = re.compile(r'name="seen"[^>]* value="(\w+)"')


@pytest.fixture
def wang(desk, office, clock):
    """The supervisor's browser, on Wednesday."""
    clock.at(WEDNESDAY)
    return desk(office.supervisor)


def contested(office, **typed):
    office.file(MONDAY, **typed)
    office.staff("Mon 2026-08-24 10:10", Verb.ASK, body="Which leg?")
    office.customer("Mon 2026-08-24 11:00", Verb.REPLY, "The left one")
    office.customer("Mon 2026-08-24 11:30", Verb.CONTEST, "It was in my first message")


def more_time(office, **typed):
    office.file(MONDAY, **typed)
    office.respond("Mon 2026-08-24 10:10")
    office.staff(
        "Mon 2026-08-24 10:20",
        Verb.MORE_TIME,
        target="plan",
        by_when="Fri 2026-08-28 18:00",
        body="The factory answers on Thursday",
    )


def missed(office, **typed):
    office.file(MONDAY, **typed)
    office.watch("Mon 2026-08-24 12:30")


def test_everything_that_waits_stands_in_one_inbox_with_its_count(wang, office):
    contested(office, subject="Wobbly table")
    more_time(office, subject="Late sofa")
    missed(office, subject="Cold soup")
    page = wang.get("/staff/decisions")
    shown = words(page)
    for said in (
        "Decisions (3)",
        "Contested waiting times",
        "Wobbly table",
        "Asked for by colleagues",
        "Late sofa",
        "Asks for more time, until Fri 28 Aug, 18:00 · Chen",
        "The factory answers on Thursday",
        "A person replies to the customer within 2 working hours.",
    ):
        assert said in shown
    assert f"/staff/cases/{office.case.reference}" in page.text


def test_a_major_case_in_which_nothing_is_ticked_for_half_an_hour_stands_first(wang, office, clock):
    office.file("Wed 2026-08-26 09:00", subject="A fire")
    office.staff("Wed 2026-08-26 09:29", Verb.RECLASSIFY, severity="major")
    clock.at("Wed 2026-08-26 09:58")
    assert "A fire" not in words(wang.get("/staff/decisions"))
    clock.at("Wed 2026-08-26 09:59")
    shown = words(wang.get("/staff/decisions"))
    assert "Major, and nothing is ticked yet" in shown
    assert f"A fire {office.case.reference} Chen" in shown
    assert "Decisions (1)" in words(wang.get("/staff/queue")), "and is counted on every page"
    office.staff("Wed 2026-08-26 10:00", Verb.STEP, step="call")
    assert "A fire" not in words(wang.get("/staff/decisions"))


def test_a_hidden_major_case_stands_in_no_inbox_of_whom_it_names(desk, office, clock):
    office.file("Wed 2026-08-26 09:00", subject="A fire", about_staff="Wang")
    office.staff("Wed 2026-08-26 09:05", Verb.RECLASSIFY, office.admin, severity="major")
    clock.at("Wed 2026-08-26 10:00")
    assert "A fire" not in words(desk(office.supervisor).get("/staff/decisions"))
    assert "A fire" in words(desk(office.admin).get("/staff/decisions"))


def test_an_urgent_case_and_a_closed_one_do_not_stand_there(wang, office):
    office.file("Wed 2026-08-26 09:00", subject="A leak", urgent=True, urgent_reason="It leaks")
    office.file("Wed 2026-08-26 09:00", subject="A fire")
    office.staff("Wed 2026-08-26 09:05", Verb.RECLASSIFY, severity="major")
    office.staff("Wed 2026-08-26 09:06", Verb.DISMISS, outcome="spam")
    assert "Nothing waits for a decision" in words(wang.get("/staff/decisions"))


def test_an_empty_inbox_says_what_would_stand_there(wang):
    assert "Nothing waits for a decision" in words(wang.get("/staff/decisions"))


def test_the_oldest_promise_stands_first(wang, office):
    more_time(office, subject="Due on Wednesday")
    office.file("Mon 2026-08-24 09:00", subject="Due before")
    office.respond("Mon 2026-08-24 09:10")
    office.staff("Mon 2026-08-24 15:00", Verb.MORE_TIME, target="plan", by_when="Fri 2026-08-28 18:00", body="Wait")
    shown = words(wang.get("/staff/decisions"))
    assert shown.index("Due before") < shown.index("Due on Wednesday")


def test_what_was_decided_or_has_moved_on_waits_no_longer(wang, office):
    contested(office)
    office.staff("Mon 2026-08-24 12:00", Verb.RULE, office.supervisor, outcome="upheld", body="We needed it")
    more_time(office)
    office.resolve("Mon 2026-08-24 10:30")
    assert decisions.count(office.supervisor, at(WEDNESDAY)) == 0
    more_time(office)
    office.resolve("Mon 2026-08-24 10:30")
    office.customer("Mon 2026-08-24 10:40", Verb.NOT_SOLVED, "No")
    assert decisions.requested(office.supervisor) == []  # it was asked for in the cycle before


def test_nobody_decides_on_a_case_he_may_not_see(wang, office):
    more_time(office, about_staff="Wang")
    assert decisions.count(office.supervisor, at(WEDNESDAY)) == 0
    assert "Decisions (" not in words(wang.get("/staff/queue"))


def test_the_count_is_one_question_and_the_page_costs_the_same_for_many(wang, office):
    def asked() -> int:
        with queries() as sent:
            wang.get("/staff/decisions")
        return sum(sql.lower().startswith("select") for sql in sent)

    contested(office)
    more_time(office)
    missed(office)
    few = asked()
    for _ in range(3):
        contested(office)
        more_time(office)
        missed(office)
    assert (few, asked()) == (QUESTIONS, QUESTIONS)


QUESTIONS = 8

# --- the register


def entry(**more):
    """The form filled in, sent from a page that shows what stands there now."""
    typed = {"grade": "major", "cause": "Nobody was on duty", "action": "A second desk", "action_due": TOMORROW}
    return {"seen": register.mark(Breach.get())} | typed | more


def test_a_cause_is_entered_and_the_inbox_forgets_it(wang, office):
    missed(office)
    breach = Breach.get()
    page = wang.get(f"/staff/breaches/{breach.id}")
    assert "By the guarantee’s own rule, as late as it is: Major." in words(page)
    wang.post(f"/staff/breaches/{breach.id}", **entry())
    kept = Breach.get()
    assert (kept.grade, kept.cause, kept.person, kept.waits_since) == ("major", "Nobody was on duty", "Wang", None)
    assert decisions.count(office.supervisor, at(WEDNESDAY)) == 0
    assert "No broken promise is without a cause" in words(wang.get("/staff/breaches"))
    shown = words(wang.get("/staff/breaches?view=actions"))
    assert "What is done: A second desk by Thu 27 Aug, 10:00" in shown
    wang.post(f"/staff/breaches/{breach.id}", **entry(done="y"))
    assert Breach.get().done_at is not None
    assert "Nothing is left to be put right" in words(wang.get("/staff/breaches?view=actions"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cause": " "}, {"cause": "Say why it happened."}),
        ({"grade": "huge"}, {"grade": "Choose how grave it was."}),
        ({"action": ""}, {"action": "A major one is put right: say what is done."}),
        ({"action_due": ""}, {"action_due": "Say by when it is done."}),
        ({"action_due": "soon"}, {"action_due": "Enter the date and the time, such as 2026-08-20 14:30."}),
    ],
)
def test_what_is_missing_is_named_at_its_field_and_nothing_is_kept(wang, office, typed, said):
    missed(office)
    back = wang.post(f"/staff/breaches/{Breach.get().id}", **entry() | typed)
    assert (back.status_code, mistakes(back), Breach.get().cause) == (422, said, "")


def test_nobody_overwrites_what_he_has_not_read(wang, office, desk, clock):
    missed(office)
    address = f"/staff/breaches/{Breach.get().id}"
    mine = entry()
    desk(hire("supervisor", "Lin")).post(address, **entry(cause="The line was dead"))
    back = wang.post(address, **mine)
    assert back.status_code == 409
    assert "Somebody else was quicker." in words(back)
    assert "The line was dead" in words(back)
    assert "Nobody was on duty" in back.text
    assert Breach.get().cause == "The line was dead"


def test_nor_what_the_same_colleague_wrote_since(wang, office, desk, clock):
    missed(office)
    address = f"/staff/breaches/{Breach.get().id}"
    wang.post(address, **entry(cause="We overslept"))
    lin = desk(hire("supervisor", "Lin"))
    seen = SEEN.search(lin.get(address).text)[1]
    wang.post(address, **entry(cause="The lift was broken"))
    back = lin.post(address, **entry(seen=seen, cause="They overslept, he says"))
    assert (back.status_code, Breach.get().cause) == (409, "The lift was broken")
    assert "The lift was broken" in words(back)
    again = lin.post(address, **entry(seen=SEEN.search(back.text)[1], cause="It was the lift"))
    assert (again.status_code, Breach.get().cause) == (303, "It was the lift")


@pytest.mark.parametrize("what", [{"remedied_at": 1}, {"done_at": 1}, {"grade": "minor"}, {"action_due": None}])
def test_whatever_else_stands_there_is_read_first(wang, office, what):
    missed(office)
    address = f"/staff/breaches/{Breach.get().id}"
    wang.post(address, **entry())
    mine = entry(cause="Nobody at all")
    Breach.update(what).execute()
    assert (wang.post(address, **mine).status_code, Breach.get().cause) == (409, "Nobody was on duty")


def test_an_auditor_reads_the_register_and_writes_nothing(desk, office, clock):
    clock.at("Wed 2026-08-26 10:00")
    missed(office)
    browser = desk(office.auditor)
    address = f"/staff/breaches/{Breach.get().id}"
    assert "<form" not in browser.get(address).text.partition("<main")[2].partition("</main>")[0]
    assert browser.post(address, **entry()).status_code == 403


def test_the_register_goes_on_page_by_page(wang, office, monkeypatch):
    monkeypatch.setattr("portal.store.register.PAGE", 2)
    for minute in range(3):
        office.file(f"Mon 2026-08-24 09:5{minute}", subject=f"Case {minute}")
        office.watch("Mon 2026-08-24 12:30")
    first = wang.get("/staff/breaches")
    further = first.text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    ids = [b.id for b in Breach.select().order_by(Breach.waits_since, Breach.id)]
    assert f"/staff/breaches/{ids[0]}" in first.text
    assert f"/staff/breaches/{ids[2]}" in wang.get(further).text
    assert wang.get("/staff/breaches?after=nonsense&view=odd").status_code == 200
