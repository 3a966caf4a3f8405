"""The special procedure on the page of a case: it opens by itself and is ticked by name."""

import re

from portal.core.case import Verb
from portal.store.event import Event
from tests.web.staff.cases.page import TYPED, grave, words

STEP = "Call the customer, listen, and say who is in charge"


def test_an_ordinary_case_has_none(chen):
    assert "Special procedure" not in words(chen.look())
    back = chen.do("step", step="call")
    assert back.status_code == 409
    assert "This case has no special procedure." in words(back)


def test_it_opens_when_the_case_becomes_one_of_those(chen, office):
    grave(office)
    shown = words(chen.look())
    assert "Special procedure: 0 of 7 done" in shown
    assert STEP in shown
    assert shown.index("Special procedure") < shown.index("What the customer wants")


def test_it_opens_when_such_a_case_is_filed(page, office, desk, clock):
    office.file("Thu 2026-08-20 10:10", urgent=True, urgent_reason="It may fall")
    shown = desk(office.agent).get(f"/staff/cases/{office.case.reference}")
    assert "Special procedure: 0 of 3 done" in words(shown)


def test_a_tick_bears_a_name_and_a_moment(chen, office):
    grave(office)
    assert chen.do("step", step="call", body=TYPED).status_code == 303
    shown = words(chen.look())
    assert "Special procedure: 1 of 7 done" in shown
    assert re.search(rf"Done: {STEP} Chen · .{{5,25}} 10:30 {TYPED}", shown)
    assert f"A step of the special procedure was done: {STEP}" in shown
    assert shown.count(TYPED) == 2, "in the checklist and in the history"


def test_a_tick_can_be_taken_back(chen, office):
    grave(office)
    chen.do("step", step="call")
    chen.do("step", step="-call")
    shown = words(chen.look())
    assert "Special procedure: 0 of 7 done" in shown
    assert f"A step of the special procedure was opened again: {STEP}." in shown


def test_a_tick_of_the_urgent_case_still_stands_when_it_is_major(chen, office):
    office.staff("Thu 2026-08-20 10:05", Verb.RECLASSIFY, severity="urgent")
    chen.do("step", step="call")
    office.staff("Thu 2026-08-20 10:20", Verb.RECLASSIFY, office.colleague, severity="major")
    assert "Special procedure: 1 of 7 done" in words(chen.look())


def test_all_done_it_is_folded(chen, office):
    office.staff("Thu 2026-08-20 10:05", Verb.RECLASSIFY, severity="urgent")
    for step in ("call", "relief", "colleagues"):
        chen.do("step", step=step)
    page = chen.look()
    assert "Special procedure: 3 of 3 done" in words(page)
    assert "<summary>Special procedure in an urgent case</summary>" in page.text


def test_what_is_no_step_or_is_done_comes_back_with_a_sentence(chen, office):
    grave(office)
    chen.do("step", step="call")
    refused = {
        "": "Press the button of the step you mean.",
        "dance": "has no such step",
        "\x00": "Press the button of the step you mean.",
        "案" * 5000: "has no such step",
        "call": "This step is done already.",
        "-relief": "This step is open already.",
        "--call": "has no such step",
    }
    for step, sentence in refused.items():
        back = chen.do("step", step=step, body=TYPED)
        assert back.status_code in (409, 422), step
        assert sentence in words(back), step
        assert TYPED in words(back), step
    assert office.history().count("step") == 1


def test_the_second_of_two_is_told(page, office):
    grave(office)
    chen, zhao = page(office.agent), page(office.colleague)
    seen = zhao.seen()
    chen.do("step", step="call")
    back = zhao.do("step", step="call", seen=seen, body=TYPED)
    assert back.status_code == 409
    assert "Somebody else was quicker" in words(back)
    assert TYPED in words(back)
    assert [row.person for row in Event.select().where(Event.verb == "step")] == [office.agent]


def test_an_auditor_reads_it_and_a_joined_case_has_none(page, office, chen):
    grave(office)
    chen.do("step", step="call")
    shown = page(office.auditor).look()
    assert "1 of 7 done" in words(shown)
    assert 'name="step"' not in shown.text
    office.staff("Thu 2026-08-20 10:40", Verb.DISMISS, outcome="spam")
    assert "Special procedure:" not in words(chen.look())


def test_the_last_step_is_ticked_when_the_case_is_over(chen, office):
    grave(office)
    office.resolve("Thu 2026-08-20 10:25")
    office.customer("Thu 2026-08-20 10:26", Verb.CONFIRM)
    assert chen.do("step", step="review").status_code == 303
    assert office.case.state == "closed"
