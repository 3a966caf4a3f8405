"""The page of one case: what staff see in it, every verb from it, and two people on one case."""

import html
import io
import re

import pytest

from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.event import Event
from portal.store.file import File
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.person import Person
from tests.core.moments import at

FILED, NOW = "Thu 2026-08-20 10:00", "Thu 2026-08-20 10:30"
TYPED = "The leg of the table will be with you before the weekend."
TOMORROW, YESTERDAY = "2026-08-21T17:00", "2026-08-19T17:00"
REPLY = {"type": "respond", "body": TYPED, "next_step": "We call the carrier", "by_when": TOMORROW}


class Page:
    """The page of the office's case in one colleague's browser."""

    def __init__(self, browser, reference):
        self.browser, self.url = browser, f"/staff/cases/{reference}"

    def look(self, **options):
        return self.browser.get(self.url, **options)

    def seen(self) -> str:
        """The newest line of the history, as any form on the page carries it."""
        found = re.search(r'name="seen" value="(\d+)"', self.look().text)
        return found[1] if found else "0"

    def do(self, door: str, read: bool = True, **fields):
        """Fill in the form of this verb on the page as it is now, and send it."""
        return self.browser.post(f"{self.url}/{door}", read=read, **{"seen": self.seen()} | fields)


def words(response) -> str:
    """The page as one reads it, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def doors(response) -> set[str]:
    """Where the forms of the page lead."""
    return set(re.findall(r'action="/staff/cases/[^/"]+/([a-z_]+)"', response.text))


def mistakes(response) -> dict[str, str]:
    """What is wrong, by the field it is said at."""
    found = re.findall(r'id="([\w-]+)-error">.*?Mistake: </span>(.*?)</span>', response.text, re.S)
    return {field: html.unescape(sentence) for field, sentence in found}


def text_of(response, field: str) -> str:
    """What stands in a field of several lines."""
    return html.unescape(re.search(rf'<textarea[^>]*id="{field}"[^>]*>\r?\n?(.*?)</textarea>', response.text, re.S)[1])


@pytest.fixture
def case(office, clock) -> Case:
    """A complaint of half an hour ago."""
    clock.at(NOW)
    return office.file(FILED, name="Li Lei", subject="Broken table leg", wish="A new leg")


@pytest.fixture
def page(desk, case):
    """`page(person)`: the case in his browser."""
    return lambda person: Page(desk(person), case.reference)


@pytest.fixture
def chen(page, office) -> Page:
    return page(office.agent)


@pytest.fixture
def wang(page, office) -> Page:
    """The supervisor's."""
    return page(office.supervisor)


# --- what the page shows


def test_it_says_what_the_customer_wants_whose_turn_it_is_and_what_is_due(chen):
    shown = words(chen.look())
    for said in ("Broken table leg", "The table came with a broken leg", "A new leg", "Li Lei", "li@example.com"):
        assert said in shown
    assert "Our turn: nobody has taken it up yet" in shown
    assert "Nobody yet" in shown
    assert "today, 12:00 in 1 working hour 30 minutes A person replies to you within 2 working hours." in shown


def test_it_tells_the_whole_story_with_notes(page, office, clock):
    office.staff(NOW, Verb.NOTE, body="The last leg is in the showroom")
    office.respond("Thu 2026-08-20 10:40", by_when="Thu 2026-08-20 15:00")
    office.watch("Thu 2026-08-20 16:00")
    clock.at("Thu 2026-08-20 16:00")
    shown = words(page(office.agent).look())
    for said in ("The last leg is in the showroom", "What happens next: We ask the carrier", "A promise was missed"):
        assert said in shown
    assert "We have your complaint" in shown, "the letters of the case"


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


QUESTIONS = 12


def questions(chen, asked) -> int:
    chen.look()
    asked.clear()
    chen.look()
    return sum(sql.lower().startswith("select") for sql in asked)


# --- who sees it, and who may do what

ALWAYS = {"note", "correct", "relink"}
OPEN = ALWAYS | {"say", "take", "assign", "reclassify", "dismiss"}


def as_filed(office):
    pass


def taken(office):
    office.staff(NOW, Verb.TAKE)


def waiting(office):
    office.propose(NOW)


def resolved(office):
    office.resolve(NOW)


def spam(office):
    office.staff(NOW, Verb.DISMISS, outcome="spam")


def missed(office):
    office.watch("Thu 2026-08-20 13:30")


@pytest.mark.parametrize(
    ("come", "role", "offered"),
    [
        (as_filed, "agent", OPEN),
        (as_filed, "supervisor", OPEN | {"extend"}),
        (as_filed, "auditor", set()),
        (taken, "agent", OPEN - {"take"}),
        (taken, "supervisor", OPEN | {"extend"}),
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
    others = ["merge", "contest", "rule", "file", "miss", "reply", "nothing"]
    assert {chen.do(door, body=TYPED).status_code for door in others} == {404}


def test_a_sealed_complaint_is_no_page_for_agents_nor_for_whom_it_names(desk, office, clock):
    clock.at(NOW)
    sealed = office.file(FILED, about_staff="Chen")
    for person in (office.agent, office.colleague):
        hidden = Page(desk(person), sealed.reference)
        assert hidden.look().status_code == 404
        assert hidden.do("take").status_code == 404
    open_to = Page(desk(office.supervisor), sealed.reference)
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


# --- each verb

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
    assert [kind for kind in office.letters()[len(sent) :] if kind != "missed"] == ([letter] if letter else [])
    assert Event.select().order_by(Event.id.desc()).get().person == office.supervisor
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
    assert Event.select().order_by(Event.id.desc()).get().detail == "service=delivery"


def test_the_reason_for_a_lower_severity_is_the_customers_to_read(chen, wang, office):
    chen.do("reclassify", kind="complaint", service="", severity="urgent")
    wang.do("reclassify", kind="complaint", service="", severity="general", body="Nobody is in danger")
    assert office.case.severity == "general"
    assert Message.select().where(Message.type == "sorted").get().body == "Nobody is in danger"


# --- mistakes, each named at its field, with everything typed

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
    assert mistakes(back) == {"reclassify-severity": "Lowering the severity needs a supervisor who did not set it."}
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


@pytest.mark.parametrize(
    "door", ["say", "note", "resume", "extend", "dismiss", "reclassify", "log", "correct", "assign"]
)
def test_any_input_gets_an_answer_on_every_field(wang, office, door):
    waiting(office)
    for odd in (ODD.encode("utf-8", "surrogatepass"), b"\xff\xfe\x00", b"x" * 1_000_000):
        answer = wang.browser.post(f"{wang.url}/{door}", **dict.fromkeys(NAMES, odd))
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


# --- two people on one case


def test_the_second_is_told_who_did_what_and_keeps_his_text(chen, page, office):
    seen = chen.seen()
    page(office.colleague).do("say", **REPLY | {"body": "I was first"})
    back = chen.do("say", **REPLY | {"seen": seen})
    assert back.status_code == 409
    notice = words(back).split("Please read")[1].split("Whose turn")[0]
    assert "The customer got a reply. Zhao, Thu 20 Aug, 10:30" in notice
    assert text_of(back, "say-body") == TYPED
    assert office.said().count("response") == 1


def test_having_been_told_the_second_may_send_it(chen, page, office):
    seen = chen.seen()
    page(office.colleague).do("note", body="I look into it")
    back = chen.do("say", **REPLY | {"seen": seen})
    seen = re.search(r'class="say.*?name="seen" value="(\d+)"', back.text, re.S)[1]
    assert chen.browser.post(f"{chen.url}/say", seen=seen, **REPLY).status_code == 303
    assert office.said()[-1] == "response"


def test_a_customer_who_wrote_meanwhile_is_read_first(chen, office):
    seen = chen.seen()
    office.customer(NOW, Verb.REPLY, "It is the front leg")
    back = chen.do("say", **REPLY | {"seen": seen})
    assert back.status_code == 409
    assert "The customer wrote. Customer, Thu 20 Aug, 10:30" in words(back)


def test_what_the_watch_did_meanwhile_troubles_nobody(chen, office, clock):
    seen = chen.seen()
    office.watch("Thu 2026-08-20 11:20")
    clock.at("Thu 2026-08-20 11:20")
    assert office.history()[-1] == "warn"
    assert chen.do("say", **REPLY | {"seen": seen}).status_code == 303


@pytest.mark.parametrize("seen", ["", "0", "-1", "x", "9" * 18, "9" * 40, "１２", "1.5"])
def test_a_mark_that_is_none_never_fails(chen, seen):
    assert chen.do("note", body=TYPED, seen=seen).status_code in (303, 409)


def test_words_for_a_case_that_was_closed_meanwhile_are_given_back(chen, office):
    seen = chen.seen()
    office.customer(NOW, Verb.WITHDRAW)
    back = chen.do("say", **REPLY | {"seen": seen})
    assert back.status_code == 409
    assert "What you typed, for copying:" in words(back)
    assert TYPED in words(back)


def test_a_verb_that_is_over_is_refused_in_a_sentence(chen, office):
    office.resolve(NOW)
    back = chen.do("dismiss", outcome="not_ours", body=TYPED)
    assert back.status_code == 409
    assert TYPED in words(back)
    assert "The case has moved on: in its present state this is not possible." in words(back)


# --- files


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
