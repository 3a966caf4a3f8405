"""Filing, as people do it: by keyboard alone, without JavaScript, with a draft that waits, with pictures."""

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Customer
from tests.live import eventually

WORDS = {"en": "The table came with a broken leg.", "zh": "餐桌到货时一条腿是断的。"}


@pytest.fixture(params=[("en", DESKTOP), ("zh", PHONE)], ids=["English desktop", "Chinese phone"])
def who(request):
    return request.param


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Go on by Tab until what matches has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{most} times Tab did not lead to {selector}.")


def test_by_keyboard_alone(who, visitor):
    language, size = who
    page = visitor(language=language, size=size)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "a.door[href='/file/complaint']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/file/complaint")
    tab_to(page, "[name=body]")
    page.keyboard.type(WORDS[language])
    tab_to(page, "[name=urgent]")
    page.keyboard.press("Space")
    tab_to(page, "[name=urgent_reason]")
    page.keyboard.type(WORDS[language])
    expect(page.locator(".beside")).to_contain_text("30")
    tab_to(page, "[name=email]")
    page.keyboard.type(f"keys-{language}@example.com")
    tab_to(page, "form.body button[type=submit]:not([name])")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/s/[\w.-]+$"))
    expect(page.locator("main")).to_contain_text(WORDS[language])


def test_without_javascript(who, visitor, live_site):
    language, size = who
    page = visitor(language=language, size=size, java_script_enabled=False)
    customer = Customer(page, f"plain-{language}@example.com")
    customer.file("complaint", WORDS[language])
    expect(page.locator("main")).to_contain_text(WORDS[language])
    expect(page.locator(".js-only").locator("visible=true")).to_have_count(0)
    customer.open_from(live_site.letter_to(customer.email))
    page.locator(".door-withdraw summary").click()
    page.check("form[action$='/withdraw'] [name=sure]")
    page.locator("form[action$='/withdraw'] button").click()
    expect(page.locator(".ball.is-nobody, .flashes").first).to_be_visible()


def test_a_moment_is_told_to_the_letter_to_whoever_comes_to_it_by_key(page):
    page.goto("/file/complaint")
    moment = page.locator("form .moment[data-exact]").first
    moment.focus()
    shown = "element => getComputedStyle(element, '::after').display"
    assert "2026" in moment.get_attribute("data-exact") or "UTC" in moment.get_attribute("data-exact")
    assert moment.evaluate(shown) != "none"
    page.keyboard.press("Escape")
    assert moment.evaluate(shown) == "none"


# --- the draft


def test_a_draft_is_kept_only_where_one_says_so(page):
    page.goto("/file/complaint")
    page.fill("[name=body]", WORDS["en"])
    page.wait_for_timeout(500)
    assert drafts(page) == []
    page.check("[data-draft-box]")
    assert drafts(page) == ["kept-draft-complaint"]
    page.uncheck("[data-draft-box]")
    assert drafts(page) == []


def test_a_draft_comes_back_when_asked_for_and_goes_when_it_was_sent(page):
    page.goto("/file/complaint")
    page.check("[data-draft-box]")
    page.fill("[name=body]", WORDS["en"])
    page.fill("[name=email]", "draft@example.com")
    assert eventually(lambda: page.evaluate("localStorage.getItem('kept-draft-complaint')?.includes('broken leg')"))
    assert "draft@example.com" not in page.evaluate("localStorage.getItem('kept-draft-complaint')")

    page.goto("/file/complaint")
    expect(page.locator("[name=body]")).to_have_value("")
    page.locator("[data-draft-use]").click()
    expect(page.locator("[name=body]")).to_have_value(WORDS["en"])
    expect(page.locator("[data-draft-found]")).to_be_hidden()

    page.fill("[name=email]", "draft@example.com")
    page.locator("form.body button[type=submit]:not([name])").click()
    page.wait_for_url(re.compile(r"/s/"))
    assert eventually(lambda: drafts(page) == [])


def test_a_draft_outlives_a_form_that_comes_back(page):
    page.goto("/file/complaint")
    page.check("[data-draft-box]")
    page.fill("[name=body]", WORDS["en"])
    page.locator("form.body button[type=submit]:not([name])").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value(WORDS["en"])
    assert drafts(page) == ["kept-draft-complaint"]


# --- the files


def test_chosen_files_are_shown_and_can_be_taken_out(page, tmp_path):
    picture, note = tmp_path / "leg.png", tmp_path / "note.txt"
    Image.new("RGB", (640, 400), "#a1261a").save(picture)
    note.write_text("Order HP-21288", "utf-8")
    page.goto("/file/complaint")
    page.set_input_files("[name=files]", [picture, note])
    expect(page.locator(".chosen > li")).to_have_count(2)
    expect(page.locator(".chosen")).to_contain_text("leg.png")
    seen = "document.querySelector('.chosen canvas').getContext('2d').getImageData(64, 64, 1, 1).data[0]"
    assert eventually(lambda: page.evaluate(seen) > 100), "The picture is drawn small beside its name."
    page.locator(".chosen button").first.click()
    expect(page.locator(".chosen > li")).to_have_count(1)
    assert page.evaluate("document.querySelector('[name=files]').files[0].name") == "note.txt"


# --- the answer page


def test_the_page_of_the_case_copies_its_reference_and_gives_a_calendar_file(visitor):
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    Customer(page, "answer@example.com").file("complaint", WORDS["en"])
    page.locator("[data-copy]").click()
    reference = page.locator("[data-copy]").get_attribute("data-copy")
    assert page.evaluate("navigator.clipboard.readText()") == reference
    with page.expect_download() as download:
        page.locator("a[href$='/next.ics']").click()
    assert download.value.suggested_filename == f"kept-{reference}.ics"
