"""One click ends the questions of how we did, and nothing else; reading ends nothing (RFC 8058)."""

import re

import pytest

from portal import tokens
from portal.core.case import Verb
from portal.mail import compose, links, postman
from portal.mail.addresses import opt_out_mark
from portal.store import optout
from portal.store.letter import Letter
from tests.actions.office import Office
from tests.core.moments import at

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def office(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Tue 2026-08-25 10:00"))
    with app.app_context():
        yield Office()


@pytest.fixture
def link(app):
    with app.app_context():
        return links.unsubscribe("li@example.com").removeprefix("http://localhost")


def stopped() -> bool:
    return optout.is_there(opt_out_mark("Li+shop@example.com"))


def closed(office, day: int) -> None:
    office.file(f"Thu 2026-08-{day:02} 10:00")
    office.resolve(f"Thu 2026-08-{day:02} 11:00")
    office.customer(f"Thu 2026-08-{day:02} 12:00", Verb.CONFIRM)


def test_the_mail_program_posts_without_a_cookie_and_is_answered_without_a_redirect(client, link):
    answer = client.post(link, data=ONE_CLICK)
    assert answer.status_code == 200
    assert "You are not asked any more" in answer.text
    assert stopped()
    assert client.post(link, data=ONE_CLICK).status_code == 200, "twice is as once"


def test_whoever_follows_the_link_changes_nothing(client, link):
    for method in (client.get, client.head):
        for _ in range(3):
            assert method(link).status_code == 200
    assert not stopped()


def test_the_button_of_the_page_stops_it_and_takes_it_back(client, link):
    assert "No more questions?" in client.get(link).text
    assert client.post(link, data={"meaning": "stop"}).status_code == 303
    assert stopped()
    assert "You are not asked any more" in client.get(link).text
    client.post(link, data={"meaning": "again"})
    assert not stopped()


def test_the_page_says_nothing_of_whose_address_it_is(client, link):
    page = client.get(link)
    assert "li@example.com" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("token", ["x", "WyJ4Il0.AAAA", "0", "%00", "*"])
def test_a_link_that_was_not_made_here_is_no_page(client, token):
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}", data=ONE_CLICK).status_code == 404


def test_a_token_of_another_purpose_stops_nothing(app, client):
    with app.app_context():
        token = tokens.sign("status", ["a"])
    assert client.post(f"/unsubscribe/{token}", data=ONE_CLICK).status_code == 404


def test_afterwards_no_survey_is_sent_and_everything_else_is(client, office, link):
    client.post(link, data=ONE_CLICK)
    closed(office, 20)
    kinds = {row.kind: (row.state, row.error) for row in Letter.select()}
    assert kinds["survey"] == ("cancelled", "declined")
    assert {kind for kind, (state, _) in kinds.items() if state == "queued"} >= {"received", "resolved", "closed"}


def test_a_survey_letter_carries_the_button_and_a_promise_does_not(office):
    closed(office, 20)
    wire = {row.kind: compose.compose(row, at("Tue 2026-08-25 10:00")) for row in Letter.select()}
    survey = wire.pop("survey")
    raw = survey.as_bytes().decode()
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    (url,) = re.findall(r"\r\nList-Unsubscribe: <(http://localhost/unsubscribe/[\w.-]+)>\r\n", raw)
    assert url == links.unsubscribe("li@example.com")
    assert url in survey.body
    assert not [kind for kind, message in wire.items() if "List-Unsubscribe" in message.headers]


def test_the_button_still_works_when_the_case_is_erased(client, office):
    closed(office, 20)
    link = links.unsubscribe("li@example.com").removeprefix("http://localhost")
    office.customer("Mon 2026-08-24 10:00", Verb.ERASE)
    while postman.turn(at("Mon 2026-08-24 10:01")):
        pass
    assert client.post(link, data=ONE_CLICK).status_code == 200
    assert stopped()
