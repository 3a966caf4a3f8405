"""Private links and cookies: forged, mutated, crossed, revoked; each opens its own door or none."""

import pytest

from portal import tokens
from portal.store.case import Case
from portal.store.db import db
from portal.store.file import File
from portal.store.message import Message
from tests.faults.attacks import filled
from tests.faults.town import Town, contents
from tests.house_client import Page

#: What no cookie guards: whoever sends these gains no right by it.
UNGUARDED = ("file.send", "find.send", "status.open_", "survey.send", "feedback.send", "unsubscribe.stop")
NEVER = ("0", "null", "a.b", "..", "%00", "%20", "%25", "_", "*", ".*", "9999999999", "A" * 5000, "é", "٣")


@pytest.fixture
def stranger(town: Town):
    return town.app.test_client(use_cookies=False)


@pytest.fixture(autouse=True)
def _undone(town):
    with db.atomic() as transaction:
        yield
        transaction.rollback()


def token_of(town: Town, stage: str) -> str:
    return town.links[stage].removeprefix("/s/")


def signed(town: Town, purpose: str, payload) -> str:
    with town.app.app_context():
        return tokens.sign(purpose, payload, town.clock.now)


def answer_to(client, path: str, **options) -> tuple:
    """All of an answer that could tell one refusal from another."""
    answer = client.get(path, read=False, **options)
    return answer.status_code, answer.data, sorted(answer.headers.items())


# --- the link


def test_a_link_mutated_anywhere_is_answered_as_one_that_never_was(town, stranger):
    token = token_of(town, "fresh")
    mutated = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]
    spellings = [token + "=", token + "A", token[:-1], token.upper(), f"{token}.{token}", token.replace(".", "")]
    answers = [answer_to(stranger, f"/s/{each}") for each in (*mutated, *spellings, *NEVER)]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


def test_who_knows_our_key_but_not_the_case_forges_nothing(town, stranger):
    case = town.case_of("fresh")
    guesses = ("0" * 32, "", None, True, 0, case.link_key[:-1], case.link_key.upper(), town.case_of("late").link_key)
    for guess in guesses:
        assert answer_to(stranger, f"/s/{signed(town, 'status', [case.id, guess])}")[0] == 404, guess


@pytest.mark.parametrize("purpose", sorted(tokens.AGES))
def test_a_token_opens_the_door_it_was_made_for_and_no_other(town, stranger, purpose):
    case, person = town.case_of("fresh"), town.newcomer
    doors = {"status": "/s/", "invite": "/staff/invite/", "reset": "/staff/reset/"}
    for payload in ([case.id, case.link_key], [person.id, person.epoch]):
        token = signed(town, purpose, payload)
        for other in doors.keys() - {purpose}:
            assert answer_to(stranger, doors[other] + token)[0] == 404, (purpose, other)


def test_a_link_that_was_replaced_is_dead_with_its_cookie(town):
    browser = town.customer("fresh")
    link = town.links["fresh"]
    cookie = browser.get_cookie("open", path=link).value
    Case.update(link_key="f" * 32).where(Case.id == town.case_of("fresh").id).execute()
    assert browser.get(link).status_code == 404
    case = Case.get(Case.link_key == "f" * 32)
    fresh = f"/s/{signed(town, 'status', [case.id, case.link_key])}"
    browser.set_cookie("open", cookie, path=fresh)
    assert "Li Lei" not in browser.get(fresh).text
    assert browser.get(f"{fresh}/record.json").status_code == 403


# --- the cookie


@pytest.mark.parametrize("purpose", [purpose for purpose in tokens.AGES if purpose != "open"])
def test_no_other_token_serves_as_the_cookie_of_a_case(town, stranger, purpose):
    case, link = town.case_of("fresh"), town.links["fresh"]
    headers = {"Cookie": f"open={signed(town, purpose, [case.id, case.link_key])}"}
    assert answer_to(stranger, f"{link}/record.json", headers=headers)[0] == 403
    assert "Li Lei" not in stranger.get(link, headers=headers).text


def test_the_cookie_of_one_case_does_nothing_to_another(town, stranger):
    """Each door of another case, with the cookie and the guard of this one."""
    before = contents()
    for form in [form for form in town.forms if form.endpoint == "status.act"]:
        link, _, door = form.action.rpartition("/")
        other = next(another for another in town.links.values() if another != link)
        answer = stranger.post(f"{other}/{door}", data=filled(form), headers={"Cookie": form.cookie}, read=False)
        assert answer.status_code == 403, form
    assert contents() == before


# --- files


@pytest.fixture
def attached(town):
    """A file of the late case."""
    case = town.case_of("late")
    message = Message.get(Message.case == case)
    row = {
        "name": "a.pdf",
        "stored": "0" * 32,
        "type": "application/pdf",
        "size": 1,
        "sha256": "0",
        "at": town.clock.now,
    }
    return File.create(case=case, message=message, **row)


def test_the_files_of_another_case_are_not_told_from_files_there_are_not(town, attached):
    browser, link = town.customer("fresh"), town.links["fresh"]
    numbers = (attached.id, *range(attached.id + 1, attached.id + 20), 0, 2**31, 2**63, 2**64, "9" * 5000)
    answers = [answer_to(browser, f"{link}/files/{number}") for number in numbers]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


def test_a_file_without_the_cookie_is_refused_whether_or_not_it_is_there(town, stranger, attached):
    for number in (attached.id, attached.id + 1):
        assert answer_to(stranger, f"{town.links['late']}/files/{number}")[0] == 403


def test_a_colleague_does_not_reach_a_file_through_another_case(town, attached):
    browser, fresh = town.colleague("admin"), town.case_of("fresh")
    assert browser.get(f"/staff/cases/{fresh.reference}/files/{attached.id}").status_code == 404


# --- another site's forms


def test_every_form_that_a_cookie_gives_rights_to_has_a_guard(town):
    posts = [form for form in town.forms if form.method == "post" and form.endpoint not in UNGUARDED]
    assert len(posts) > 30
    assert [str(form) for form in posts if "csrf_token" not in filled(form)] == []


@pytest.mark.parametrize("guard", ["", "missing", "another browser's"])
def test_an_order_from_another_site_does_nothing(town, stranger, guard):
    """Everything as our own page would send it, but for the guard."""
    before, others = contents(), _guard_of_a_stranger(town)
    for form in [form for form in town.forms if "csrf_token" in filled(form) and form.endpoint not in UNGUARDED]:
        fields = filled(form) | {"csrf_token": others if guard.startswith("another") else ""}
        if guard == "missing":
            del fields["csrf_token"]
        answer = stranger.post(form.action, data=fields, headers={"Cookie": form.cookie}, read=False)
        assert answer.status_code in (400, 422), form
        assert contents() == before, form


def _guard_of_a_stranger(town: Town) -> str:
    """A good csrf_token, of a browser that has nothing to do with it."""
    page = Page(town.stranger().get("/staff/forgotten").text)
    return next(field["value"] for field in page.find("input") if field["name"] == "csrf_token")
