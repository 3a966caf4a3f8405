"""One's own account: name, password, second factor, sessions; and what an administrator must do first."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from portal.actions import team
from portal.actions.team import factors
from portal.store.audit import Audit
from portal.store.person import Person, Session
from tests.web.staff.test_queue import queries

PASSWORD = "a harbour full of pines"
FACTOR = "/staff/account/second-factor"


@pytest.fixture
def chen(app, staff, clock) -> Person:
    """The agent Chen, whose password is known."""
    with app.app_context():
        return team.reset(staff.agent, PASSWORD, clock.now)[0]


@pytest.fixture
def in_earnest(app, monkeypatch):
    """A portal that other machines can reach: not one's own trial any more."""
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], mail_server="mail.example.com"))


def key_on(page: str) -> str:
    return re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def signed_on(page: str) -> str:
    return html.unescape(re.search(r'name="secret"[^>]* value="([^"]+)"', page)[1])


def set_up(browser, clock, **fields):
    """What one does with a phone; the key, and the page with the recovery codes."""
    page = browser.get(FACTOR).text
    secret = key_on(page)
    fields |= {"secret": signed_on(page), "code": pyotp.TOTP(secret).at(clock.now)}
    return secret, browser.post(FACTOR, **fields)


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]{19})</code>", page)


def test_names_and_language_are_ones_own(desk, chen):
    browser = desk(chen)
    answer = browser.post("/staff/account", name="Chen Lan", public_name="Ms Chen", language="zh")
    assert "lang=zh" in answer.headers["Set-Cookie"]
    kept = Person.get_by_id(chen.id)
    assert (kept.name, kept.public_name, kept.language) == ("Chen Lan", "Ms Chen", "zh")
    assert kept.role == "agent"


def test_every_mistake_is_named_at_once(desk, chen):
    page = desk(chen).post("/staff/account", name=" ", public_name="", language="en")
    assert page.status_code == 422
    assert "Enter your name" in page.text
    assert "Enter the name customers read" in page.text


def test_a_new_password_needs_the_one_there_is_and_signs_out_everywhere_else(app, desk, chen, clock):
    elsewhere, browser = desk(chen), desk(chen)
    wrong = {"password-present": "a guess", "password-password": "another harbour"}
    assert "This is not your password." in browser.post("/staff/account/password", **wrong).text
    browser.post("/staff/account/password", **wrong | {"password-present": PASSWORD})
    assert browser.get("/staff/account").status_code == 200
    assert elsewhere.get("/staff/queue").status_code == 303
    with app.app_context():
        assert team.sign_in("chen@example.com", "another harbour", "here", clock.now)


def test_ones_own_password_cannot_be_guessed_at_an_open_desk(desk, chen):
    browser = desk(chen)
    typed = {"password-present": "a guess", "password-password": "another harbour"}
    for _ in range(5):
        browser.post("/staff/account/password", **typed)
    answer = browser.post("/staff/account/password", **typed | {"password-present": PASSWORD})
    assert "There were too many tries." in answer.text


def test_the_second_factor_is_set_up_with_a_code_and_asked_for_from_then_on(desk, chen, clock):
    browser = desk(chen)
    secret, page = set_up(browser, clock)
    assert len(codes_on(page.text)) == 10
    assert codes_on(page.text)[0] not in browser.get("/staff/account").text
    stranger = desk(None)
    answer = stranger.post("/staff/sign-in", email="chen@example.com", password=PASSWORD, next="/staff/letters")
    assert answer.headers["Location"] == "/staff/sign-in/code?next=/staff/letters"
    assert stranger.get("/staff/queue").headers["Location"].startswith("/staff/sign-in")
    assert "one-time-code" in stranger.get("/staff/sign-in/code").text
    clock.now += timedelta(minutes=1)
    assert stranger.post("/staff/sign-in/code", code="000000").status_code == 403
    answer = stranger.post("/staff/sign-in/code", code=pyotp.TOTP(secret).at(clock.now), next="/staff/letters")
    assert answer.headers["Location"] == "/staff/letters"
    assert stranger.get("/staff/queue").status_code == 200


def test_a_recovery_code_lets_in_once(desk, chen, clock):
    code = codes_on(set_up(desk(chen), clock)[1].text)[0]
    for status in (303, 403):
        browser = desk(None)
        browser.post("/staff/sign-in", email="chen@example.com", password=PASSWORD)
        assert browser.post("/staff/sign-in/code", code=code).status_code == status


def test_the_second_step_is_nobodys_without_the_first(desk, chen, clock):
    assert desk(None).get("/staff/sign-in/code").headers["Location"].startswith("/staff/sign-in")
    browser = desk(chen)
    set_up(browser, clock)
    late = desk(None)
    late.post("/staff/sign-in", email="chen@example.com", password=PASSWORD)
    clock.now += timedelta(minutes=11)
    assert late.get("/staff/sign-in/code").headers["Location"].startswith("/staff/sign-in")


def test_a_wrong_first_code_keeps_the_square_that_was_scanned(desk, chen):
    browser = desk(chen)
    page = browser.get(FACTOR).text
    again = browser.post(FACTOR, secret=signed_on(page), code="000000")
    assert key_on(again.text) == key_on(page)
    assert "This is not the code of this moment." in again.text
    assert Person.get_by_id(chen.id).totp is None


def test_a_secret_that_was_not_made_here_is_not_taken(desk, chen, clock):
    """Or a stranger's form could set up his own phone."""
    secret = factors.new_secret()
    desk(chen).post(FACTOR, secret=secret, code=pyotp.TOTP(secret).at(clock.now))
    assert Person.get_by_id(chen.id).totp is None


def test_another_phone_needs_the_password(desk, chen, clock):
    browser = desk(chen)
    first, _page = set_up(browser, clock)
    set_up(browser, clock)
    assert Person.get_by_id(chen.id).totp == first
    second, _page = set_up(browser, clock, present=PASSWORD)
    assert Person.get_by_id(chen.id).totp == second


def test_whoever_is_no_administrator_may_do_without(desk, chen, clock):
    browser = desk(chen)
    set_up(browser, clock)
    browser.post(f"{FACTOR}/off", **{"off-present": "a guess"})
    assert Person.get_by_id(chen.id).totp
    browser.post(f"{FACTOR}/off", **{"off-present": PASSWORD})
    assert Person.get_by_id(chen.id).totp is None


def test_new_recovery_codes_are_shown_once(desk, chen, clock):
    browser = desk(chen)
    old = codes_on(set_up(browser, clock)[1].text)
    fresh = codes_on(browser.post("/staff/account/codes", **{"sure-present": PASSWORD}).text)
    assert len(fresh) == 10
    assert not set(fresh) & set(old)


@pytest.mark.usefixtures("in_earnest")
def test_an_administrator_sets_it_up_before_anything_else(desk, staff, clock):
    browser = desk(staff.admin)
    answer = browser.get("/staff/people?x=1")
    assert answer.headers["Location"] == f"{FACTOR}?next=/staff/people?x%3D1"
    told = browser.post("/staff/people", email="wu@example.com", role="agent")
    assert told.status_code == 403
    assert "First your second factor, please" in told.text
    assert "wu@example.com" in told.text, "what was typed is kept"
    assert Person.get_or_none(Person.email == "wu@example.com") is None
    _secret, page = set_up(browser, clock, next="/staff/people")
    assert 'href="/staff/people"' in page.text
    assert browser.get("/staff/people").status_code == 200
    browser.post(f"{FACTOR}/off", **{"off-present": "-"})
    assert Person.get_by_id(staff.admin.id).totp


@pytest.mark.usefixtures("in_earnest")
def test_nobody_else_must(desk, staff):
    assert desk(staff.supervisor).get("/staff/queue").status_code == 200


def test_on_ones_own_machine_it_is_only_offered(desk, staff):
    browser = desk(staff.admin)
    assert browser.get("/staff/queue").status_code == 200
    assert "This portal runs on your own machine only" in browser.get(FACTOR).text


def test_looking_at_the_page_stores_nothing(desk, chen):
    desk(chen).get(FACTOR)
    assert Person.get_by_id(chen.id).totp is None


def test_sessions_are_listed_and_ended_one_by_one(desk, chen):
    firefox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"}
    elsewhere = desk(None)
    typed = {"csrf_token": elsewhere.token, "email": "chen@example.com", "password": PASSWORD}
    elsewhere.client.post("/staff/sign-in", data=typed, headers=firefox)
    browser = desk(chen)
    assert "Firefox on Windows" in browser.get("/staff/account").text
    other = Session.get(Session.browser != "")
    browser.post(f"/staff/account/sessions/{other.id}/end")
    assert elsewhere.get("/staff/queue").status_code == 303
    assert browser.get("/staff/queue").status_code == 200


def test_nobody_ends_the_sessions_of_others(desk, staff, chen):
    theirs, browser = desk(staff.supervisor), desk(chen)
    row = Session.get(Session.person == staff.supervisor)
    browser.post(f"/staff/account/sessions/{row.id}/end")
    browser.post("/staff/account/sessions/end")
    assert theirs.get("/staff/queue").status_code == 200


def test_everywhere_but_here_in_one_go(desk, chen):
    others, browser = [desk(chen), desk(chen)], desk(chen)
    browser.post("/staff/account/sessions/end")
    assert [other.get("/staff/queue").status_code for other in others] == [303, 303]
    assert browser.get("/staff/queue").status_code == 200


def test_an_administrator_helps_whoever_lost_phone_and_codes(desk, staff, chen, clock):
    theirs = desk(chen)
    set_up(theirs, clock)
    admin = desk(staff.admin)
    admin.post(f"/staff/people/{chen.id}/second-factor/off")
    assert Person.get_by_id(chen.id).totp is None
    assert theirs.get("/staff/queue").status_code == 303
    admin.post(f"/staff/people/{staff.admin.id}/second-factor/off")
    assert "You cannot do this to your own account." in admin.get("/staff/people").text


def test_no_secret_is_written_into_the_audit(desk, chen, clock):
    browser = desk(chen)
    secret, page = set_up(browser, clock)
    written = " ".join(row.detail for row in Audit.select())
    assert not [found for found in (secret, PASSWORD, *codes_on(page.text)) if found in written]


def test_what_the_page_costs(desk, chen):
    browser = desk(chen)
    with queries() as sent:
        browser.get("/staff/account")
    assert len(sent) == 5, sent
