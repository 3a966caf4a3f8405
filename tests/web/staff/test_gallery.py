"""The gallery renders every letter there is, in both languages, and shows whose words they are."""

import re

import pytest

from portal.mail import wording

LANGUAGES = ("en", "zh")
OWN = {("en", "received"): {"opening": "Thank you. We hold your {kind}, {reference}."}}


@pytest.fixture
def gallery(desk, office):
    browser = desk(office.agent)
    return lambda address="", **options: browser.get(f"/staff/letters/gallery{address}", **options)


def test_every_letter_stands_there(gallery):
    page = gallery().text
    for letter in wording.letters():
        assert f"/staff/letters/gallery/{letter}" in page
    assert "To customers" in page
    assert "To staff" in page


@pytest.mark.parametrize("letter", wording.letters())
def test_every_letter_is_shown_in_both_languages(gallery, letter):
    page = gallery(f"/{letter}").text
    assert "<code>subject</code>" in page
    texts = re.findall(r'<pre class="letter-text" lang="(.*?)">(.*?)</pre>', page, re.DOTALL)
    assert [tongue for tongue, _ in texts] == ["en", "zh-CN"]
    for _, text in texts:
        assert len(re.findall(r"^http://localhost/", text, re.MULTILINE)) == {"erased": 0, "survey": 2}.get(letter, 1)
        assert not re.search(r"\{\{|\}\}|None|Undefined|  \n", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_html_is_shown_in_a_frame_that_can_do_nothing(gallery, language):
    answer = gallery(f"/missed/{language}.html", read=False)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert 'name="color-scheme" content="light dark"' in answer.text
    assert not re.search(r"<(script|img|link|iframe|form)\b|url\(|@import", answer.text)
    assert "#000" not in answer.text
    assert not re.search(r"#fff(fff)?\b", answer.text)


def test_the_companys_own_words_stand_beside_ours(gallery, app, monkeypatch):
    monkeypatch.setitem(app.config, "WORDING", OWN)
    page = gallery("/received").text
    assert "Thank you. We hold your complaint, K7Q-3FM-9." in page
    assert "own words" in page
    assert "own words" in gallery().text


def test_what_must_be_named_is_marked(gallery):
    page = gallery("/new_date").text
    assert "<code>{by_when}</code> (must)" in page


@pytest.mark.parametrize("address", ["/nothing", "/parts", "/staff_parts", "/../x", "/received/fr.html", "/x/en.html"])
def test_what_is_no_letter_is_no_page(gallery, address):
    assert gallery(address).status_code == 404


def test_it_asks_the_database_as_little_for_all_letters_as_for_one(gallery, caplog):
    def asked(*address) -> int:
        caplog.clear()
        gallery(*address, read=False)
        return len(caplog.records)

    with caplog.at_level("DEBUG", "peewee"):
        assert asked() == asked("/missed") == 3
