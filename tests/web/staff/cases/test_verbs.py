"""Every verb from the page of a case, and its files."""

import io
import re

import pytest

from portal.core.case import Verb
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from tests.core.moments import at
from tests.web.staff.cases.page import (
    NOW,
    REPLY,
    TOMORROW,
    TYPED,
    Page,
    as_filed,
    doors,
    grave,
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
    (grave, "step", {"step": "call"}, "received", None, None),
    (grave, "step", {"step": "call", "body": TYPED}, "received", "note", None),
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


# --- what waits for a second person

LATER = {"target": "plan", "by_when": "2026-08-28T17:00", "body": TYPED}


def test_an_agent_asks_for_more_time_and_a_supervisor_grants_it_from_the_page(chen, wang, office):
    assert "more_time" not in doors(wang.look())
    done = chen.do("more_time", **LATER)
    assert done.status_code == 303
    seen = wang.look()
    assert {"extend", "refuse"} <= doors(seen)
    assert "Asks for more time: Plan, until Fri 28 Aug, 17:00" in words(seen)
    assert 'value="2026-08-28T17:00"' in seen.text
    wang.do("extend", **LATER | {"body": "We wait for the factory"})
    assert office.rounds("plan")[-1][2:4] == ("extended", "Fri 2026-08-28 17:00")
    assert "refuse" not in doors(wang.look())


def test_a_request_that_is_not_granted_says_why_to_whoever_asked_and_nothing_to_the_customer(chen, wang, office):
    chen.do("more_time", **LATER)
    assert "It waits for a supervisor who did not ask for it." in words(chen.look())
    assert mistakes(wang.do("refuse", target="more_time")) == {"refuse-body": "Say why not, to whoever asked."}
    wang.do("refuse", target="more_time", body="Call the factory today")
    assert "Call the factory today" in words(chen.look())
    assert office.letters() == ["received"]


def test_a_lower_severity_is_asked_for_where_one_may_not_lower_it(chen, wang, office):
    chen.do("reclassify", kind="complaint", service="", severity="urgent")
    assert "less_severe" in doors(chen.look())
    assert "less_severe" not in doors(wang.look())
    chen.do("less_severe", severity="general", body="Nobody is in danger")
    assert "Asks for a lower severity: General" in words(wang.look())


def contested(office):
    office.staff(NOW, Verb.ASK, body="Which leg?")
    office.customer("Thu 2026-08-20 12:00", Verb.REPLY, "The left one")
    office.customer("Thu 2026-08-20 12:30", Verb.CONTEST, "It was in my first message")


def test_a_contested_waiting_time_is_struck_from_the_page(page, office, clock):
    contested(office)
    clock.at("Thu 2026-08-20 13:40")
    assert "rule" not in doors(page(office.agent).look())
    wang = page(office.supervisor)
    seen = words(wang.look())
    assert "The customer disagrees with waiting time." in seen
    assert "The customer’s turn: a question · 1 hour 30 minutes Contested; a supervisor decides" in seen
    assert "Waiting for the customer: 1 hour 30 minutes" in seen
    ask = Message.get(Message.type == "question")
    assert mistakes(wang.do("rule", pause=ask.id, body=TYPED)) == {
        "rule-outcome": "Choose whether the waiting time stands or is struck."
    }
    wang.do("rule", pause=ask.id, outcome="struck", body=TYPED)
    seen = words(wang.look())
    assert "Decided · it is struck" in seen
    assert "A date has moved earlier: Plan, from Sat 22 Aug, 11:30 to Sat 22 Aug, 10:00." in seen
    assert "Our time: the waiting was struck" in seen
    assert office.letters()[-1] == "ruling"


def test_what_a_colleague_decided_meanwhile_is_told_and_the_words_are_kept(page, office, clock):
    contested(office)
    clock.at("Thu 2026-08-20 13:40")
    other = page(office._hire("supervisor", "Lin"))
    ask = Message.get(Message.type == "question")
    page(office.supervisor).do("rule", pause=ask.id, outcome="upheld", body="We needed it")
    back = other.do("rule", pause=ask.id, outcome="struck", body=TYPED)
    assert back.status_code in (409, 422)
    assert "The customer has not disagreed with any waiting time, or it is decided already." in words(back)
    assert TYPED in words(back)
    assert Message.get(Message.type == "question").ruling == "upheld"


# --- joined cases


def test_a_case_is_joined_with_another_and_later_answers_go_to_both(chen, office, case):
    other = office.file("Thu 2026-08-20 10:20", email="han@example.com", body="My leg broke as well")
    done = chen.do("merge", other=other.reference.lower().replace("-", " "))
    assert done.status_code == 303
    joined = Case.get_by_id(case.id)
    assert (joined.state, joined.outcome, joined.merged_into) == ("closed", "duplicate", other)
    assert office.letters()[-1] == "merged"
    assert other.reference in words(chen.look())
    office.respond("Thu 2026-08-20 10:40")
    assert office.letters("han@example.com")[-1] == "reply"
    assert office.letters()[-1] == "joined"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the reference of the other case."),
        ("K7Q-3FM-9", "No case of this reference is to be seen. Check it, letter by letter."),
        ("nonsense", "No case of this reference is to be seen. Check it, letter by letter."),
    ],
)
def test_the_other_case_is_one_that_can_be_seen(chen, office, typed, said):
    assert mistakes(chen.do("merge", other=typed)) == {"merge-other": said}


def test_a_case_is_not_joined_with_itself_nor_with_a_joined_one_and_can_be_parted(chen, wang, office, case):
    assert mistakes(chen.do("merge", other=case.reference)) == {"merge-other": "A case cannot be joined with itself."}
    other = office.file("Thu 2026-08-20 10:20")
    chen.do("merge", other=other.reference)
    third = Page(chen.browser, office.file("Thu 2026-08-20 10:25"))
    assert "joined with another one itself" in mistakes(third.do("merge", other=case.reference))["merge-other"]
    wang.do("restore")
    parted = Case.get_by_id(case.id)
    assert (parted.state, parted.outcome, parted.merged_into) == ("in_progress", None, None)


# --- what is sent twice


def test_a_reply_sent_twice_is_one_message(chen, office):
    ticket = re.search(r'name="ticket" value="([^"]+)"', chen.look().text)[1]
    seen = chen.seen()
    for _ in range(2):
        assert chen.do("say", **REPLY, ticket=ticket, seen=seen).status_code == 303
    assert office.said().count("response") == 1
    assert chen.do("say", **REPLY | {"body": "Something else"}, ticket=ticket).status_code == 303
    assert office.said().count("response") == 2


def test_the_ticket_of_another_case_loses_no_words(chen, page, office):
    ticket = re.search(r'name="ticket" value="([^"]+)"', chen.look().text)[1]
    chen.do("say", **REPLY, ticket=ticket)
    office.file("Thu 2026-08-20 10:20")
    other = Page(chen.browser, office.case)
    assert other.do("say", **REPLY, ticket=ticket).status_code == 303
    assert office.said() == ["filed", "response"]


# --- two remedies


def test_two_remedies_are_told_apart_and_entered_one_by_one(page, office, clock):
    office.watch("Sun 2026-08-23 10:30")  # the response and the plan, each with a remedy of its own
    clock.at("Mon 2026-08-24 10:00")
    wang = page(office.supervisor)
    seen = words(wang.look())
    assert "because we missed this: “A person replies to the customer within 2 working hours.”" in seen
    assert "because we missed this: “The customer gets a handling plan within 48 hours.”" in seen
    second = Deadline.get(Deadline.target == "remedy", Deadline.round == 2)
    wang.do("log", target=f"remedy.{second.id}", at="2026-08-24T09:30")
    assert [row[4] for row in office.rounds("remedy")] == [None, "kept"]
    given = {breach.owed.round: breach.remedied_at is not None for breach in Breach.select() if breach.remedy}
    assert given == {1: False, 2: True}
