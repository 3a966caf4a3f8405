"""Lost links: mailed to their owner, and the same answer to everybody."""

import pytest

from portal.core.case import Verb
from portal.store.letter import Letter
from tests.actions.office import Office
from tests.web.customer import at, words


@pytest.fixture
def office(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Fri 2026-08-21 10:00"))
    with app.app_context():
        yield Office()


def ask(client, **fields):
    return client.post("/find", data=fields, follow_redirects=True)


def mailed(to="li@example.com") -> list[Letter]:
    return list(Letter.select().where(Letter.recipient == to, Letter.kind == "link").order_by(Letter.id))


def test_the_answer_is_the_same_for_everybody(client, office):
    office.file("Thu 2026-08-20 10:00")
    known, unknown = ask(client, email="li@example.com"), ask(client, email="nobody@example.com")
    assert known.text == unknown.text
    assert "If there are cases filed with this address" in words(known)
    assert (len(mailed()), len(mailed("nobody@example.com"))) == (1, 0)


@pytest.mark.parametrize("typed", ["li@example.com", " LI@Example.COM ", "ｌｉ@example.com"])
def test_the_address_is_found_however_it_is_written(client, office, typed):
    office.file("Thu 2026-08-20 10:00")
    ask(client, email=typed)
    assert len(mailed()) == 1


def test_one_letter_has_the_links_of_all_his_cases(client, office):
    first = office.file("Thu 2026-08-20 10:00").reference
    second = office.file("Thu 2026-08-20 10:05").reference
    other = office.file("Thu 2026-08-20 10:06", email="han@example.com").reference
    ask(client, email="li@example.com")
    (letter,) = mailed()
    assert first in letter.text
    assert second in letter.text
    assert other not in letter.text


def test_a_reference_narrows_it_and_a_wrong_one_keeps_nothing_back(client, office):
    first = office.file("Thu 2026-08-20 10:00").reference
    second = office.file("Thu 2026-08-20 10:05").reference
    foreign = office.file("Thu 2026-08-20 10:06", email="han@example.com").reference
    ask(client, email="li@example.com", reference=f" {first.lower().replace('-', ' ')} ")
    ask(client, email="li@example.com", reference=foreign)
    narrowed, all_of_his = mailed()
    assert (first in narrowed.text, second in narrowed.text) == (True, False)
    assert (second in all_of_his.text, foreign in all_of_his.text) == (True, False)


def test_an_address_gets_only_so_many_letters(client, office):
    office.file("Thu 2026-08-20 10:00")
    answers = {ask(client, email="li@example.com").text for _ in range(6)}
    assert len(answers) == 1
    assert [letter.state for letter in mailed()].count("cancelled") > 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Enter the e-mail address you gave us."),
        ({"email": "li@"}, "name@example.com"),
        ({"email": "a@x.test, b@y.test"}, "name@example.com"),
        ({"email": "a@x.test\r\nBcc: b@y.test"}, "name@example.com"),
        ({"email": "li@example.com", "reference": "K7Q-3FM-8"}, "Check the reference"),
    ],
)
def test_a_slip_is_named_at_its_field_with_what_was_typed(client, office, fields, sentence):
    page = ask(client, **fields)
    assert page.status_code == 422
    assert sentence in words(page)
    assert fields.get("reference", "") in page.text


def test_looking_sends_nothing_and_is_in_no_cache(client, office):
    office.file("Thu 2026-08-20 10:00")
    page = client.get("/find?email=li@example.com")
    assert page.status_code == 200
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert not mailed()


def test_a_closed_case_whose_link_has_ended_is_not_mailed(app, client, office, monkeypatch):
    office.file("Thu 2026-08-20 10:00")
    office.customer("Thu 2026-08-20 11:00", Verb.WITHDRAW)
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Sat 2027-08-21 10:00"))
    ask(client, email="li@example.com")
    assert not mailed()
