"""Two people on one case: the second is told, and keeps his words."""

import re

import pytest

from portal.core.case import Verb
from tests.web.staff.cases.page import (
    NOW,
    REPLY,
    TYPED,
    text_of,
    words,
)


def test_the_second_is_told_who_did_what_and_keeps_his_text(chen, page, office):
    seen = chen.seen()
    page(office.colleague).do("say", **REPLY | {"body": "I was first"})
    back = chen.do("say", **REPLY | {"seen": seen})
    assert back.status_code == 409
    notice = words(back).split("Please read")[1].split("Whose turn")[0]
    assert "The customer got a reply. Zhao, Thu 20 Aug, 10:30" in notice
    assert text_of(back, "say-body") == TYPED
    assert office.said().count("response") == 1


def test_every_form_carries_where_the_page_was_read(chen):
    assert set(re.findall(r'name="seen" value="(\d+)"', chen.look().text)) == {chen.seen()}


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
