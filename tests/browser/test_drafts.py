"""A guarantee is checked while somebody writes it, in the text and in its forms; without scripts a button does it."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def desk(supervisor) -> Page:
    """In the room of the guarantee, with a draft of the next version."""
    supervisor.goto("/staff/guarantees")
    supervisor.get_by_role("button", name="Begin a draft").click()
    return supervisor


def look(page: Page, scripts: bool) -> None:
    """With scripts it is checked by itself."""
    if not scripts:
        page.get_by_role("button", name="Only check it").click()


def test_the_text_is_checked_and_each_fault_leads_to_its_line(desk, scripts):
    desk.get_by_role("link", name="Edit the text").click()
    text = desk.locator("#toml")
    text.fill(text.input_value().replace('within = "48 hours"', 'within = "soon"'))
    look(desk, scripts)
    expect(desk.locator("[data-check]")).to_contain_text("“soon” is not a time.")
    if scripts:
        desk.locator(".faults li", has_text="soon").locator("a[data-line]").click()
        assert text.evaluate("it => it.value.slice(it.selectionStart, it.selectionEnd)") == 'within = "soon"'
    desk.get_by_role("button", name="Store the text").click()
    expect(desk.locator(".stand")).to_contain_text("“soon” is not a time.")


def test_a_form_is_checked_and_changes_its_own_line(desk, scripts):
    desk.locator(".lines li", has_text="complaint-plan").get_by_role("link").click()
    desk.fill("#within", "soon")
    look(desk, scripts)
    expect(desk.locator("main")).to_contain_text("“soon” is not a time.")
    desk.fill("#within", "24 hours")
    desk.get_by_role("button", name="Store it").click()
    expect(desk.locator(".lines li", has_text="complaint-plan")).to_contain_text("24 hours")
    desk.get_by_role("link", name="The head").click()
    for field, typed in {"#number": "HP-2027-1", "#change_en": "Faster plans", "#change_zh": "方案更快"}.items():
        desk.fill(field, typed)
    desk.get_by_role("button", name="Store it").click()
    expect(desk.locator(".changes")).to_contain_text("Stricter")
    expect(desk.locator("main")).to_contain_text("48 hours")
