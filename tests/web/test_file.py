"""Filing: what is said before, one case for one ticket, and nothing that was typed is ever lost."""

import html
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from tests import demo_guarantee
from tests.web.desk import GOOD, Writer, at, faults, summary, text_of

KINDS = ("complaint", "enquiry", "suggestion", "praise")
SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = "Thu 2026-08-20 10:00"


@pytest.fixture
def clock(app, monkeypatch):
    def set_to(moment):
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment) if isinstance(moment, str) else moment)

    set_to(THURSDAY)
    return set_to


@pytest.fixture
def guarantee(app):
    return demo_guarantee.publish(at("Mon 2026-01-05 09:00"))


@pytest.fixture
def writer(client, clock, guarantee):
    return Writer(client, clock)


@pytest.fixture
def queries(caplog):
    """How many questions an act puts to the tables of the database."""

    def count(act) -> int:
        with caplog.at_level("DEBUG", logger="peewee"):
            caplog.clear()
            act()
        asked = [record.msg[0].lower() for record in caplog.records if record.name == "peewee"]
        return len([sql for sql in asked if not sql.startswith(("savepoint", "release", "select pg_"))])

    return count


# --- before it is sent


@pytest.mark.parametrize("kind", KINDS)
def test_before_one_writes_one_reads_what_happens_who_reads_it_and_how_long_it_is_kept(writer, kind):
    page = text_of(writer.look(kind).text)
    for said in ("What happens", "Who reads it", "erased 3 years after", "What to leave out"):
        assert said in page


def test_there_is_no_form_for_anything_else(client):
    assert client.get("/file/feedback").status_code == 404
    assert client.get("/file/").status_code == 404


def test_the_empty_form_sets_no_cookie_and_may_be_kept(writer):
    headers = writer.look().headers
    assert "Set-Cookie" not in headers
    assert "no-store" not in headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("read", "kind", "due", "why"),
    [
        (THURSDAY, "complaint", "today, 12:00", "2 hours on Thu 20 Aug, 10:00–12:00"),
        (
            "Fri 2026-08-21 17:00",
            "complaint",
            "Monday 24 August, 10:00",
            "48 hours, day and night; due Sun 23 Aug",
        ),
        ("Sat 2026-02-14 17:00", "complaint", "Tuesday 24 February, 10:00", "make-up working day"),
        (THURSDAY, "enquiry", "today, 10:30", "30 minutes, day and night"),
    ],
)
def test_the_moment_and_its_reason_stand_there_before_it_is_sent(writer, read, kind, due, why):
    writer.clock(read)
    page = text_of(writer.look(kind).text)
    assert due in page
    assert why in page


def test_the_moments_follow_the_service_and_the_urgency(writer, client):
    def first(**asked):
        return client.get("/file/complaint/due", query_string={"format": "json", **asked}).json["promises"][0]

    assert first()["due_at"] == "2026-08-20T12:00:00+08:00"
    assert first(service="delivery")["due_at"] == "2026-08-20T11:00:00+08:00"
    assert first(service="delivery", urgent="y")["due_at"] == "2026-08-20T10:30:00+08:00"
    assert first(urgent="0")["code"] == first(service="no-such")["code"] == "complaint-response"


def test_the_moments_come_as_a_piece_of_the_page_or_as_data(writer, client):
    piece = client.get("/file/complaint/due")
    assert piece.mimetype == "text/html"
    assert "<html" not in piece.text
    data = client.get("/file/complaint/due", headers={"Accept": "application/json"}).json
    assert data["guarantee"] == "HP-2026-1"
    assert data["received_at"] == "2026-08-20T10:00:00+08:00"
    assert [one["target"] for one in data["promises"]] == ["response", "plan", "progress", "resolution"]
    assert data["promises"][0]["sentence"] == "A person replies to you within 2 working hours."


def test_what_was_shown_is_what_runs(writer, client):
    writer.clock("Fri 2026-08-21 17:40")
    shown = client.get("/file/complaint/due?format=json&service=delivery").json["promises"]
    writer.look()
    writer.send(**GOOD, service="delivery")
    runs = [
        (row.code, row.due_at.astimezone(SHANGHAI).isoformat()) for row in Deadline.select().order_by(Deadline.due_at)
    ]
    assert runs == [(one["code"], one["due_at"]) for one in shown]


def test_without_javascript_a_second_button_shows_the_moments_and_stores_nothing(writer):
    writer.look()
    back = writer.send(body="It burns", urgent="y", show_due="1", files=[("note.txt", b"words")])
    assert back.status_code == 200
    assert "today, 10:30" in back.text
    assert "It burns" in back.text
    assert Case.select().count() == 0
    assert not summary(back)


def test_without_a_guarantee_one_can_file_and_reads_that_nothing_is_promised(client, clock):
    writer = Writer(client, clock)
    assert "No guarantee is in force today." in writer.look().text
    assert client.get("/file/complaint/due?format=json").json["promises"] == []
    assert writer.send(**GOOD).status_code == 303
    assert Case.get().guarantee is None


# --- one ticket, one case


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_send_makes_the_case_and_leads_to_its_page(writer, kind):
    writer.look(kind)
    sent = writer.send(kind, **GOOD)
    case = Case.get()
    assert sent.status_code == 303
    assert sent.location.startswith("/s/")
    assert (case.kind, case.channel, case.language, case.email) == (kind, "web", "en", "li@example.com")
    assert case.received_at == at(THURSDAY)
    assert [letter.kind for letter in Letter.select()] == ["received"]


def test_the_browser_that_filed_reads_its_words_at_once_and_no_other_does(writer, app):
    writer.look()
    sent = writer.send(**GOOD)
    cookie = next(c for c in sent.headers.getlist("Set-Cookie") if c.startswith("open="))
    assert f"Path={sent.location}" in cookie
    assert "HttpOnly" in cookie
    assert "broken leg" in writer.client.get(sent.location).text
    assert "broken leg" not in app.test_client().get(sent.location).text


def test_the_same_ticket_with_the_same_words_is_the_same_case(writer):
    writer.look()
    first, second = writer.send(**GOOD), writer.send(**GOOD)
    assert (second.status_code, second.location) == (303, first.location)
    assert Case.select().count() == Message.select().count() == Letter.select().count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "And the chair too"},
        {"email": "lei@example.com"},
        {"wish": "Another table"},
        {"phone": "13800138000"},
        {"subject": "Table"},
    ],
)
def test_the_same_ticket_with_other_words_says_what_it_was_filed_as_and_keeps_them(writer, changed):
    writer.look()
    writer.send(**GOOD)
    reference = Case.get().reference
    back = writer.send(**GOOD | changed)
    assert back.status_code == 200
    assert f"filed already, as {reference}" in text_of(back.text)
    assert next(iter(changed.values()))[-4:] in back.text
    assert Case.select().count() == 1
    assert writer.send(**GOOD | changed).status_code == 303  # as another case, on the new ticket
    assert Case.select().count() == 2


def test_only_the_browser_that_filed_is_led_to_the_case(writer, app):
    writer.look()
    link = writer.send(**GOOD).location
    ticket = writer.ticket
    assert link in writer.send(**GOOD | {"body": "More"}).text
    stranger = Writer(app.test_client(), writer.clock)
    stranger.ticket = ticket
    back = stranger.send(**GOOD | {"body": "More"})
    assert Case.get().reference in back.text
    assert "/s/" not in back.text


def test_a_form_of_the_day_before_yesterday_comes_back_with_everything(writer):
    writer.look()
    writer.send(files=[("bill.txt", b"19 yuan")])
    writer.clock(at(THURSDAY) + timedelta(hours=49))
    back = writer.send(**GOOD)
    assert "open for more than a day" in back.text
    assert "broken leg" in back.text
    assert "bill.txt" in back.text
    assert Case.select().count() == 0
    assert writer.send(**GOOD).status_code == 303


@pytest.mark.parametrize("ticket", ["", "x", "a.b", "%00", "\x00", "票", "9" * 5000, "WzEsMl0.AAAA"])
def test_a_form_with_a_strange_ticket_comes_back_with_everything(writer, ticket):
    writer.ticket = ticket
    back = writer.send(**GOOD, name="Li Lei")
    assert back.status_code == 200
    assert "lost the key" in back.text
    assert "broken leg" in back.text
    assert 'value="Li Lei"' in back.text
    assert Case.select().count() == 0
    assert writer.send(**GOOD, name="Li Lei").status_code == 303


def test_an_old_form_found_later_leads_to_the_case_and_opens_nothing(writer):
    writer.look()
    writer.send(**GOOD)
    writer.clock(at(THURSDAY) + timedelta(hours=25))
    again = writer.send(**GOOD)
    assert again.status_code == 303
    assert "Set-Cookie" not in again.headers


# --- robots


def test_who_fills_the_trap_is_asked_and_loses_nothing(writer):
    writer.look()
    back = writer.send(**GOOD, website="https://example.com")
    assert back.status_code == 200
    assert "tell us that you are a person" in back.text
    assert "broken leg" in back.text
    assert Case.select().count() == 0
    assert writer.send(**GOOD, website="https://example.com", person="y").status_code == 303


def test_haste_alone_is_no_crime_but_haste_with_a_link_is_asked(writer):
    writer.look()
    back = writer.send(**GOOD | {"body": "Buy at https://example.com now"})
    assert "tell us that you are a person" in back.text
    writer.clock(at(THURSDAY) + timedelta(seconds=2))
    assert writer.send(**GOOD | {"body": "Buy at https://example.com now"}).status_code == 303


# --- what is needed


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("complaint", {"email": "li@example.com"}, {"body": "Write what happened."}),
        ("complaint", {"body": "\u200b \u3000\n", "email": "li@example.com"}, {"body": "Write what happened."}),
        ("enquiry", {"email": "li@example.com"}, {"body": "Write your question."}),
        ("suggestion", {}, {"body": "Write your suggestion."}),
        ("praise", {}, {"body": "Write what went well."}),
        (
            "complaint",
            {"body": "Broken"},
            {"email": "Enter your e-mail address or a phone number, so that we can answer you."},
        ),
        (
            "enquiry",
            {"body": "When?"},
            {"email": "Enter your e-mail address or a phone number, so that we can answer you."},
        ),
        ("complaint", {**GOOD, "urgent": "y"}, {"urgent_reason": "Say in a sentence why it cannot wait."}),
        ("complaint", {**GOOD, "service": "moon"}, {"service": "Choose a service from the list, or leave it open."}),
        (
            "complaint",
            {**GOOD, "email": "li@"},
            {"email": "Check the e-mail address: it should look like name@example.com."},
        ),
        (
            "complaint",
            {**GOOD, "phone": "12"},
            {"phone": "Check the phone number: write its digits with the area code, and +, if it is a foreign one."},
        ),
    ],
)
def test_a_mistake_is_named_at_its_field_and_in_the_summary(writer, kind, typed, fault):
    writer.look(kind)
    back = writer.send(kind, **typed)
    assert back.status_code == 422
    assert faults(back) == fault
    assert all(sentence in summary(back) for sentence in fault.values())
    assert Case.select().count() == 0


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("complaint", {"body": "Broken", "phone": "138 0013 8000"}),
        ("enquiry", {"body": "When?", "phone": "+49 30 901820"}),
        ("suggestion", {"body": "A ramp at the door"}),
        ("praise", {"body": "Mr Zhao was kind"}),
    ],
)
def test_who_may_stay_unknown_and_whom_a_phone_number_is_enough_for(writer, kind, typed):
    writer.look(kind)
    assert writer.send(kind, **typed).status_code == 303
    assert Letter.select().count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Li.Lei@Example.COM ", "li.lei@example.com"),
        ("li＠example.com", "li@example.com"),
        ("li@bücher.example.com", "li@xn--bcher-kva.example.com"),
    ],
)
def test_an_address_is_kept_in_one_spelling(writer, typed, kept):
    writer.look()
    assert writer.send(**GOOD | {"email": typed}).status_code == 303
    assert Case.get().email == kept


def test_urgency_is_claimed_with_a_reason_and_raises_the_alarm(writer):
    writer.look()
    writer.send(**GOOD, urgent="y", urgent_reason="The leg holds a child’s bed")
    case = Case.get()
    assert case.severity == "urgent"
    assert {m.type: m.body for m in Message.select()}["urgency"] == "The leg holds a child’s bed"
    assert Deadline.get(Deadline.target == "response").code == "urgent-response"


def test_a_reason_without_the_tick_claims_nothing(writer):
    writer.look()
    writer.send(**GOOD, urgent_reason="I am in a hurry")
    assert Case.get().severity == ""


def test_the_case_speaks_the_language_of_its_form(writer, client):
    client.get("/file/complaint?lang=zh")
    page = writer.look()
    assert 'name="language" value="zh"' in page.text
    writer.send(**GOOD, language="zh")
    assert Case.get().language == "zh"


# --- whatever is typed

LONG = "退款三个月没有到账，客服一直推脱。" * 530


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("line\r\nline", "line\nline"),
        ("مرحبا \u202eabc", "مرحبا \u202eabc"),
        ("👩‍👩‍👧 broken 💔", "👩‍👩‍👧 broken 💔"),
        ("e\u0301", "é"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (LONG[:9000], LONG[:9000]),
    ],
)
def test_what_is_said_is_kept_as_it_was_said(writer, typed, kept):
    writer.look()
    assert writer.send(**GOOD | {"body": typed}).status_code == 303
    assert Message.get().body == kept


ODD = {
    "nul": "a\x00b",
    "line": "Li\r\nBcc: all@example.com",
    "rtl": "\u202eabc مرحبا",
    "emoji": "💔" * 50,
    "million": "x" * 1_000_000,
    "accents": "a" + "\u0301\u0323" * 20_000,
    "braces": "{{ 7 * 7 }} %s %(name)s",
}
WORDS = ("name", "email", "phone", "order_number", "subject", "body", "wish", "urgent_reason", "about_staff")
REST = ("service", "urgent", "language", "ticket", "website", "remove")


@pytest.mark.attacks
@pytest.mark.parametrize("odd", ODD)
def test_any_input_in_any_field_gets_an_answer_in_a_sentence(client, clock, odd):
    writer = Writer(client, clock)
    for field in WORDS + REST:
        writer.look()
        answer = writer.send(**{**GOOD, "urgent": "y", "urgent_reason": "Danger", field: ODD[odd]})
        assert answer.status_code in (200, 303, 422), field
        assert answer.status_code != 422 or faults(answer)[field], field
        assert answer.status_code == 303 or field == "body" or "broken leg" in answer.text, field


@pytest.mark.parametrize("field", ["name", "order_number", "subject", "body", "wish", "about_staff", "email", "phone"])
def test_what_is_too_long_comes_back_whole_with_a_sentence_at_its_field(writer, field):
    writer.look()
    answer = writer.send(**GOOD | {field: "长" * 30_000})
    assert answer.status_code == 422
    assert "and this has 30000. Please shorten it." in faults(answer)[field]
    assert "长" * 30_000 in answer.text


def test_half_of_a_surrogate_pair_does_no_harm(writer, client):
    writer.look()
    body = f"ticket={writer.ticket}&email=li%40example.com&body=a%ED%A0%80b"
    sent = client.post("/file/complaint", data=body, content_type="application/x-www-form-urlencoded")
    assert sent.status_code == 303
    assert Message.get().body.startswith("a")


def test_a_line_break_in_a_name_is_one_space(writer):
    writer.look()
    writer.send(**GOOD, name="Li\r\nBcc: all@example.com")
    assert Case.get().name == "Li Bcc: all@example.com"


def test_fields_nobody_asked_for_change_nothing(writer):
    writer.look()
    writer.send(**GOOD, state="closed", due_at="0", sealed="1", severity="major", channel="phone", owner="1")
    case = Case.get()
    assert (case.state, case.sealed, case.severity, case.channel, case.owner_id) == ("received", False, "", "web", None)


def test_what_comes_back_is_escaped_and_in_no_cache(writer):
    writer.look()
    back = writer.send(body="<b>bold</b>")
    assert html.escape("<b>bold</b>") in back.text
    assert "<b>bold" not in back.text
    assert back.headers["Cache-Control"] == "no-store"


# --- how much it costs


def test_how_often_the_database_is_asked(writer, queries):
    assert queries(writer.look) == 2
    assert queries(lambda: writer.client.get("/file/complaint/due")) == 2
    assert queries(lambda: writer.send(**GOOD)) == 22
    assert Event.select().count() == 1


def test_beside_the_form_stands_only_what_one_hears_and_when(writer, client):
    brief = client.get("/file/complaint/due?short=1").text
    assert "You get a handling plan within 48 hours." in brief
    assert "Why then?" not in brief
    assert client.get("/file/complaint/due?short=1&urgent=y").text != brief
