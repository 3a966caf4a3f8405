"""The page of a case: what it tells a stranger, what it tells its customer, and what he can do there."""

import io
import json
import re

import pytest

from portal import tokens
from portal.core.case import Verb
from portal.store.case import Case
from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from tests.actions.office import Office
from tests.web.customer import Customer, at, to_resolved, to_waiting_on_a_plan, words

RTL = "\u202eمرحبا"


@pytest.fixture
def office(app):
    with app.app_context():
        yield Office()


@pytest.fixture
def clock(app, monkeypatch):
    return lambda moment: monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))


@pytest.fixture
def customer(client, office, clock):
    clock("Thu 2026-08-20 10:30")
    return Customer(client, office, clock)


def filed(office, **typed):
    office.file("Thu 2026-08-20 10:00", **{"name": "Li Lei", "subject": "The leg", "phone": "13800138000"} | typed)


# --- the first hop


def test_the_link_alone_shows_no_personal_data(customer, office):
    filed(office, order_number="HP-77120", wish="A new leg", about_staff="Mr Chen")
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    office.propose("Thu 2026-08-20 10:25")
    page = words(customer.look())
    assert office.case.reference in page
    assert "Plan proposed" in page
    assert "You get a handling plan within 48 hours." in page
    for secret in ("Li Lei", "leg", "13800138000", "HP-77120", "li@example.com", "Chen"):
        assert secret not in page


@pytest.mark.parametrize(("language", "said"), [("en", "The date we gave you: We ask"), ("zh", "我们约定：We ask")])
def test_a_date_we_gave_says_what_happens_then_once_the_page_is_opened(customer, office, language, said):
    filed(office)
    office.respond("Thu 2026-08-20 10:20", by_when="Fri 2026-08-21 18:00")
    customer.client.set_cookie("lang", language)
    assert "We ask" not in words(customer.look())
    assert said in words(customer.open())


def test_who_left_no_address_can_copy_the_link_that_nobody_can_send_him(customer, office):
    filed(office, email="")
    assert f'data-copy="{customer.client.application.config["KEPT"].public_url}{customer.link}"' in customer.open().text
    filed(office)
    assert "Copy the private link" not in words(customer.open())


def test_a_plan_whose_date_has_passed_is_asked_for_again_and_not_accepted(customer, office):
    to_waiting_on_a_plan(office)
    customer.clock("Mon 2026-08-31 10:00")
    page = customer.open()
    assert "The date of this plan passed while it waited for you." in words(page)
    assert "/accept" not in page.text
    assert "The date of this plan passed" in words(customer.send("accept"))
    customer.send("reply", body="Yes, please")
    assert office.case.state == "in_progress"


def test_the_page_is_kept_by_no_cache_and_no_search_engine(customer, office):
    filed(office)
    for response in (customer.look(), customer.open(), customer.client.get("/s/nothing")):
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


def test_looking_changes_nothing(customer, office):
    filed(office)
    before = (office.case.version, Event.select().count())
    for path in ("", "/open", "/reply", "/accept"):
        customer.client.get(f"{customer.link}{path}")
        customer.client.head(f"{customer.link}{path}")
    assert (office.case.version, Event.select().count()) == before


def test_the_address_of_a_form_leads_back_to_the_page(customer, office):
    filed(office)
    answer = customer.client.get(f"{customer.link}/not-solved")
    assert (answer.status_code, answer.location) == (303, customer.link)


# --- links


def test_bad_unknown_and_revoked_links_get_the_same_answer(customer, office):
    filed(office)
    revoked = customer.link
    Case.update(link_key="0" * 32).execute()
    answers = [customer.client.get(f"/s/{token}") for token in ("0", "null", "a.b", "%00", "%", revoked[3:] + "=")]
    answers.append(customer.client.get(revoked))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("signed_for", ["open", "ticket", "survey", "invite"])
def test_a_token_for_something_else_opens_nothing(app, customer, office, signed_for):
    filed(office)
    case = office.case
    with app.test_request_context():
        token = tokens.sign(signed_for, [case.id, case.link_key], at("Thu 2026-08-20 10:00"))
    assert customer.client.get(f"/s/{token}").status_code == 404


def test_a_new_link_revokes_the_old_one_and_stays_open_here(customer, office):
    filed(office)
    customer.open()
    old = customer.link
    page = customer.send("relink")
    assert page.request.path == customer.link != old
    assert "Li Lei" in words(page)
    assert customer.client.get(old).status_code == 404
    assert office.letters()[-1] == "link"


def test_the_link_of_a_closed_case_ends_when_its_time_is_over(customer, office):
    to_resolved(office)
    office.customer("Mon 2026-08-24 11:00", Verb.CONFIRM)
    customer.clock("Tue 2027-08-24 10:00")
    assert customer.look().status_code == 200
    customer.clock("Wed 2027-08-25 12:00")
    assert customer.look().status_code == 410


# --- opened


def test_the_button_opens_the_case_in_this_browser_only(app, customer, office):
    filed(office)
    answer = customer.client.post(f"{customer.link}/open")
    assert (answer.status_code, answer.location) == (303, customer.link)
    cookie = answer.headers["Set-Cookie"]
    assert f"Path={customer.link};" in cookie + ";"
    assert "HttpOnly" in cookie
    assert "Li Lei" in words(customer.look())
    stranger = app.test_client().get(customer.link)
    assert "Li Lei" not in words(stranger)


def test_the_case_closes_again_after_twelve_hours(customer, office):
    filed(office)
    assert "Li Lei" in words(customer.open())
    customer.clock("Thu 2026-08-20 22:31")
    assert "Li Lei" not in words(customer.look())


def test_the_cookie_of_one_case_opens_no_other(customer, office):
    filed(office)
    first = customer.link
    customer.open()
    cookie = customer.client.get_cookie("open", path=first).value
    office.file("Thu 2026-08-20 10:01", name="Han Meimei")
    customer.client.set_cookie("open", cookie, path=customer.link)
    assert "Han Meimei" not in words(customer.look())
    assert customer.client.get(f"{customer.link}/record.json").status_code == 403


def test_it_shows_the_promises_with_moment_time_left_and_reason(customer, office):
    filed(office)
    page = words(customer.open())
    assert "It is our turn: we have received it" in page
    assert "What comes next today, 12:00 in 1 working hour 30 minutes A person replies to you" in page
    assert "Counted from Thu 20 Aug, 10:00" in page


def test_it_says_who_looks_after_the_case_by_the_public_name(customer, office):
    filed(office)
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    page = words(customer.open())
    assert "Chen (service) looks after it." in page
    assert "chen@example.com" not in page


def test_notes_and_alerts_are_not_for_the_customer(customer, office):
    filed(office)
    office.staff("Thu 2026-08-20 10:20", Verb.NOTE, body="He sounds angry")
    customer.open()
    office.watch("Thu 2026-08-20 12:30")
    page = words(customer.look())
    assert "angry" not in page
    assert "Internal" not in page
    assert "We missed a promise: First response." in page
    assert "We owe you for this: A voucher of CNY 20" in page
    assert "angry" not in customer.client.get(f"{customer.link}/record.json").text


def test_what_staff_tick_is_not_for_the_customer(customer, office):
    filed(office, urgent=True, urgent_reason="It may fall")
    office.staff("Thu 2026-08-20 10:20", Verb.STEP, step="call", body="An angry voice")
    page = words(customer.open())
    for hidden in ("angry", "procedure", "Call the customer"):
        assert hidden not in page
    record = customer.client.get(f"{customer.link}/record.json").text
    assert "angry" not in record
    assert '"step"' not in record


def test_a_year_whose_holidays_are_not_entered_is_provisional(customer, office):
    office.file("Wed 2026-12-30 10:00")
    customer.clock("Wed 2026-12-30 10:30")
    assert "Provisional: the holidays of 2027 are not entered yet" in words(customer.open())


def test_long_words_and_words_from_right_to_left_do_not_break_it(customer, office):
    filed(office, body="字" * 9000, name=RTL, subject=f"{RTL}<script>")
    page = customer.open()
    assert "字" * 9000 in page.text
    assert "<script>" not in page.text.replace("<script type", "")


def test_a_case_filed_under_no_guarantee_says_so(app, customer, office):
    office.file("Wed 2025-12-31 10:00", name="Li Lei")
    page = words(customer.open())
    assert "No guarantee was in force when you wrote" in page
    assert "Li Lei" in page


# --- what he can do


def buttons(page) -> set[str]:
    """The addresses of the forms on a page."""
    return set(re.findall(r'action="[^"]*/([a-z-]+)"', page.text))


ALWAYS = {"reply", "correct", "relink"}


@pytest.mark.parametrize(
    ("story", "offered"),
    [
        (filed, {"withdraw"}),
        (to_waiting_on_a_plan, {"accept", "decline", "contest", "withdraw"}),
        (to_resolved, {"confirm", "not-solved", "contest"}),
    ],
)
def test_the_buttons_are_what_the_table_allows(customer, office, story, offered):
    story(office)
    customer.clock("Mon 2026-08-24 10:30")
    assert buttons(customer.open()) == ALWAYS | offered


def test_a_plan_is_agreed_to_in_one_press(customer, office):
    to_waiting_on_a_plan(office)
    page = customer.open()
    assert "We carry this plan out by Fri 28 Aug, 18:00" in words(page)
    page = words(customer.send("accept"))
    assert "You agreed to the plan." in page
    assert "The date of the plan you agreed to. Friday 28 August, 18:00" in page
    assert "accept" not in buttons(customer.look())


def test_declining_a_plan_needs_a_reason(customer, office):
    to_waiting_on_a_plan(office)
    customer.open()
    page = customer.send("decline")
    assert page.status_code == 422
    assert "Tell us what should be different" in words(page)
    assert '<details class="more no-print door-decline" open' in page.text
    customer.send("decline", body="I want my money back")
    assert office.said()[-1] == "declined"


def test_a_question_is_answered_where_it_is_asked(customer, office):
    filed(office)
    office.staff("Thu 2026-08-20 10:20", Verb.ASK, body="Which leg?")
    page = customer.open()
    assert "we asked you something" in words(page)
    assert page.text.count('action="' + customer.link + '/reply"') == 1
    customer.send("reply", body="The left one")
    assert (office.case.state, office.said()[-1]) == ("in_progress", "reply")


def test_not_solved_opens_a_second_cycle(customer, office):
    to_resolved(office)
    customer.clock("Mon 2026-08-24 11:00")
    customer.open()
    page = words(customer.send("not-solved", body="It wobbles"))
    assert "Before you told us it was not solved" in page
    assert (office.case.state, office.case.cycle) == ("in_progress", 2)


def test_confirming_closes_the_case(customer, office):
    to_resolved(office)
    customer.clock("Mon 2026-08-24 11:00")
    customer.open()
    page = words(customer.send("confirm"))
    assert "This case is closed It ended solved." in page
    assert "you can open it again until Wed 23 Sep, 11:00" in page


@pytest.mark.parametrize(("meaning", "type"), [("thanks", "thanks"), ("more", "more")])
def test_after_our_answer_a_message_says_what_it_is(customer, office, meaning, type):
    to_resolved(office)
    customer.clock("Mon 2026-08-24 11:00")
    customer.open()
    page = customer.send("reply", body="Well done")
    assert page.status_code == 422
    assert "Choose whether you want to add something or to say thank you." in words(page)
    assert "Well done</textarea>" in page.text
    customer.send("reply", body="Well done", meaning=meaning)
    assert (office.said()[-1], office.case.state) == (type, "resolved")


def test_withdrawing_asks_whether_he_is_sure(customer, office):
    filed(office)
    customer.open()
    assert "Tick the box" in words(customer.send("withdraw"))
    assert office.case.state == "received"
    page = words(customer.send("withdraw", sure="y"))
    assert "You withdrew it." in page
    assert "Does not count: the case was withdrawn" in page


def test_a_broken_promise_lets_him_call_a_supervisor_once(customer, office):
    filed(office)
    office.watch("Thu 2026-08-20 13:30")
    customer.clock("Thu 2026-08-20 13:40")
    assert "escalate" in buttons(customer.open())
    customer.send("escalate", body="Nobody calls back")
    assert "escalate" not in buttons(customer.look())
    assert office.letters("wang@example.com")[-1] == "escalated"


def test_a_mistyped_address_is_corrected(customer, office):
    filed(office)
    customer.open()
    assert "name@example.com" in words(customer.send("correct", email="li@"))
    customer.send("correct", email="Li.Lei@Example.com")
    assert office.case.email == "li.lei@example.com"
    assert office.letters("li.lei@example.com") == ["received"]


def test_a_pause_can_be_disagreed_with(customer, office):
    to_waiting_on_a_plan(office)
    customer.open()
    customer.send("contest", body="You asked what I had told you")
    assert "contest" not in buttons(customer.look())


# --- nothing is lost


def test_what_is_no_longer_possible_comes_back_with_the_words(customer, office):
    to_waiting_on_a_plan(office)
    customer.open()
    csrf = customer.csrf()
    office.staff("Thu 2026-08-20 11:10", Verb.RESUME, body="We go on")
    page = customer.client.post(f"{customer.link}/decline", data={"csrf_token": csrf, "body": "I want my money back"})
    assert page.status_code == 409
    assert "There is no plan waiting" in words(page) or "has moved on" in words(page)
    assert "I want my money back</textarea>" in page.text
    assert "declined" not in office.said()


def test_without_the_cookie_nothing_happens_and_the_words_are_kept(customer, office):
    filed(office)
    page = customer.client.post(f"{customer.link}/reply", data={"body": "Where is <my> table?"})
    assert page.status_code == 403
    assert "Please open your case once more" in words(page)
    assert "Where is &lt;my&gt; table?</textarea>" in page.text
    assert "Li Lei" not in page.text
    page = customer.client.post(f"{customer.link}/open", data={"door": "reply", "body": "Where is <my> table?"})
    assert "Where is &lt;my&gt; table?</textarea>" in page.text
    assert "Nothing was sent yet" in words(page)
    assert office.said() == ["filed"]


@pytest.mark.parametrize("door", ["reply", "accept", "withdraw", "relink", "confirm"])
def test_no_other_site_can_press_a_button(customer, office, door):
    filed(office)
    customer.open()
    page = customer.send(door, csrf_token="forged", body="My own words", sure="y")
    assert page.status_code == 422
    assert "This page had been open for a long time" in words(page)
    assert office.history() == ["file"]


@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "\ud800", "字" * 9000, RTL, "x" * 100_000])
def test_any_words_get_an_answer_in_a_sentence(customer, office, typed):
    filed(office)
    customer.open()
    body = typed.encode("utf-8", "surrogatepass")
    page = customer.send("reply", body=body)
    assert page.status_code in (200, 422)
    assert "Your message has arrived." in words(page) or "Please look at this again" in words(page)


def test_fields_that_are_not_in_the_form_are_ignored(customer, office):
    filed(office)
    customer.open()
    customer.send("reply", body="Hello", state="closed", outcome="solved", verb="resolve", email="evil@example.com")
    assert (office.case.state, office.case.email) == ("received", "li@example.com")


# --- files and the record


def test_files_come_with_a_message_and_go_out_as_downloads(app, customer, office):
    filed(office)
    customer.open()
    ticketless = {"csrf_token": customer.csrf(), "body": "See there", "files": (io.BytesIO(b"the bill\n"), "账单.txt")}
    customer.client.post(f"{customer.link}/reply", data=ticketless)
    row = File.get()
    assert (row.case_id, row.message.body, row.name) == (office.id, "See there", "账单.txt")
    answer = customer.client.get(f"{customer.link}/files/{row.id}")
    assert answer.data == b"the bill\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert customer.client.get(f"{customer.link}/files/{row.id + 1}").status_code == 404
    assert app.test_client().get(f"{customer.link}/files/{row.id}").status_code == 403


def test_a_file_of_another_case_is_not_there(customer, office):
    filed(office)
    customer.open()
    data = {"csrf_token": customer.csrf(), "body": "See", "files": (io.BytesIO(b"mine\n"), "a.txt")}
    customer.client.post(f"{customer.link}/reply", data=data)
    office.file("Thu 2026-08-20 10:01")
    customer.open()
    assert customer.client.get(f"{customer.link}/files/{File.get().id}").status_code == 404


def test_a_good_file_waits_while_the_form_comes_back(customer, office):
    filed(office)
    page = customer.open()
    ticket = page.text.split('name="ticket" value="')[1].split('"')[0]
    data = {"csrf_token": customer.csrf(), "ticket": ticket, "files": (io.BytesIO(b"the bill\n"), "bill.txt")}
    page = customer.client.post(f"{customer.link}/reply", data=data)
    assert "Kept for this message: bill.txt" in words(page)
    customer.send("reply", body="Here", ticket=ticket)
    assert Message.get(Message.body == "Here").files.count() == 1


def test_words_with_the_ticket_of_another_case_are_not_lost(customer, office):
    """From the page of his other case, by a browser that fills in what it remembers."""
    filed(office)
    ticket = customer.open().text.split('name="ticket" value="')[1].split('"')[0]
    customer.send("reply", body="The left leg", ticket=ticket)
    filed(office)
    customer.open()
    for said in ("The left leg", "And the right one"):
        assert said in words(customer.send("reply", body=said, ticket=ticket))


def test_a_file_we_do_not_take_is_named_and_the_words_stay(customer, office):
    filed(office)
    customer.open()
    data = {"csrf_token": customer.csrf(), "body": "See", "files": (io.BytesIO(b"MZ"), "run.exe")}
    page = customer.client.post(f"{customer.link}/reply", data=data)
    assert page.status_code == 422
    assert "“run.exe” was not added" in words(page)
    assert "See</textarea>" in page.text


def test_the_record_holds_words_history_and_deadlines(customer, office):
    to_waiting_on_a_plan(office)
    customer.open()
    answer = customer.client.get(f"{customer.link}/record.json")
    record = json.loads(answer.data)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{office.case.reference}.json"'
    assert record["reference"] == office.case.reference
    assert [m["type"] for m in record["messages"]] == ["filed", "plan"]
    assert record["messages"][1]["from"] == "Chen (service)"
    assert [e["verb"] for e in record["history"]] == ["file", "take", "propose"]
    plan = next(d for d in record["deadlines"] if d["target"] == "plan")
    assert (plan["promise"], plan["verdict"]) == ("You get a handling plan within 48 hours.", "kept")


# --- how many questions it asks the store


@pytest.fixture
def queries(monkeypatch, db):
    """The statements a call sends."""
    sent: list[str] = []
    execute = db.obj.execute_sql
    monkeypatch.setattr(
        db.obj, "execute_sql", lambda sql, *rest, **more: sent.append(sql) or execute(sql, *rest, **more)
    )
    return sent


def test_the_page_asks_as_much_for_one_message_as_for_many(customer, office, queries):
    filed(office)
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    link = customer.link

    def reads() -> int:
        queries.clear()
        customer.client.get(link)
        return sum(sql.lower().startswith(("select", "with")) for sql in queries)

    assert reads() == 5
    customer.open()
    assert reads() == 7
    for minute in (10, 15, 20):
        office.respond(f"Thu 2026-08-20 10:{minute}")
    assert reads() == 7


# --- right after filing


def test_until_somebody_takes_it_up_the_page_says_what_happens_now(customer, office):
    filed(office)
    page = words(customer.open())
    assert "A letter with your private link is on its way to li@example.com." in page
    assert "you hear from us by today, 12:00" in page
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    assert "What happens now" not in words(customer.look())


def test_who_gave_no_address_is_told_to_keep_this_one(customer, office):
    filed(office, email="")
    page = words(customer.open())
    assert "Keep the address of this page." in page
    assert "we write to you" not in page
