"""The room of incidents: begun, told to the public, linked, written to all, over; who may what, and two at once."""

import re

import pytest

from portal.actions import bulletins, incidents
from portal.store import event
from portal.store import incident as store
from portal.store.audit import Audit
from portal.store.bulletin import Bulletin, BulletinCase
from portal.store.case import Case
from portal.store.incident import Incident
from portal.store.letter import Letter
from portal.store.message import Message
from tests.core.moments import at
from tests.web.customer import words
from tests.web.staff.test_queue import queries

ROOM = "/staff/incidents"
NOW, FILED, BEGAN = "Fri 2026-08-21 10:00", "Fri 2026-08-21 09:00", "2026-08-21T08:00"
TYPED = {
    "title_en": "Cards are refused",
    "title_zh": "刷卡失败",
    "text_en": "The bank repairs it.",
    "text_zh": "银行正在修复。",
    "began_at": BEGAN,
}
REPLY = {
    "verb": "respond",
    "body_en": "The bank repairs it",
    "next_step_en": "We try again",
    "by_when": "2026-08-24T12:00",
}
HOSTILE = ["\x00NUL", "\ud800 lone".encode("utf-8", "surrogatepass"), "line\r\nline", "\u202e right to left", "🚰" * 50]


@pytest.fixture
def incident(app, office, clock) -> Incident:
    with app.app_context():
        made = {name: value for name, value in TYPED.items() if name != "began_at"}
        return incidents.begin(made, at("Fri 2026-08-21 08:00"), office.agent, at(NOW))


@pytest.fixture
def linked(app, office, incident):
    """`linked(**typed)`: a new case that belongs to it."""

    def of(moment: str = FILED, **typed) -> Case:
        case = office.file(moment, **{"language": "en"} | typed)
        with app.app_context():
            incidents.link(incident, [case], office.agent, at(NOW))
        return Case.get_by_id(case.id)

    return of


@pytest.fixture
def chen(desk, office):
    return desk(office.agent)


@pytest.fixture
def wang(desk, office):
    return desk(office.supervisor)


def page(incident: Incident, door: str = "") -> str:
    return f"{ROOM}/{incident.id}{door and f'/{door}'}"


def ticket_in(answer) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', answer.text)[1]


def now_of(incident: Incident) -> Incident:
    return store.by_id(incident.id)


# --- the list, and beginning one


def test_the_list_says_what_would_stand_there(chen, office):
    assert "Nothing is going on" in words(chen.get(ROOM))


def test_an_incident_is_begun_from_its_form(chen, office):
    answer = chen.post(f"{ROOM}/new", **TYPED)
    made = Incident.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, page(made))
    assert (made.title, made.began_at, made.shown_at) == (
        {"en": "Cards are refused", "zh": "刷卡失败"}, at("Fri 2026-08-21 08:00"), None,
    )  # fmt: skip
    assert "Cards are refused Since Fri 21 Aug, 08:00 · 0 cases" in words(chen.get(ROOM))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title_en": "", "title_zh": " "}, "Give it a title, in English or in Chinese."),
        ({"began_at": ""}, "Enter when it began."),
        ({"began_at": "2026-08-21T10:01"}, "This moment is still to come."),
        ({"title_en": "x" * 121}, "has room for 120 characters"),
        ({"text_zh": "x" * 601}, "has room for 600 characters"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(chen, office, changed, sentence):
    answer = chen.post(f"{ROOM}/new", **TYPED | changed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "银行正在修复。" in answer.text or "text_zh" in changed
    assert Incident.select().count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_words_are_taken_as_words(chen, office, text):
    assert chen.post(f"{ROOM}/new", **TYPED | {"title_en": text, "text_en": text}).status_code == 303
    made = page(Incident.get())
    assert chen.get(made).status_code == 200
    assert "\x00" not in Incident.get().title_en


def test_in_chinese(chen, office, incident, linked):
    linked(language="zh")
    said = words(chen.get(f"{page(incident)}?lang=zh"))
    assert "刷卡失败" in said
    assert "公开页面还没有显示它。" in said


def test_a_form_of_a_new_one_sent_twice_begins_one_and_other_words_are_asked_about(chen, office):
    ticket = ticket_in(chen.get(f"{ROOM}/new"))
    sent = [chen.post(f"{ROOM}/new", ticket=ticket, **TYPED) for _ in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in sent] == [(303, page(Incident.get()))] * 2
    other = chen.post(f"{ROOM}/new", ticket=ticket, **TYPED | {"text_en": "The till is down."})
    assert other.status_code == 409
    assert "This form was sent already, with other words." in words(other)
    assert "The till is down." in other.text
    assert Incident.select().count() == 1
    again = chen.post(f"{ROOM}/new", ticket=ticket_in(other), **TYPED | {"text_en": "The till is down."})
    assert (again.status_code, Incident.select().count()) == (303, 2)


# --- its words, and its banner


def test_its_words_are_changed(chen, office, incident):
    answer = chen.post(page(incident, "change"), **TYPED | {"text_en": "It works.", "seen": "0"})
    assert answer.status_code == 303
    assert (now_of(incident).text_en, now_of(incident).version) == ("It works.", 1)


def test_of_two_who_change_it_the_second_reads_both(chen, wang, office, incident):
    wang.post(page(incident, "change"), **TYPED | {"text_en": "Written first", "seen": "0"})
    answer = chen.post(page(incident, "change"), **TYPED | {"text_en": "Written second", "seen": "0"})
    assert answer.status_code == 409
    assert "Written first" in answer.text
    assert "Written second" in answer.text
    assert 'name="seen" value="1"' in answer.text
    assert now_of(incident).text_en == "Written first"


@pytest.mark.parametrize("number", [0, 1])
def test_a_form_that_does_not_say_what_it_saw_is_out_of_date(chen, office, incident, number):
    """At any version, the first as well as a later one."""
    for seen in range(number):
        chen.post(page(incident, "change"), **TYPED | {"text_en": "Written first", "seen": str(seen)})
    answer = chen.post(page(incident, "change"), **TYPED | {"text_en": "Written blindly"})
    assert answer.status_code == 409
    assert "Written blindly" in answer.text
    assert now_of(incident).version == number


def test_the_banner_is_shown_and_taken_away(wang, client, office, incident):
    assert wang.post(page(incident, "show"), seen="0").status_code == 303
    assert "Cards are refused" in client.get("/").text
    assert "Every public page has told of it since Fri 21 Aug, 10:00." in words(wang.get(page(incident)))
    assert wang.post(page(incident, "hide"), seen="1").status_code == 303
    assert "Cards are refused" not in client.get("/").text


def test_a_banner_in_one_language_is_refused_in_a_sentence(wang, office, incident):
    wang.post(page(incident, "change"), **TYPED | {"text_zh": "", "seen": "0"})
    answer = wang.post(page(incident, "show"), seen="1")
    assert answer.status_code == 409
    assert "The public reads it in both languages" in words(answer)
    assert "The banner needs both in each." in words(answer)


def test_an_agent_does_not_change_what_the_public_reads(chen, wang, office, incident):
    wang.post(page(incident, "show"), seen="0")
    answer = chen.post(page(incident, "change"), **TYPED | {"text_en": "My own words", "seen": "1"})
    assert answer.status_code == 409
    assert "only a supervisor changes it" in words(answer)
    assert "My own words" in answer.text
    assert "Change the words" not in words(chen.get(page(incident)))


@pytest.mark.parametrize("door", ["show", "hide", "end", "again"])
@pytest.mark.parametrize("seen", ["1", "", "x" * 99, "9" * 30, "-1", "²"])
def test_a_page_that_is_out_of_date_does_nothing(wang, office, incident, door, seen):
    answer = wang.post(page(incident, door), seen=seen)
    assert answer.status_code == 409
    assert "Somebody else was quicker. Nothing of yours was done." in words(answer)


def test_it_is_over_and_stands_so_in_the_list(wang, office, incident, linked):
    linked()
    assert wang.post(page(incident, "end"), seen="0").status_code == 303
    assert "over since Fri 21 Aug, 10:00 · 1 case" in words(wang.get(ROOM))
    assert "Show the banner" not in words(wang.get(page(incident)))
    assert office.case.state == "received"


def test_what_is_not_over_after_all_goes_on_with_its_cases_and_without_its_banner(wang, office, incident, linked):
    linked()
    for door, seen in (("show", "0"), ("end", "1"), ("again", "2")):
        assert wang.post(page(incident, door), seen=seen).status_code == 303
    shown = words(wang.get(page(incident)))
    assert "Going on" in shown
    assert "Show the banner" in shown
    assert office.case.incident_id == incident.id


def test_what_there_is_not_is_no_page(wang, office):
    assert {wang.get(f"{ROOM}/{number}").status_code for number in (7, 2**31, 10**30)} == {404}


# --- linking


def test_cases_are_linked_by_their_references_however_they_are_typed(chen, office, incident):
    first, second, third = (office.file(FILED) for _ in range(3))
    typed = f"{first.reference.lower()}, {second.reference.replace('-', '')}\n{third.reference}，"
    answer = chen.post(page(incident, "link"), references=typed)
    assert answer.status_code == 303
    assert {case.incident_id for case in Case.select()} == {incident.id}
    assert "3 cases are linked." in words(chen.get(page(incident)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a reference, or tick a case."),
        ("K7Q-3FM-9", "No case of this reference is to be seen: K7Q-3FM-9."),
        ("A\x00B 🚰", "No case of this reference is to be seen:"),
        ("A " * 201, "That is more than 200 cases in one go."),
        ("x" * 4001, "has room for 4000 characters"),
    ],
)
def test_what_is_no_case_is_told(chen, office, incident, typed, sentence):
    answer = chen.post(page(incident, "link"), references=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_found_cases_are_ticked_and_linked(chen, office, incident, linked):
    loose = office.file(FILED, body="The card reader said no")
    linked(body="Another card story")
    found = chen.get(f"{page(incident)}?q=card").text.partition("Take cases out")[0]
    boxes = re.findall(r'name="cases" type="checkbox" value="([^"]+)"', found)
    assert boxes == [loose.reference], "what belongs to it already is not offered"
    assert chen.post(f"{page(incident, 'link')}?q=card", cases=boxes).status_code == 303
    assert Case.select().where(Case.incident == incident).count() == 2


def test_what_the_gate_refuses_is_told_beside_what_was_done(app, chen, office, incident):
    mine = office.file(FILED)
    with app.app_context():
        other = incidents.begin({"title_en": "Another"}, at(FILED), office.agent, at(NOW))
        incidents.link(other, [mine], office.agent, at(NOW))
    fresh = office.file(FILED)
    answer = chen.post(page(incident, "link"), references=f"{mine.reference} {fresh.reference}")
    assert answer.status_code == 303
    said = words(chen.get(page(incident)))
    assert "1 case is linked." in said
    assert f"{mine.reference}: The case belongs to an incident already." in said
    again = chen.post(page(incident, "link"), references=mine.reference)
    assert (again.status_code, mine.reference in again.text) == (409, True)


def test_a_case_that_belongs_to_it_already_does_so_still(chen, office, incident, linked):
    case = linked()
    assert chen.post(page(incident, "link"), references=case.reference).status_code == 303
    assert office.history() == ["file", "link"]


def test_cases_are_taken_out(chen, office, incident, linked):
    case = linked()
    assert chen.post(page(incident, "unlink")).status_code == 422
    assert chen.post(page(incident, "unlink"), cases=[case.reference]).status_code == 303
    assert office.case.incident is None


def test_a_hidden_case_is_neither_linked_nor_told_of(desk, office, incident):
    case = office.file(FILED, body="A card story")
    Case.update(about=office.supervisor, sealed=True).where(Case.id == case.id).execute()
    boss = desk(office.supervisor)
    answer = boss.post(page(incident, "link"), references=case.reference)
    assert "No case of this reference is to be seen" in words(answer)
    assert case.reference not in boss.get(f"{page(incident)}?q=card").text
    assert desk(office.admin).post(page(incident, "link"), references=case.reference).status_code == 303
    assert "0 cases" in words(boss.get(page(incident)))


# --- from the page of a case, and in the queue


def test_a_case_is_linked_and_taken_out_from_its_own_page(chen, office, incident):
    case = f"/staff/cases/{office.file(FILED).reference}"
    assert "Link to an incident" in words(chen.get(case))
    seen = event.last_id(office.case)
    assert chen.post(f"{case}/link", incident=str(incident.id), seen=seen).status_code == 303
    shown = chen.get(case)
    assert "This case belongs to: Cards are refused" in words(shown)
    assert f'href="{page(incident)}"' in shown.text
    assert chen.post(f"{case}/unlink", seen=event.last_id(office.case)).status_code == 303
    assert office.history() == ["file", "link", "unlink"]


@pytest.mark.parametrize("typed", ["", "0", "x", "9" * 40])
def test_an_incident_that_is_none_is_asked_for_again(chen, office, incident, typed):
    case = f"/staff/cases/{office.file(FILED).reference}"
    answer = chen.post(f"{case}/link", incident=typed, seen="9")
    assert answer.status_code == 422
    assert "Choose an incident." in words(answer)


def test_while_nothing_goes_on_the_page_of_a_case_does_not_speak_of_it(chen, wang, office, incident):
    wang.post(page(incident, "end"), seen="0")
    assert "incident" not in words(chen.get(f"/staff/cases/{office.file(FILED).reference}")).replace("Incidents", "")


def test_the_queue_is_narrowed_to_an_incident_and_names_it(chen, office, incident, linked):
    linked(subject="Mine")
    office.file(FILED, subject="Not mine")
    all_of_it, narrowed = (chen.get(f"/staff/queue{asked}").text for asked in ("", f"?incident={incident.id}"))
    assert "<bdi>Cards are refused</bdi></span>" in all_of_it
    assert ("Not mine" in all_of_it, "Not mine" in narrowed, ">Mine<" in narrowed) == (True, False, True)
    assert chen.get("/staff/queue?incident=999").text.count("Not mine") == 1, "a choice that is none is no choice"


# --- one reply to all


def test_words_are_asked_for_in_the_languages_of_those_who_read_them(wang, office, incident, linked):
    linked()
    only = wang.get(page(incident, "write"))
    assert "In English, for 1 case" in words(only)
    assert 'name="body_zh"' not in only.text
    linked(language="zh")
    linked(language="zh")
    both = words(wang.get(page(incident, "write")))
    assert "In English, for 1 case" in both
    assert "In Chinese, for 2 cases" in both


def test_a_reply_to_all_is_kept_sent_and_counted(app, wang, office, incident, linked):
    case = linked()
    answer = wang.post(page(incident, "write"), **REPLY)
    assert (answer.status_code, answer.headers["Location"]) == (303, page(incident))
    assert "Told 0 of 1, 1 still to go" in words(wang.get(page(incident)))
    with app.app_context():
        bulletins.turn(at("Fri 2026-08-21 10:01"))
    shown = words(wang.get(page(incident)))
    assert "Reply Wang · Fri 21 Aug, 10:00 Told 1 of 1" in shown
    assert Message.get(Message.case == case, Message.type == "response").body == "The bank repairs it"
    assert Letter.select().where(Letter.case == case, Letter.kind == "reply").count() == 1
    assert Audit.select().where(Audit.verb == "bulletin_written").count() == 1


def test_what_was_not_sent_is_told_with_a_link_and_a_reason(app, wang, office, incident, linked):
    case = linked()
    wang.post(page(incident, "write"), **REPLY)
    Case.update(state="closed", closed_at=at(NOW), outcome="withdrawn").where(Case.id == case.id).execute()
    with app.app_context():
        bulletins.turn(at("Fri 2026-08-21 10:01"))
    shown = wang.get(page(incident))
    assert "Told 0 of 1, 1 not sent" in words(shown)
    assert f"Not sent: {case.reference} The case has moved on" in words(shown)
    assert f'href="/staff/cases/{case.reference}"' in shown.text


def test_of_a_case_that_was_taken_out_meanwhile_the_page_says_why_it_was_not_told(app, wang, office, incident, linked):
    case = linked()
    wang.post(page(incident, "write"), **REPLY)
    wang.post(page(incident, "unlink"), cases=[case.reference])
    with app.app_context():
        bulletins.turn(at("Fri 2026-08-21 10:01"))
    told = f"Not sent: {case.reference} The case does not belong to this incident any more."
    assert told in words(wang.get(page(incident)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body_en": ""}, "Write the words the customer will read."),
        ({"next_step_en": " \u200b"}, "Say what happens next"),
        ({"by_when": ""}, "Say by when."),
        ({"by_when": "2026-08-21T10:00"}, "This moment has passed."),
        ({"by_when": "99999-01-01"}, "Enter the date and the time"),
        ({"verb": "propose"}, "Choose what you are sending."),
        ({"verb": "x" * 1000}, "Choose what you are sending."),
        ({"verb": "resolve"}, "Choose an outcome"),
        ({"verb": "resolve", "outcome": "answered"}, "Choose an outcome"),
        ({"body_en": "x" * 20_001}, "has room for 20000 characters"),
    ],
)
def test_a_reply_that_lacks_something_comes_back_whole(wang, office, incident, linked, changed, sentence):
    linked()
    answer = wang.post(page(incident, "write"), **REPLY | changed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    kept = (REPLY | changed)["body_en"] or REPLY["next_step_en"]
    assert kept in answer.text
    assert Bulletin.select().count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_words_reach_everybody(app, wang, office, incident, linked, text):
    linked()
    typed = REPLY | {"body_en": text, "next_step_en": text, "warned": "hollow-00000000"}
    assert wang.post(page(incident, "write"), **typed).status_code == 303
    with app.app_context():
        bulletins.turn(at("Fri 2026-08-21 10:01"))
    assert office.said() == ["filed", "response"]
    assert wang.get(page(incident)).status_code == 200


def test_an_outcome_needs_no_next_step_and_its_date_is_not_looked_at(wang, office, incident, linked):
    linked()
    typed = {"verb": "resolve", "body_en": "It works", "outcome": "solved", "by_when": "nonsense"}
    assert wang.post(page(incident, "write"), **typed).status_code == 303
    row = Bulletin.get()
    assert (row.verb, row.outcome, row.by_when, row.next_step_en) == ("resolve", "solved", None, "")


def test_outcomes_that_fit_all_are_offered_and_where_none_does_it_is_said(wang, office, incident, linked):
    linked()
    assert 'value="no_agreement"' in wang.get(page(incident, "write")).text
    linked(kind="enquiry")
    assert 'value="no_agreement"' not in wang.get(page(incident, "write")).text
    linked(kind="praise")
    shown = wang.get(page(incident, "write"))
    assert 'value="resolve"' not in shown.text
    assert "No outcome fits all of these cases" in words(shown)
    assert "Complaint (1), Question (1), Praise (1)" in words(shown)


def test_a_form_sent_twice_counts_once_and_other_words_are_asked_about(wang, office, incident, linked):
    linked()
    ticket = ticket_in(wang.get(page(incident, "write")))
    statuses = [wang.post(page(incident, "write"), ticket=ticket, **REPLY).status_code for _ in range(2)]
    assert (statuses, Bulletin.select().count()) == ([303, 303], 1)
    other = wang.post(page(incident, "write"), ticket=ticket, **REPLY | {"body_en": "Something else"})
    assert other.status_code == 409
    assert "This form was sent already, with other words." in words(other)
    assert "Something else" in other.text
    wang.post(page(incident, "write"), ticket=ticket_in(other), **REPLY | {"body_en": "Something else"})
    assert Bulletin.select().count() == 2


def test_empty_words_are_read_once_more_before_everybody_gets_them(wang, office, incident, linked):
    linked()
    linked(language="zh")
    both = REPLY | {"body_zh": "留言已收悉。", "next_step_zh": "再试一次"}
    back = wang.post(page(incident, "write"), **both)
    assert (back.status_code, Bulletin.select().count()) == (422, 0)
    assert "Nothing was sent yet. Please read it once more." in words(back)
    warned = re.search(r'name="warned" value="([^"]*)"', back.text)[1]
    assert wang.post(page(incident, "write"), warned=warned, **both).status_code == 303
    assert Bulletin.get().body_zh == "留言已收悉。"


def test_with_nobody_to_write_to_the_page_says_so(wang, office, incident):
    empty = words(wang.get(page(incident, "write")))
    assert "No open case belongs to it" in empty
    assert "What you typed, for copying:" not in empty


@pytest.mark.parametrize("verb", ["respond", "resolve"])
def test_words_for_those_who_were_answered_meanwhile_come_back_for_copying(wang, office, incident, linked, verb):
    linked()
    office.resolve("Fri 2026-08-21 09:50")
    answer = wang.post(page(incident, "write"), **REPLY | {"verb": verb, "outcome": "solved"})
    assert answer.status_code == 409
    assert "Nobody waits for these words any more, so nothing was sent just now." in words(answer)
    assert "What you typed, for copying: The bank repairs it We try again" in words(answer)
    assert "No open case belongs to it" in words(answer)
    assert "Choose what you are sending" not in words(answer)
    assert BulletinCase.select().count() == 0


@pytest.mark.parametrize(
    ("by_when", "then"), [(REPLY["by_when"], ""), ("2020-01-01T10:00", ""), (REPLY["by_when"], "show")]
)
def test_words_in_a_language_nobody_reads_any_more_come_back_for_copying(wang, office, incident, linked, by_when, then):
    linked()
    linked(language="zh")
    both = REPLY | {"body_zh": "银行正在修复。", "next_step_zh": "再试", "by_when": by_when, "then": then}
    office.resolve("Fri 2026-08-21 09:50")  # the Chinese one
    answer = wang.post(page(incident, "write"), **both)
    assert (answer.status_code, Bulletin.select().count()) == (422, 0)
    assert "What you typed, for copying: 银行正在修复。 再试" in words(answer)
    assert "The bank repairs it" in answer.text
    assert wang.post(page(incident, "write"), ticket=ticket_in(answer), **REPLY).status_code == 303


def test_readers_see_who_changes_what(desk, office, incident, linked):
    linked()
    seen = {role: words(desk(getattr(office, role)).get(page(incident))) for role in ("auditor", "agent", "supervisor")}
    for button, roles in {
        "Link them": ("agent", "supervisor"),
        "Change the words": ("agent", "supervisor"),
        "Show the banner": ("supervisor",),
        "Write to the 1 open case": ("supervisor",),
        "It is over": ("supervisor",),
    }.items():
        assert tuple(role for role, text in seen.items() if button in text) == roles


def test_a_page_costs_the_same_however_many_belong_to_it(wang, office, incident, linked):
    counts = []
    for _ in range(2):
        linked()
        wang.post(page(incident, "write"), **REPLY)
        wang.get(page(incident))
        with queries() as sent:
            wang.get(page(incident))
        counts.append(len(sent))
    assert counts == [14, 14]


def test_the_letter_is_seen_in_each_language_before_it_goes_and_nothing_is_kept_of_it(wang, office, incident, linked):
    english, chinese = linked(), linked(language="zh")
    both = REPLY | {"body_zh": "银行正在修复，今天内恢复。", "next_step_zh": "明天再试一次"}
    before = Letter.select().count(), office.history()
    seen = wang.post(page(incident, "write"), then="show", **both)
    assert seen.status_code == 200
    assert f"An answer to your complaint {english.reference}" in words(seen)
    assert f"您的投诉 {chinese.reference} 有了答复" in words(seen)
    assert REPLY["body_en"] in seen.text
    assert (Letter.select().count(), office.history(), Bulletin.select().count()) == (*before, 0)
    assert wang.post(page(incident, "write"), **both).status_code == 303


def test_an_imported_case_brings_no_letter_and_there_is_none_to_see(wang, office, incident, linked):
    case = linked()
    Case.update(origin="csv:7").where(Case.id == case.id).execute()
    seen = wang.post(page(incident, "write"), then="show", **REPLY)
    assert seen.status_code == 200
    assert "No letter can be shown" in words(seen)
