"""The text itself in the back office: stored as it is typed, checked without being stored, never lost."""

from html import unescape

import pytest

from portal.actions.publishing import drafts
from portal.store.draft import Draft
from tests.core.guarantees import line_of
from tests.web.staff.guarantees.conftest import NEXT, words


@pytest.fixture
def draft(office) -> Draft:
    return office.begin()


@pytest.fixture
def browser(desk, office):
    return desk(office.wang)


def address(draft) -> str:
    return f"/staff/guarantees/drafts/{draft.id}/edit/text"


def piece(browser, draft, text: str):
    """What a script asks for while somebody types."""
    return store(browser, draft, text, check="piece")


def typed_in(answer) -> str:
    """What stands in the text's field."""
    return unescape(answer.text.split("<textarea")[1].split("</textarea")[0])


def store(browser, draft, text: str, seen: int = 1, **more):
    return browser.post(address(draft), seen=seen, toml=text, **more)


def test_the_text_is_shown_whole_and_stored_as_typed(browser, office, draft):
    assert "# The one promise there is." in browser.get(address(draft)).text
    typed = NEXT.replace("24 hours", "12 hours").replace("\n", "\r\n")
    assert store(browser, draft, typed).status_code == 303
    assert office.again(draft).toml == NEXT.replace("24 hours", "12 hours").strip() + "\n"
    assert "Stored. The text has no faults." in words(browser.get(address(draft)))


def test_a_text_with_faults_is_stored_too(browser, office, draft):
    store(browser, draft, 'number = "3\n[[promise')
    assert office.again(draft).toml == 'number = "3\n[[promise\n'
    page = words(browser.get(f"/staff/guarantees/drafts/{draft.id}"))
    assert "Stored, with 1 fault to mend." in page
    assert "This is not TOML from here on: a text that begins with a quotation mark does not end with one." in page


def test_checking_stores_nothing_and_loses_nothing(browser, office, draft):
    typed = NEXT.replace("24 hours", "soon").replace("Shanghai", "Peking")
    answer = store(browser, draft, typed, check="1")
    assert "“soon” is not a time." in words(answer)
    assert "2 faults" in words(answer)
    assert 'within = "soon"' in typed_in(answer)
    assert office.again(draft).toml == draft.toml


def test_the_check_while_typing_is_a_piece_of_a_page(browser, office, draft):
    answer = piece(browser, draft, NEXT.replace("24 hours", "soon"))
    assert "<html" not in answer.text
    assert f"Line {line_of(NEXT, 'within')}" in words(answer)
    assert "“soon” is not a time." in words(answer)
    assert "No faults." in words(piece(browser, draft, NEXT))
    assert office.again(draft).version == 1


@pytest.mark.parametrize("text", ["", " ", "\x00", "= ", "[" * 3000, "a = " + "9" * 5000, "x = \ud800", "<script>"])
def test_no_text_however_odd_breaks_the_pages(browser, office, draft, text):
    text = text.encode("utf-8", "replace")
    for answer in (store(browser, draft, text, check="1"), piece(browser, draft, text)):
        assert answer.status_code == 200
        assert "<script>" not in answer.text.split("<textarea")[-1]
    assert store(browser, draft, text).status_code == 303
    assert browser.get(address(draft)).status_code == 200
    assert browser.get(f"/staff/guarantees/drafts/{draft.id}").status_code == 200
    assert browser.get(f"/staff/guarantees/drafts/{draft.id}/edit/head").status_code in (200, 303)


def test_nul_bytes_are_left_out_and_the_rest_is_kept(browser, office, draft):
    store(browser, draft, NEXT.replace("24 hours", "12\x00 hours"))
    assert 'within = "12 hours"' in office.again(draft).toml


def test_a_megabyte_is_refused_in_a_sentence_and_given_back(browser, office, draft):
    typed = "# " + "x" * 1_000_000
    answer = store(browser, draft, typed)
    assert answer.status_code == 422
    assert "This text is longer than 200,000 characters. Nothing was stored; it is still below." in words(answer)
    assert "x" * 1_000_000 in answer.text
    assert office.again(draft).toml == draft.toml
    assert "longer than 200,000" in words(piece(browser, draft, typed))


def test_of_two_hands_the_second_reads_who_and_keeps_his_text(desk, browser, office, draft):
    drafts.write(draft, 1, NEXT.replace("24 hours", "20 hours"), office.zhao, office.now)
    typed = NEXT.replace("24 hours", "10 hours")
    answer = store(browser, draft, typed)
    assert answer.status_code == 409
    page = words(answer)
    assert "Zhao changed this draft while you had it open. Your text is still below" in page
    assert 'taken out: within = "20 hours" + added: within = "10 hours"' in page
    assert 'within = "10 hours"' in typed_in(answer)
    assert "20 hours" in office.again(draft).toml
    assert store(browser, draft, typed, seen=2).status_code == 303
    assert "10 hours" in office.again(draft).toml


def test_a_line_of_the_list_leads_to_the_line_of_the_text(browser, draft):
    assert 'data-line="12"' in browser.get(f"{address(draft)}?line=12").text


def test_nothing_is_stored_into_a_draft_that_is_over(browser, office, draft):
    drafts.discard(draft, 1, office.wang, office.now)
    answer = store(browser, draft, NEXT.replace("24 hours", "10 hours"), seen=2)
    assert answer.status_code == 409
    assert "The draft was published or put away while you had it open." in words(answer)
    assert 'within = "10 hours"' in typed_in(answer)
