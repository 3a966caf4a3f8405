"""The door of the back office: in, out, invitations, forgotten passwords; and what it must never tell."""

from datetime import timedelta

import pytest

from portal import tokens
from portal.actions import team
from portal.store.letter import Letter
from portal.store.person import Person, Session
from tests.web.staff.conftest import Desk

PASSWORD = "a harbour full of pines"
WRONG = "E-mail and password do not belong together"


@pytest.fixture
def chen(app, staff, clock) -> Person:
    """The agent Chen, whose password is known."""
    with app.app_context():
        return team.reset(staff.agent, PASSWORD, clock.now)[0]


@pytest.fixture
def link(app, clock):
    """The path of an account link made now: link("invite", person)."""

    def sign(purpose: str, person: Person) -> str:
        with app.app_context():
            return f"/staff/{purpose}/{tokens.sign(purpose, [person.id, person.epoch], clock.now)}"

    return sign


def enter(browser: Desk, email: str = "chen@example.com", password: str = PASSWORD, **fields):
    return browser.post("/staff/sign-in", email=email, password=password, **fields)


def test_the_right_password_leads_to_the_queue(desk, chen):
    browser = desk(None)
    assert enter(browser).headers["Location"] == "/staff/queue"
    assert "Signed in as Chen" in browser.get("/staff/queue").text


def test_an_address_may_be_typed_in_capitals_with_spaces_around_it(desk, chen):
    assert enter(desk(None), email="  Chen@Example.COM ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("chen@example.com", "another harbour"),
        ("nobody@example.com", PASSWORD),
        ("not an address", PASSWORD),
        ("chen@example.com' or 1=1 --", PASSWORD),
        ("chen@example.com", "x" * 200),
        ("chen@example.com\x00", "a\x00b"),
        ("陈" * 120, "密码" * 64),
    ],
)
def test_wrong_unknown_and_impossible_are_one_answer(desk, chen, email, password):
    page = enter(desk(None), email, password)
    assert page.status_code == 403
    assert WRONG in page.text
    assert password not in page.text


def test_whoever_is_retired_is_answered_as_one_who_never_was(app, desk, staff, chen, clock):
    with app.app_context():
        team.retire(chen, staff.admin, clock.now)
    assert WRONG in enter(desk(None)).text


def test_what_is_missing_is_asked_for_at_its_field(desk):
    page = desk(None).post("/staff/sign-in").text
    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_the_sixth_wrong_try_within_a_minute_is_not_looked_at(desk, chen, clock):
    thief = desk(None)
    for _ in range(5):
        assert enter(thief, password="guess number x").status_code == 403
    assert enter(thief).status_code == 429, "not even the right password"
    clock.now += timedelta(seconds=61)
    assert enter(thief).status_code == 303


def test_an_account_that_is_not_there_is_throttled_like_one_that_is(desk, staff):
    stranger = desk(None)
    answers = [enter(stranger, email="nobody@example.com").status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_one_address_may_not_try_many_accounts(desk, staff):
    thief = desk(None)
    answers = [enter(thief, email=f"{n}@example.com").status_code for n in range(6)]
    assert answers == [403] * 5 + [429]


def test_a_header_about_the_address_is_not_believed(desk, staff):
    thief = desk(None)
    token = thief.token
    typed = {"csrf_token": token, "password": PASSWORD}
    for n in range(6):
        page = thief.client.post(
            "/staff/sign-in", data=typed | {"email": f"{n}@a.test"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}
        )
    assert page.status_code == 429


def test_during_an_attack_the_owner_still_gets_in_from_his_own_browser(desk, chen):
    his_own = desk(None)
    enter(his_own)
    his_own.post("/staff/sign-out")
    thief = desk(None)
    for _ in range(8):
        enter(thief, password="guess number x")
    assert enter(thief).status_code == 429
    assert enter(his_own).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/staff/cases/K7Q-3FM-9", "/staff/cases/K7Q-3FM-9"),
        ("/staff/queue?view=late&q=%E9%80%80", "/staff/queue?view=late&q=%E9%80%80"),
        ("", "/staff/queue"),
        ("/", "/staff/queue"),
        ("//evil.test/staff/", "/staff/queue"),
        ("https://evil.test/staff/queue", "/staff/queue"),
        ("/staff/\\evil.test", "/staff/queue"),
        ("/staff/queue\r\nSet-Cookie: a=b", "/staff/queue"),
        ("/staff/@evil.test", "/staff/queue"),
        ("javascript:alert(1)", "/staff/queue"),
    ],
)
def test_after_signing_in_one_stays_in_the_house(desk, chen, wanted, led_to):
    assert enter(desk(None), next=wanted).headers["Location"] == led_to


def test_a_page_asked_for_before_signing_in_is_shown_after_it(desk, chen):
    browser = desk(None)
    sign_in = browser.get("/staff/queue?view=late").headers["Location"]
    page = browser.get(sign_in).text
    assert 'name="next" value="/staff/queue?view=late"' in page


def test_every_sign_in_has_a_key_of_its_own(desk, chen):
    """Session fixation: a key that was in the browser before is worth nothing afterwards."""
    browser = desk(None)
    browser.client.set_cookie("staff", "planted")
    enter(browser)
    key = browser.client.get_cookie("staff").value
    assert key != "planted"
    assert len(key) == 43
    assert Session.select().where(Session.key_hash == key).count() == 0, "only its hash is kept"


def test_the_cookie_of_a_session_is_for_the_browser_alone(desk, chen):
    header = next(h for h in enter(desk(None)).headers.getlist("Set-Cookie") if h.startswith("staff="))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_signing_out_kills_the_session_itself(desk, chen):
    browser = desk(None)
    enter(browser)
    stolen = browser.client.get_cookie("staff").value
    browser.post("/staff/sign-out")
    thief = desk(None)
    thief.client.set_cookie("staff", stolen)
    assert thief.get("/staff/queue").headers["Location"].startswith("/staff/sign-in")


def test_signing_out_is_no_link(desk, staff):
    browser = desk(staff.agent)
    assert browser.get("/staff/sign-out").status_code == 405
    assert browser.get("/staff/queue").status_code == 200


@pytest.mark.parametrize(
    ("pause", "answer"), [("59 minutes", 200), ("61 minutes", 303)], ids=["within the hour", "after it"]
)
def test_an_idle_session_ends(desk, staff, clock, pause, answer):
    browser = desk(staff.agent)
    clock.now += timedelta(minutes=int(pause.split()[0]))
    assert browser.get("/staff/queue").status_code == answer


def test_a_busy_session_ends_after_twelve_hours(desk, staff, clock):
    browser = desk(staff.agent)
    answers = []
    for _ in range(25):
        answers.append(browser.get("/staff/queue").status_code)
        clock.now += timedelta(minutes=30)
    assert answers == [200] * 25
    assert browser.get("/staff/queue").status_code == 303


def test_being_seen_is_written_once_a_minute(desk, staff, clock):
    browser, began = desk(staff.agent), clock.now
    clock.now += timedelta(seconds=40)
    browser.get("/staff/queue")
    assert Session.get().seen_at == began
    clock.now += timedelta(seconds=20)
    browser.get("/staff/queue")
    assert Session.get().seen_at == clock.now


def test_a_form_sent_after_the_session_ended_says_so_and_gives_the_words_back(desk, staff):
    browser = desk(staff.admin)
    token = browser.token
    Session.delete().execute()
    typed = {"csrf_token": token, "email": "long.enough.to.keep@example.com", "role": "agent"}
    page = browser.client.post("/staff/people", data=typed)
    assert page.status_code == 403
    assert "You are not signed in any more" in page.text
    assert "long.enough.to.keep@example.com" in page.text


def test_a_role_taken_away_is_gone_with_the_next_click(desk, staff):
    browser = desk(staff.admin)
    token = browser.token
    Person.update(role="agent").where(Person.id == staff.admin.id).execute()
    page = browser.client.post("/staff/people", data={"csrf_token": token, "email": "x@example.com", "role": "admin"})
    assert page.status_code == 403
    assert "Your role does not allow this" in page.text
    assert 'href="/staff/queue"' in page.text, "and shows the way on"
    assert 'href="/staff/people"' not in page.text
    assert Person.get_or_none(Person.email == "x@example.com") is None


def test_an_invitation_is_accepted_once(desk, staff, link):
    colleague = Person.create(email="wu@example.com", name="wu", public_name="wu", role="agent")
    address, browser = link("invite", colleague), desk(None)
    assert "wu@example.com" in browser.get(address).text
    answer = browser.post(address, name="Wu Lan", public_name="Ms Wu", password=PASSWORD)
    assert answer.headers["Location"] == "/staff/queue"
    assert "Signed in as Wu Lan" in browser.get("/staff/queue").text
    again = desk(None).get(address)
    assert again.status_code == 410
    assert "works once" in again.text


def test_a_mistake_in_an_invitation_costs_nothing(desk, staff, link):
    colleague = Person.create(email="wu@example.com", name="wu", public_name="wu", role="agent")
    page = desk(None).post(link("invite", colleague), name="Wu Lan", password="short")
    assert "Enter the name customers read" in page.text
    assert "Choose a password of 10 to 128 characters" in page.text
    assert 'value="Wu Lan"' in page.text
    assert "short" not in page.text.replace("shorten", "").replace("short riddle", "").replace("is-short", "")


def test_looking_at_a_link_does_not_use_it_up(desk, staff, link):
    """Mail scanners open every link in a letter."""
    address = link("reset", staff.agent)
    for _ in range(3):
        assert desk(None).get(address).status_code == 200
        assert desk(None).client.head(address).status_code == 200
    assert desk(None).post(address, password=PASSWORD).status_code == 303


@pytest.mark.parametrize(("purpose", "days", "answer"), [("invite", 6, 200), ("invite", 8, 410), ("reset", 1, 410)])
def test_account_links_end(desk, staff, clock, link, purpose, days, answer):
    address = link(purpose, staff.agent)
    clock.now += timedelta(days=days)
    assert desk(None).get(address).status_code == answer


@pytest.mark.parametrize("token", ["%20", "%00", "0", "null", "9999999999", "%25", "_", ".*", "a.b.c", "x" * 700])
def test_what_was_never_a_link_is_no_page(desk, staff, token):
    for purpose in ("invite", "reset"):
        assert desk(None).get(f"/staff/{purpose}/{token}").status_code == 404


def test_a_link_for_one_thing_opens_nothing_else(desk, staff, link):
    invitation = link("invite", staff.agent)
    assert desk(None).get(invitation.replace("/invite/", "/reset/")).status_code == 404


def test_a_new_password_ends_every_session_of_the_old_one(desk, staff, link):
    elsewhere, browser = desk(staff.agent), desk(None)
    assert elsewhere.get("/staff/queue").status_code == 200
    browser.post(link("reset", staff.agent), password=PASSWORD)
    assert browser.get("/staff/queue").status_code == 200
    assert elsewhere.get("/staff/queue").status_code == 303


def test_the_link_of_a_retired_colleague_has_ended(app, desk, staff, clock, link):
    address = link("reset", staff.agent)
    with app.app_context():
        team.retire(staff.agent, staff.admin, clock.now)
    assert desk(None).get(address).status_code == 410


@pytest.mark.parametrize("email", ["chen@example.com", "nobody@example.com"])
def test_asking_for_a_new_password_tells_nobody_who_works_here(desk, staff, email):
    browser = desk(None)
    answer = browser.post("/staff/forgotten", email=email)
    assert answer.headers["Location"] == "/staff/sign-in"
    assert "If this address is a colleague’s" in browser.get("/staff/sign-in").text
    mailed = Letter.select().where(Letter.kind == "reset").count()
    assert mailed == (email == "chen@example.com")


def test_nobody_is_flooded_with_letters_about_his_password(desk, staff):
    browser = desk(None)
    for _ in range(6):
        browser.post("/staff/forgotten", email="chen@example.com")
    assert Letter.select().where(Letter.kind == "reset").count() == 3


def test_no_secret_stands_in_the_stored_letter(desk, staff):
    desk(None).post("/staff/forgotten", email="chen@example.com")
    text = Letter.get(Letter.kind == "reset").text
    assert "{{link}}" in text
    assert "/staff/reset/" not in text


def test_whoever_is_signed_in_needs_no_sign_in_page(desk, staff):
    assert desk(staff.agent).get("/staff/sign-in").headers["Location"] == "/staff/queue"


def test_pages_behind_the_door_are_in_no_cache(desk, staff):
    for page in ("/staff/queue", "/staff/letters", "/staff/sign-in"):
        assert desk(staff.agent).get(page).headers["Cache-Control"] == "no-store"
