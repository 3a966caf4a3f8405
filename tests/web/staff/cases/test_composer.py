"""The composer: read once more before it goes, kept as a draft, begun with a canned reply, seen as the letter it is."""

import html
import io
import re

import pytest

from portal.actions import attaching
from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.canned import Canned
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.person import Team
from portal.store.reply_draft import ReplyDraft
from portal.web.files import shelf
from tests.core.moments import at
from tests.web.staff.cases.page import NOW, REPLY, TOMORROW, TYPED, Page, mistakes, text_of, words

EMPTY = REPLY | {"body": "We have received your complaint."}


def draft(page, then="", **typed):
    """Press one of the buttons beside “Send”."""
    fields = {"csrf_token": page.token, "seen": page.seen(), "then": then} | typed
    return page.browser.client.post(f"{page.url}/draft", data=fields)


def value(response, name: str) -> str:
    """What stands in a field of one line of the composer."""
    form = response.text[response.text.index('class="say sheet"') :]
    return html.unescape(re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', form)[1])


def chosen(response) -> str:
    inputs = re.findall(r'<input[^>]*name="type"[^>]*>', response.text)
    return next(re.search(r'value="(\w+)"', one)[1] for one in inputs if "checked" in one)


def ticket_of(response) -> str:
    return value(response, "ticket")


# --- read once more


def test_empty_words_are_read_once_more_and_nothing_is_sent(chen, office):
    back = chen.do("say", **EMPTY)
    assert back.status_code == 422
    assert "Nothing was sent yet. Please read it once more." in words(back)
    assert "This says only that something arrived or will be done." in words(back)
    assert "Send it as it is" in words(back)
    assert text_of(back, "say-body") == EMPTY["body"]
    assert "response" not in office.said()


def test_what_was_read_once_more_goes_as_it_is(chen, office):
    back = chen.do("say", **EMPTY)
    sent = chen.do("say", **EMPTY, warned=value(back, "warned"), ticket=ticket_of(back))
    assert sent.status_code == 303
    assert office.said()[-1] == "response"


def test_another_slip_is_told_anew(chen, office):
    warned = value(chen.do("say", **EMPTY), "warned")
    back = chen.do("say", **REPLY | {"body": "Calm down, the leg is in Ningbo."}, warned=warned)
    assert back.status_code == 422
    assert "“Calm down” may hurt somebody who is angry already." in words(back)


def test_to_have_read_one_lets_no_other_words_through(chen, office):
    warned = value(chen.do("say", **REPLY | {"body": "Calm down, it is in Ningbo."}), "warned")
    back = chen.do("say", **REPLY | {"body": "It is not our problem, ask the carrier."}, warned=warned)
    assert back.status_code == 422
    assert "“not our problem” may hurt somebody who is angry already." in words(back)
    assert "response" not in office.said()


def test_a_mistake_comes_first(chen):
    back = chen.do("say", **EMPTY | {"by_when": ""})
    assert mistakes(back) == {"say-by_when": "Say by when."}
    assert "read it once more" not in words(back)


def test_the_customers_language_decides(chen, office, clock):
    office.file(NOW, language="zh", body="桌腿断了")
    Case.update(language="zh").where(Case.id == chen.case.id).execute()
    back = chen.do("say", **REPLY | {"body": "The leg of the table has been found in Ningbo"})
    assert "This customer reads another language than this is written in." in words(back)


# --- a draft


def test_a_draft_stays_right_or_wrong_and_nothing_is_sent(chen, office):
    typed = {"type": "propose", "body": "A new le", "next_step": "We", "by_when": "tomorrow", "outcome": "declined"}
    done = draft(chen, **typed)
    assert (done.status_code, done.headers["Location"]) == (303, f"{chen.url}#say")
    seen = chen.look()
    assert (chosen(seen), text_of(seen, "say-body")) == ("propose", "A new le")
    assert (value(seen, "next_step"), value(seen, "by_when")) == ("We", "tomorrow")
    assert "Draft kept" in words(seen)
    assert office.said() == ["filed", "wish"]
    assert office.history() == ["file"]


def test_a_browser_keeps_it_by_itself(chen):
    kept = draft(chen, "quietly", type="respond", body="A new")
    assert (kept.status_code, kept.data) == (204, b"")
    draft(chen, "quietly", type="respond", body="A new leg")
    assert [row.body for row in ReplyDraft.select()] == ["A new leg"]


def test_nothing_typed_is_no_draft(chen):
    draft(chen, body="A new leg")
    draft(chen, body=" ", next_step="", by_when="")
    assert ReplyDraft.select().count() == 0


def test_it_is_thrown_away_by_a_button(chen):
    draft(chen, body="A new leg")
    assert "Throw the draft away" in words(chen.look())
    draft(chen, "drop", body="A new leg")
    seen = chen.look()
    assert text_of(seen, "say-body") == ""
    assert "Throw the draft away" not in words(seen)


def test_what_was_sent_is_no_draft_any_more(chen):
    ticket = ticket_of(chen.look())
    draft(chen, "quietly", **REPLY, ticket=ticket)
    assert chen.do("say", **REPLY, ticket=ticket).status_code == 303
    assert ReplyDraft.select().count() == 0
    draft(chen, "quietly", **REPLY, ticket=ticket)  # on its way since before it was sent
    assert ReplyDraft.select().count() == 0


def test_a_draft_with_the_ticket_of_another_case_is_a_draft(chen, office):
    ticket = ticket_of(chen.look())
    chen.do("say", **REPLY, ticket=ticket)
    other = Page(chen.browser, office.file("Thu 2026-08-20 10:20"))
    draft(other, "quietly", **REPLY, ticket=ticket)
    assert text_of(other.look(), "say-body") == TYPED


def test_other_words_under_a_ticket_that_was_sent_are_not_lost(chen):
    """From a second tab, or a page one went back to."""
    ticket = ticket_of(chen.look())
    chen.do("say", **REPLY, ticket=ticket)
    other = REPLY | {"body": "And the drawer, too"}
    assert draft(chen, "quietly", **other, ticket=ticket).status_code == 409, "it may have set out before the sending"
    draft(chen, **other, ticket=ticket)
    seen = chen.look()
    assert text_of(seen, "say-body") == "And the drawer, too"
    assert chen.do("say", **other, ticket=ticket_of(seen)).status_code == 303


def test_what_a_race_left_behind_is_no_draft(chen):
    ticket = ticket_of(chen.look())
    draft(chen, **REPLY, ticket=ticket)
    left = ReplyDraft.get().__data__
    chen.do("say", **REPLY, ticket=ticket)
    ReplyDraft.insert(left).execute()
    assert text_of(chen.look(), "say-body") == ""
    assert chen.browser.get(f"{chen.url}/draft/letter.html", read=False).status_code == 404


def test_it_is_there_while_a_mistake_is_mended(chen):
    draft(chen, **REPLY | {"body": "An older text"})
    back = chen.do("say", **REPLY | {"by_when": ""})
    assert text_of(back, "say-body") == TYPED


def test_a_colleague_reads_that_somebody_writes_and_not_what(chen, wang, clock):
    draft(chen, body="A new drawer")
    seen = words(wang.look())
    assert "Chen has begun to write to this customer, too." in seen
    assert "A new drawer" not in seen
    clock.at("Thu 2026-08-20 11:31")
    assert "has begun to write" not in words(wang.look())


def test_files_wait_with_it(chen):
    draft(
        chen, body="A new leg", files=(io.BytesIO(b"A new leg, by Friday"), "plan.txt"), ticket=ticket_of(chen.look())
    )
    seen = chen.look()
    assert "plan.txt is added already" in words(seen)
    chen.do("say", **REPLY, ticket=ticket_of(seen))
    assert Message.get(Message.type == "response").files.get().name == "plan.txt"


def test_its_files_wait_as_long_as_it_does(chen, house):
    ticket = ticket_of(chen.look())
    draft(chen, body="See the plan", files=(io.BytesIO(b"A new leg, by Friday"), "plan.txt"), ticket=ticket)
    with house.app_context():
        attaching.clear(shelf(), at("Mon 2026-08-24 10:00"))
    assert "plan.txt is added already" in words(chen.look())
    draft(chen, "drop")
    with house.app_context():
        assert attaching.clear(shelf(), at("Mon 2026-08-24 10:00")) == 1


def test_in_a_case_that_was_closed_meanwhile_it_is_there_for_copying(chen, office):
    draft(chen, body="A new leg, made of oak")
    office.customer(NOW, Verb.WITHDRAW)
    seen = words(chen.look())
    assert "You had begun to write, and nothing can be sent in this case now." in seen
    assert "A new leg, made of oak" in seen


def test_and_is_thrown_away_from_there(chen, office):
    draft(chen, body="A new leg, made of oak")
    office.customer(NOW, Verb.WITHDRAW)
    assert draft(chen, "drop").status_code == 303
    assert "A new leg, made of oak" not in words(chen.look())


def test_in_a_closed_case_none_is_begun_and_the_words_come_back(chen, office):
    office.customer(NOW, Verb.WITHDRAW)
    back = draft(chen, body="A new leg, made of oak")
    assert back.status_code == 409
    assert "What you typed, for copying: A new leg, made of oak" in words(back)
    assert ReplyDraft.select().count() == 0


def test_erasing_the_case_erases_it(chen, office):
    draft(chen, body="A new leg, made of oak")
    office.customer(NOW, Verb.WITHDRAW)
    office.staff(NOW, Verb.ERASE, office._hire("admin", "Qi"))
    assert ReplyDraft.select().count() == 0


def test_a_page_of_long_ago_comes_back_with_everything_typed(chen):
    back = draft(chen, body=TYPED, csrf_token="of yesterday")
    assert back.status_code == 422
    assert "This page had been open for a long time." in words(back)
    assert text_of(back, "say-body") == TYPED


ODD = ["\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "🙂", "‮right", "a\r\nb", "9" * 400]


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_is_kept_or_told(chen, odd):
    typed = dict.fromkeys(("type", "body", "next_step", "by_when", "outcome", "pick", "canned", "warned", "seen"), odd)
    for then in ("", "quietly", "begin", "show", "drop"):
        assert draft(chen, then, **typed).status_code in (204, 303)
        assert chen.look().status_code == 200
        assert chen.browser.get(f"{chen.url}?letter=yes").status_code == 200


def test_a_megabyte_comes_back_with_a_sentence(chen):
    back = draft(chen, body="x" * 1_000_000)
    assert back.status_code == 422
    assert "“To the customer” has room for 20000 characters, and this has 1000000." in mistakes(back)["say-body"]
    assert ReplyDraft.select().count() == 0


# --- a canned reply

BODY = "Dear {name}, about {reference} ({service}, order {order_number}): a new part is on its way. {me}"


@pytest.fixture
def reply(office, clock) -> Canned:
    texts = {"body_en": BODY, "body_zh": "尊敬的{name}：", "next_step_en": "It comes by {due}", "next_step_zh": ""}
    return Canned.create(name="New part", verb="propose", changed_at=clock.now, **texts)


def test_it_begins_with_a_canned_reply_beneath_what_was_typed(chen, reply):
    assert "New part" in words(chen.look())
    draft(chen, "begin", type="respond", body="Good morning", pick=str(reply.id))
    seen = chen.look()
    begun = f"Good morning\r\n\r\nDear customer, about {chen.case.reference} ([service], order [order number]): a new"
    assert text_of(seen, "say-body").replace("\r\n", "\n").startswith(begun.replace("\r\n", "\n"))
    assert "Chen (service)" in text_of(seen, "say-body")
    assert (chosen(seen), value(seen, "next_step")) == ("respond", "It comes by Thu 20 Aug, 12:00")


def test_an_empty_composer_becomes_what_the_canned_reply_is_for(chen, reply):
    draft(chen, "begin", type="respond", pick=str(reply.id))
    assert chosen(chen.look()) == "propose"


def test_a_gap_is_pointed_at_before_it_goes(chen, reply):
    draft(chen, "begin", type="respond", pick=str(reply.id))
    text = text_of(chen.look(), "say-body")
    back = chen.do("say", type="propose", body=text, by_when=TOMORROW)
    assert "A gap is still open: [order number]." in words(back)


def test_the_name_is_known_once_the_link_was_opened(chen, reply, clock):
    Case.update(opened_at=clock.now, service="repairs", order_number="HP-1").where(Case.id == chen.case.id).execute()
    draft(chen, "begin", type="respond", pick=str(reply.id))
    text = text_of(chen.look(), "say-body")
    assert text.startswith(
        f"Dear Li Lei, about {chen.case.reference} (Repairs and spare parts, order HP-1): a new part is on its way."
    )


def test_it_is_counted_when_it_was_sent(chen, reply):
    draft(chen, "begin", type="respond", pick=str(reply.id))
    assert Canned.get().used == 0
    seen = chen.look()
    chen.do("say", **REPLY, canned=value(seen, "canned"), ticket=ticket_of(seen))
    assert (Canned.get().used, Canned.get().used_at) == (1, at(NOW))


def test_a_form_sent_twice_counts_it_once(chen, reply):
    ticket = ticket_of(chen.look())
    for _ in range(2):
        chen.do("say", **REPLY, canned=str(reply.id), ticket=ticket)
    assert Canned.get().used == 1


def test_what_is_said_in_a_sealed_case_is_counted_nowhere(wang, reply):
    Case.update(sealed=True).where(Case.id == wang.case.id).execute()
    assert wang.do("say", **REPLY, canned=str(reply.id)).status_code == 303
    assert Canned.get().used == 0


def test_only_those_of_ones_own_team_and_of_the_cases_are_offered(chen, reply, clock):
    ours, theirs = Team.create(name="Deliveries"), Team.create(name="Repairs")
    for team in (ours, theirs):
        Canned.create(name=f"Of {team.name}", team=team, body_en="x", body_zh="x", changed_at=clock.now)
    Case.update(team=ours).where(Case.id == chen.case.id).execute()
    seen = words(chen.look())
    assert "Of Deliveries" in seen
    assert "Of Repairs" not in seen
    hidden = Canned.get(Canned.name == "Of Repairs").id
    draft(chen, "begin", type="respond", body="Good morning", pick=str(hidden))
    seen = chen.look()
    assert "Choose a canned reply to begin with. What you typed is kept." in words(seen)
    assert text_of(seen, "say-body") == "Good morning"


# --- the letter, before it goes


def rows() -> list[int]:
    tables = (Event, Message, Letter, Deadline, Audit)
    return [table.select().count() for table in tables]


def test_the_letter_is_seen_exactly_as_it_will_go_and_nothing_stays_of_it(chen, office):
    draft(chen, "show", **REPLY)
    before, history = rows(), office.history()
    frame = chen.browser.get(f"{chen.url}/draft/letter.html", read=False)
    assert rows() == before
    assert office.history() == history
    assert (office.case.state, office.case.version) == ("received", chen.case.version)
    seen = chen.browser.get(f"{chen.url}?letter=yes")
    shown = html.unescape(re.search(r'<pre class="letter-text"[^>]*>(.*?)</pre>', seen.text, re.S)[1])
    assert "First response, due Thu 20 Aug, 12:00: kept" in words(seen)
    assert "Then it stays our turn, and the date we give is a promise: Fri 21 Aug, 17:00." in words(seen)
    chen.do("say", **REPLY)
    letter = Letter.select().order_by(Letter.id.desc()).get()
    assert shown.strip() == letter.text.replace("{{link}}", "http://localhost/s/sample").strip()
    assert letter.subject in words(seen)
    assert TYPED in html.unescape(frame.text)
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]


def test_the_button_leads_to_the_letter(chen):
    assert draft(chen, "show", **REPLY).headers["Location"] == f"{chen.url}?letter=yes#letter"


def test_what_is_missing_is_named_and_there_is_no_letter(chen):
    draft(chen, "show", **REPLY | {"by_when": "", "next_step": ""})
    seen = chen.browser.get(f"{chen.url}?letter=yes")
    assert set(mistakes(seen)) == {"say-by_when", "say-next_step"}
    assert "The letter as the customer gets it" not in words(seen)
    assert chen.browser.get(f"{chen.url}/draft/letter.html", read=False).status_code == 404


def test_what_the_gate_refuses_is_told_at_its_field(chen, office):
    office.propose(NOW)
    draft(chen, "show", type="resolve", outcome="solved", body=TYPED)
    seen = chen.browser.get(f"{chen.url}?letter=yes")
    assert list(mistakes(seen)) == ["say-outcome"]


def test_news_that_waits_is_seen_in_one_letter_with_it(chen, office):
    office.respond("Thu 2026-08-20 10:27")
    draft(chen, "show", **REPLY)
    seen = words(chen.browser.get(f"{chen.url}?letter=yes"))
    assert "We have 2 pieces of news" in seen


def test_it_reads_chinese_to_who_reads_chinese(chen):
    Case.update(language="zh").where(Case.id == chen.case.id).execute()
    draft(chen, "show", **REPLY | {"body": "桌腿已经找到，周五送到您家。", "next_step": "物流周五上午送货"})
    seen = words(chen.browser.get(f"{chen.url}?letter=yes"))
    assert f"您的投诉 {chen.case.reference} 有了答复" in seen


def test_without_an_address_no_letter_goes(chen):
    Case.update(email="", phone="+86 138 0013 8000").where(Case.id == chen.case.id).execute()
    draft(chen, "show", **REPLY)
    seen = words(chen.browser.get(f"{chen.url}?letter=yes"))
    assert "No letter goes out: this customer gave no e-mail address." in seen
    assert "Promises this meets" in seen


def test_worries_are_told_beside_the_letter(chen):
    draft(chen, "show", **EMPTY)
    seen = words(chen.browser.get(f"{chen.url}?letter=yes"))
    assert "To read once more" in seen
    assert "Nothing was sent yet. Please read it once more." not in seen


def test_nobody_elses_draft_is_shown(chen, wang):
    draft(chen, "show", **REPLY)
    assert "The letter as the customer gets it" not in words(wang.browser.get(f"{wang.url}?letter=yes"))
    assert wang.browser.get(f"{wang.url}/draft/letter.html", read=False).status_code == 404


def test_the_composer_names_no_joined_case_that_is_hidden_from_whoever_writes(chen, wang, office):
    other = office.file(NOW, language="zh", body="桌腿断了")
    office.staff(NOW, Verb.MERGE, office.supervisor, other=Case.get_by_id(chen.case.id))
    assert f"Joined with it and read in another language: {other.reference}." in words(chen.look())
    Case.update(sealed=True).where(Case.id == other.id).execute()
    assert other.reference not in chen.look().text
    assert other.reference in wang.look().text
