"""Every verb from the page of a case, and its files."""

import io
import re

import pytest

from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from tests.core.moments import at
from tests.web.staff.cases.page import (
    NOW,
    REPLY,
    TOMORROW,
    TYPED,
    as_filed,
    missed,
    mistakes,
    resolved,
    spam,
    text_of,
    waiting,
    words,
)

VERBS = [
    # how the case stands, the address, what is typed; then the state, what was written, the letter to the customer
    (as_filed, "say", REPLY, "in_progress", "response", "reply"),
    (as_filed, "say", REPLY | {"type": "progress"}, "in_progress", "progress", "progress"),
    (as_filed, "say", REPLY | {"type": "ask"}, "waiting", "question", "question"),
    (as_filed, "say", REPLY | {"type": "propose"}, "waiting", "plan", "plan"),
    (as_filed, "say", REPLY | {"type": "resolve", "outcome": "declined"}, "resolved", "outcome", "resolved"),
    (as_filed, "ask", {"body": TYPED}, "waiting", "question", "question"),
    (as_filed, "take", {}, "in_progress", None, None),
    (as_filed, "note", {"body": TYPED}, "received", "note", None),
    (as_filed, "reclassify", {"kind": "complaint", "service": "", "severity": "major"}, "received", None, "moved"),
    (as_filed, "dismiss", {"outcome": "not_ours", "body": TYPED}, "closed", "dismissed", "not_ours"),
    (as_filed, "dismiss", {"outcome": "spam"}, "closed", None, None),
    (as_filed, "correct", {"email": "li.lei@example.com"}, "received", None, None),
    (as_filed, "relink", {}, "received", None, "link"),
    (as_filed, "extend", {"target": "response", "by_when": TOMORROW, "body": TYPED}, "in_progress", "extension",
     "new_date"),
    (waiting, "resume", {"body": TYPED}, "in_progress", "resumed", "progress"),
    (missed, "log", {"target": "remedy", "at": "2026-08-20T13:20"}, "received", None, "remedied"),
    (resolved, "close", {}, "closed", None, "closed"),
    (spam, "restore", {}, "in_progress", None, "reopened"),
]  # fmt: skip


@pytest.mark.parametrize(("come", "door", "typed", "state", "written", "letter"), VERBS)
def test_each_verb_from_the_page(page, office, clock, come, door, typed, state, written, letter):
    come(office)
    clock.at("Thu 2026-08-20 13:40")
    wang = page(office.supervisor)
    said, sent = office.said(), office.letters()
    done = wang.do(door, **typed)
    assert (done.status_code, done.headers.get("Location")) == (303, wang.url)
    assert office.case.state == state
    assert office.said() == said + ([written] if written else [])
    told = [kind for kind in office.letters()[len(sent) :] if kind not in ("missed", "survey")]
    assert told == ([letter] if letter else [])
    assert Event.select().where(Event.verb != "recount").order_by(Event.id.desc()).get().person == office.supervisor
    assert "success" in wang.look().text


def test_taking_makes_the_case_mine(chen, office):
    chen.do("take")
    assert office.case.owner == office.agent


def test_assigning_tells_the_colleague(wang, office):
    wang.do("assign", person=str(office.colleague.id))
    assert office.case.owner == office.colleague
    assert office.letters("zhao@example.com") == ["assigned"]


def test_a_reply_keeps_its_promise_and_the_date_it_gives_is_one(chen, office):
    chen.do("say", **REPLY)
    assert ("response", 1, "kept") in office.verdicts()
    assert office.due("given") == "Fri 2026-08-21 17:00"
    said = Message.select().where(Message.type == "response").get()
    assert (said.body, said.next_step, said.by_when) == (TYPED, "We call the carrier", at("Fri 2026-08-21 17:00"))


def test_a_field_the_type_does_not_ask_for_is_not_looked_at(chen, office):
    done = chen.do("say", type="ask", body=TYPED, by_when="whenever", next_step="x" * 9999, outcome="nonsense")
    assert done.status_code == 303
    said = Message.select().where(Message.type == "question").get()
    assert (said.next_step, said.by_when) == ("", None)


def test_sorting_anew_sends_only_what_changed(wang, office):
    wang.do("reclassify", kind="complaint", service="delivery", severity="")
    case = office.case
    assert (case.kind, case.service, case.severity) == ("complaint", "delivery", "")
    assert Event.get(Event.verb == "reclassify").detail == "service=delivery"


def test_the_reason_for_a_lower_severity_is_the_customers_to_read(chen, wang, office):
    chen.do("reclassify", kind="complaint", service="", severity="urgent")
    wang.do("reclassify", kind="complaint", service="", severity="general", body="Nobody is in danger")
    assert office.case.severity == "general"
    assert Message.select().where(Message.type == "sorted").get().body == "Nobody is in danger"


def attached(name="plan.txt", data=b"A new leg, by Friday"):
    return io.BytesIO(data), name


def test_a_file_goes_with_the_reply_and_comes_out_inert(chen, office, case):
    chen.do("say", **REPLY, files=attached())
    kept = File.get(File.case == case)
    assert kept.message.type == "response"
    given = chen.browser.get(f"{chen.url}/files/{kept.id}")
    assert (given.status_code, given.data) == (200, b"A new leg, by Friday")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert f"{chen.url}/files/{kept.id}" in chen.look().text


def test_a_good_file_waits_while_the_form_comes_back(chen, office, case):
    back = chen.do("say", **REPLY | {"by_when": ""}, files=attached())
    assert "plan.txt" in words(back)
    ticket = re.search(r'name="ticket" value="([^"]+)"', back.text)[1]
    chen.do("say", **REPLY, ticket=ticket)
    assert File.get(File.case == case).name == "plan.txt"


def test_a_file_that_is_not_taken_is_named_and_nothing_is_sent(chen, office):
    back = chen.do("say", **REPLY, files=attached("virus.exe"))
    assert back.status_code == 422
    assert "“virus.exe” was not added" in mistakes(back)["say-files"]
    assert text_of(back, "say-body") == TYPED
    assert "response" not in office.said()


def test_the_file_of_another_case_is_no_page(desk, chen, office, case):
    chen.do("say", **REPLY, files=attached())
    kept = File.get(File.case == case)
    other = office.file(NOW)
    browser = desk(office.agent)
    assert browser.get(f"/staff/cases/{other.reference}/files/{kept.id}").status_code == 404
    assert browser.get(f"/staff/cases/{other.reference}/files/{10**30}").status_code == 404
