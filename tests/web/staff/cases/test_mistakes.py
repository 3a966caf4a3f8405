"""What is wrong is named at its field, and everything typed is kept."""

import html

import pytest

from portal.store.message import Message
from tests.web.staff.cases.page import (
    REPLY,
    TOMORROW,
    TYPED,
    YESTERDAY,
    as_filed,
    missed,
    mistakes,
    text_of,
    waiting,
    words,
)

WRONG = [
    (as_filed, "say", {"type": "respond"}, {
        "say-body": "Write the words the customer will read.",
        "say-next_step": "Say what happens next, so that the customer need not ask.",
        "say-by_when": "Say by when.",
    }),
    (as_filed, "say", {"type": "respond", "body": " \u200b\n", "next_step": "\u200b", "by_when": TOMORROW}, {
        "say-body": "Write the words the customer will read.",
        "say-next_step": "Say what happens next, so that the customer need not ask.",
    }),
    (as_filed, "say", {"type": "propose", "body": TYPED}, {"say-by_when": "Say by when."}),
    (as_filed, "say", {"body": TYPED, "type": "sing"}, {"say-type": "Choose what you are sending."}),
    (as_filed, "say", REPLY | {"by_when": YESTERDAY}, {
        "say-by_when": "This moment has passed. Choose one that is still to come.",
    }),
    (as_filed, "say", REPLY | {"by_when": "2026-08-20T10:30"}, {
        "say-by_when": "This moment has passed. Choose one that is still to come.",
    }),
    *((as_filed, "say", REPLY | {"by_when": wrong}, {
        "say-by_when": "Enter the date and the time, such as 2026-08-20 14:30.",
    }) for wrong in ("soon", "2026-02-30T10:00", "0001-01-01T00:00", "99999-01-01T00:00", "2026-08-20T25:00", "\x00",
                     "9999-12-31T23:59", "2026-08-20", "明天下午三点")),
    (as_filed, "say", {"type": "resolve", "body": TYPED}, {
        "say-outcome": "Choose an outcome that fits this kind of case.",
    }),
    (as_filed, "say", {"type": "resolve", "body": TYPED, "outcome": "answered"}, {
        "say-outcome": "Choose an outcome that fits this kind of case.",
    }),
    (waiting, "say", {"type": "resolve", "body": TYPED, "outcome": "solved"}, {
        "say-outcome": "The customer has not agreed to the last plan, so the case cannot be called solved. "
        "Propose another plan, or give another outcome.",
    }),
    (as_filed, "assign", {}, {"assign-person": "Choose a colleague."}),
    (as_filed, "assign", {"person": "0"}, {"assign-person": "Choose a colleague."}),
    (as_filed, "note", {}, {"note-body": "Write the note."}),
    (as_filed, "reclassify", {"kind": "riddle", "service": "moon", "severity": "huge"}, {
        "reclassify-kind": "Choose a kind.",
        "reclassify-service": "Choose a service from the list.",
        "reclassify-severity": "Choose a severity.",
    }),
    (as_filed, "dismiss", {}, {"dismiss-outcome": "Choose why it is no case of ours."}),
    (as_filed, "dismiss", {"outcome": "not_ours"}, {"dismiss-body": "Write the words the customer will read."}),
    (as_filed, "extend", {"target": "attended", "by_when": "", "body": ""}, {
        "extend-target": "Choose what this is about.",
        "extend-by_when": "Say by when.",
        "extend-body": "Write the words the customer will read.",
    }),
    (missed, "log", {"target": "remedy"}, {"log-at": "Enter when it was done."}),
    (missed, "log", {"target": "remedy", "at": TOMORROW}, {
        "log-at": "This moment is still to come. Enter when it was done.",
    }),
    (missed, "log", {"target": "remedy", "at": YESTERDAY}, {
        "log-at": "That was before the case reached us (Thu 20 Aug, 10:00).",
    }),
    (waiting, "resume", {}, {"resume-body": "Write the words the customer will read."}),
    (as_filed, "correct", {"email": ""}, {"correct-email": "Enter an e-mail address."}),
    (as_filed, "correct", {"email": "li at example"}, {
        "correct-email": "Check the e-mail address: it should look like name@example.com.",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("come", "door", "typed", "said"), WRONG)
def test_a_mistake_is_named_at_its_field_and_everything_typed_is_kept(page, office, clock, come, door, typed, said):
    come(office)
    if come is missed:
        clock.at("Thu 2026-08-20 13:40")
    before = office.history()
    back = page(office.supervisor).do(door, **typed)
    assert back.status_code in (409, 422)
    assert mistakes(back) == said
    if TYPED in typed.values():
        assert text_of(back, f"{door}-body") == TYPED
    assert office.history() == before


def test_lowering_a_severity_needs_a_second_person(chen, office):
    fields = {"kind": "complaint", "service": ""}
    chen.do("reclassify", severity="urgent", **fields)
    back = chen.do("reclassify", severity="general", body=TYPED, **fields)
    said = "Lowering the severity needs a supervisor who did not set it. You can ask for a lower one instead."
    assert mistakes(back) == {"reclassify-severity": said}
    assert text_of(back, "reclassify-body") == TYPED
    assert office.case.severity == "urgent"


def test_sorting_anew_into_the_same_drawer_is_said(chen, office):
    back = chen.do("reclassify", kind="complaint", service="", severity="")
    assert back.status_code == 422
    assert "Nothing is different yet" in words(back)


ODD = (
    "NUL \x00 half a pair \ud83d line\r\nBcc: all@example.com \u202egnirts 😀 {{ 7*7 }}<script> '; drop table cases; --"
)
NAMES = (
    "seen", "ticket", "type", "body", "next_step", "by_when", "outcome", "target", "at", "email", "person", "kind",
    "service", "severity",
)  # fmt: skip


@pytest.mark.attacks
@pytest.mark.parametrize(
    "door", ["say", "note", "resume", "extend", "dismiss", "reclassify", "log", "correct", "assign"]
)
def test_any_input_gets_an_answer_on_every_field(wang, office, door):
    waiting(office)
    odd = dict.fromkeys(NAMES, ODD.encode("utf-8", "surrogatepass"))
    for more in ({}, {"body": b"x" * 1_000_000, "seen": b"\xff\xfe\x00"}):
        answer = wang.do(door, **odd | more)
        assert answer.status_code in (409, 422), answer.status
    assert wang.look().status_code == 200


@pytest.mark.parametrize("text", ["字" * 9000, "😀" * 200, "first\n\n  second", "<b>{{ 7*7 }}</b> '; drop table cases"])
def test_what_people_write_is_shown_as_they_wrote_it(chen, text):
    chen.do("note", body=text)
    assert Message.select().where(Message.type == "note").get().body == text
    assert text in html.unescape(chen.look().text)


def test_a_text_too_long_comes_back_whole(chen, office):
    long = "字" * 20_001
    back = chen.do("say", **REPLY | {"body": long})
    assert "has room for 20000 characters" in mistakes(back)["say-body"]
    assert text_of(back, "say-body") == long


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_an_order_without_our_token_is_not_carried_out_and_comes_back(chen, office, token):
    back = chen.do("say", **REPLY | {"csrf_token": token})
    assert back.status_code == 422
    assert "please send it once more" in words(back)
    assert text_of(back, "say-body") == TYPED
    assert "response" not in office.said()
