"""Cases staff type for a customer: they count from when he spoke, and are filed once."""

import html
import re

import pytest

from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.message import Message
from portal.store.sheet import Sheet
from tests.actions.office import when
from tests.core.moments import at
from tests.web.staff.cases.page import doors, mistakes, text_of, words

URL = "/staff/cases/new"
TYPED = {
    "channel": "phone",
    "received_at": "2026-08-20T09:50:10",
    "attended_at": "2026-08-20T09:50:20",
    "kind": "complaint",
    "body": "The table came with a broken leg",
    "service": "",
    "phone": "138 0013 8000",
    "language": "zh",
}


class Writer:
    """A colleague at the form. The ticket is that of the last form he fetched."""

    def __init__(self, browser):
        self.browser = browser
        self.fetch()

    def fetch(self):
        page = self.browser.get(URL)
        self.ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)[1]
        return page

    def send(self, **typed):
        return self.browser.post(URL, **{"ticket": self.ticket} | TYPED | typed)


@pytest.fixture
def chen(desk, office, clock) -> Writer:
    clock.at("Thu 2026-08-20 10:00")
    return Writer(desk(office.agent))


def the_case() -> Case:
    return Case.get()


def rounds(target: str) -> list[tuple]:
    rows = Deadline.select().where(Deadline.target == target)
    return [(when(row.start_at), when(row.due_at), row.verdict) for row in rows]


def test_a_call_counts_from_when_it_came(chen, office):
    done = chen.send()
    case = the_case()
    assert done.headers["Location"] == f"/staff/cases/{case.reference}"
    assert (case.channel, case.kind, case.language, case.phone) == ("phone", "complaint", "zh", "+86 138 0013 8000")
    assert case.received_at == at("Thu 2026-08-20 09:50").replace(second=10)
    assert rounds("response") == [("Thu 2026-08-20 09:50", "Thu 2026-08-20 11:50", None)]
    assert (Event.get().person, Audit.get(Audit.verb == "file").person) == (office.agent, office.agent)
    assert "Filed as" in words(chen.browser.get(done.headers["Location"]))


@pytest.mark.parametrize(
    ("channel", "attended", "verdict"),
    [
        ("phone", "2026-08-20T09:50:40", "kept"),  # within 30 seconds
        ("phone", "2026-08-20T09:50:41", "broken"),
        ("counter", "2026-08-20T09:55", "kept"),  # within 5 minutes
        ("phone", "", "void"),
    ],
)
def test_what_was_done_on_the_spot_is_judged_by_its_own_moment(chen, channel, attended, verdict):
    chen.send(channel=channel, attended_at=attended, unmeasured="" if attended else "y")
    assert [judged for _start, _due, judged in rounds("attended")] == [verdict]
    history = {"kept": ["file", "log"], "broken": ["file", "miss", "log"], "void": ["file"]}
    assert [row.verb for row in Event.select().order_by(Event.id)] == history[verdict]


SAID = {"answer": "It goes together in four steps", "answered_at": "2026-08-20T09:51", "email": "li@example.com"}


DAY_BEFORE = {"received_at": "2026-08-19T09:50:10", "attended_at": "2026-08-19T09:50:20"}


def test_what_settled_it_at_once_is_kept_though_it_is_typed_a_day_later(chen, office):
    chen.send(kind="enquiry", settled="y", **SAID | DAY_BEFORE | {"answered_at": "2026-08-19T09:51"})
    assert (the_case().state, the_case().outcome, the_case().owner) == ("resolved", "answered", office.agent)
    assert {row.verdict for row in Deadline.select()} == {"kept"}
    assert office.letters() == ["resolved"]
    assert {when(row.met_at) for row in Deadline.select() if row.target != "attended"} == {"Wed 2026-08-19 09:51"}


def test_what_was_answered_at_once_and_goes_on_names_the_next_step(chen, office):
    chen.send(next_step="We bring a new leg", by_when="2026-08-21T18:00", **SAID)
    assert (the_case().state, office.letters()) == ("in_progress", ["reply"])
    assert [row[2] for row in rounds("response")] == ["kept"]
    assert rounds("given") == [("Thu 2026-08-20 10:00", "Fri 2026-08-21 18:00", None)]


def test_what_was_settled_at_once_alarms_nobody(chen, office):
    chen.send(settled="y", urgent="y", urgent_reason="It leaks", **SAID)
    assert office.letters("wang@example.com") == []


@pytest.mark.parametrize("named", ["Zhao", "Chen"])
def test_nobody_answers_a_complaint_he_may_not_see(chen, office, named):
    """His words stay as a note for those who do."""
    chen.send(settled="y", about_staff=named, **SAID)
    assert (the_case().state, the_case().owner, office.letters()) == ("received", None, ["received"])
    assert Message.get(Message.type == "note").body == SAID["answer"]


def test_an_answer_that_came_too_late_is_broken_owed_for_and_apologised_for(chen, office):
    chen.send(settled="y", **SAID | DAY_BEFORE | {"answered_at": "2026-08-19T14:00"})
    assert [row[2] for row in rounds("response")] == ["broken"]
    assert len(rounds("remedy")) == 1
    assert office.letters() == ["resolved", "missed"]
    assert office.letters("wang@example.com") == ["missed_staff"]


def test_what_was_settled_weeks_ago_is_left_open_to_the_customer_from_now_on(chen, office):
    long_ago = {"received_at": "2026-08-03T09:50:10", "attended_at": "2026-08-03T09:50:20"}
    chen.send(kind="enquiry", settled="y", **SAID | long_ago | {"answered_at": "2026-08-03T09:51"})
    assert when(Sheet(the_case()).closes_at()) == "Thu 2026-08-27 10:00"
    assert rounds("response")[0][2] == "kept"


def test_an_answer_that_is_added_under_the_same_ticket_is_not_lost(chen):
    chen.send(email="li@example.com")
    back = chen.send(settled="y", **SAID)
    assert back.status_code == 409
    assert text_of(back, "answer") == SAID["answer"]


def test_a_mistake_about_the_answer_is_not_folded_away(chen):
    back = chen.send(answered_at="at once")
    assert re.search(r'<details class="more" open>\s*<summary>Did you answer at once', back.text)


def test_nobody_is_picked_up_by_letter(chen):
    assert chen.send(channel="letter", attended_at="2026-08-20T09:55").status_code == 303
    assert rounds("attended") == []


def test_the_customer_with_an_address_gets_the_same_receipt(chen, office):
    chen.send(email="li@example.com")
    assert office.letters() == ["received"]


def test_wish_and_urgency_stay_words_of_their_own(chen):
    chen.send(wish="A new leg", urgent="y", urgent_reason="A feast on Saturday", subject="Table")
    assert [row.type for row in Message.select().order_by(Message.id)] == ["filed", "wish", "urgency"]
    assert (the_case().severity, the_case().subject) == ("urgent", "Table")


def test_a_complaint_about_a_colleague_is_sealed_from_whoever_typed_it(chen, office):
    done = chen.send(about_staff="Zhao")
    assert done.headers["Location"] == "/staff/queue"
    assert the_case().sealed
    assert "only supervisors and management can open it" in words(chen.browser.get("/staff/queue"))


def test_sent_twice_it_is_one_case(chen):
    assert chen.send().headers["Location"] == chen.send().headers["Location"]
    assert Case.select().count() == 1


def test_other_words_under_the_same_ticket_are_not_lost(chen):
    chen.send()
    back = chen.send(body="And the drawer is stuck")
    assert back.status_code == 409
    assert f"already filed as {the_case().reference}" in words(back)
    assert text_of(back, "body") == "And the drawer is stuck"
    ticket = re.search(r'name="ticket" value="([^"]+)"', back.text)[1]
    assert chen.send(body="And the drawer is stuck", ticket=ticket).status_code == 303
    assert Case.select().count() == 2


MISTAKES = [
    ({"channel": "pigeon"}, {"channel": "Choose how it reached us."}),
    ({"channel": "web"}, {"channel": "Choose how it reached us."}),
    ({"kind": ""}, {"kind": "Choose what it is."}),
    ({"body": " "}, {"body": "Write what the customer told us."}),
    ({"received_at": ""}, {"received_at": "Enter when the customer spoke or the letter arrived."}),
    ({"received_at": "2026-08-20T10:01"}, {"received_at": "This moment is still to come."}),
    ({"received_at": "2025-08-18T10:00"}, {"received_at": "That is more than a year ago. Check the year."}),
    ({"attended_at": "2026-08-20T10:01"}, {"attended_at": "This moment is still to come."}),
    ({"attended_at": "2026-08-20T09:50:09"}, {
        "attended_at": "That is before the customer came. Check both moments.",
    }),
    ({"attended_at": ""}, {
        "attended_at": "Enter when somebody was there for the customer, or tick that nobody noted it.",
    }),
    ({"settled": "y"}, {
        "answer": "Write what you answered, or leave empty all that is about it.",
        "answered_at": "Enter when you answered.",
    }),
    ({"answer": "Yes", "answered_at": "2026-08-20T09:55"}, {
        "next_step": "Say what happens next, or tick that your answer settled it.",
        "by_when": "Say by when.",
    }),
    ({"answer": "Yes", "answered_at": "2026-08-20T09:40", "settled": "y"}, {
        "answered_at": "That is before the customer spoke. Check both moments.",
    }),
    ({"answer": "Yes", "answered_at": "2026-08-20T10:01", "settled": "y"}, {
        "answered_at": "This moment is still to come.",
    }),
    ({"attended_at": "at once"}, {"attended_at": "Enter the date and the time, such as 2026-08-20 14:30."}),
    ({"phone": ""}, {"email": "Enter an e-mail address or a phone number, so that we can answer."}),
    ({"service": "moon"}, {"service": "Choose a service from the list."}),
    ({"urgent": "y"}, {"urgent_reason": "Say in a sentence why it cannot wait."}),
    ({"language": "tlh"}, {"language": "Choose a language."}),
    ({"csrf_token": "stale"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), MISTAKES)
def test_a_mistake_is_named_and_everything_typed_is_kept(chen, typed, said):
    back = chen.send(**typed)
    assert back.status_code == 422
    named = mistakes(back)
    assert {field: named.get(field) for field in said} == said
    if "received_at" not in typed:
        assert list(named) == list(said)
    if "body" not in typed:
        assert text_of(back, "body") == TYPED["body"]
    assert Case.select().count() == 0


def test_any_input_gets_an_answer(chen):
    for odd in ("NUL \x00 \u202e 😀\r\nBcc: a@example.com", "x" * 200_000, "字" * 9000):
        back = chen.send(**dict.fromkeys(TYPED, odd), ticket=odd)
        assert back.status_code == 422
    assert html.unescape(text_of(back, "body")) == "字" * 9000


def test_praise_needs_no_address(chen):
    assert chen.send(kind="praise", phone="").status_code == 303


def test_an_auditor_types_no_cases(desk, office, clock):
    browser = desk(office.auditor)
    assert browser.get(URL).status_code == 403
    assert browser.post(URL, **TYPED).status_code == 403
    assert "New case" not in words(browser.get("/staff/queue"))


def test_what_was_entered_with_the_filing_is_nothing_to_enter_afterwards(chen):
    page = chen.send(attended_at="2026-08-20T09:50:20").headers["Location"]
    assert "log" not in doors(chen.browser.get(page))
    assert Event.select().where(Event.verb == Verb.LOG).count() == 1
