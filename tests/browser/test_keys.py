"""One key, one step: a list of cases walked without a mouse, silent while somebody types, and gone when turned off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PATIENCE


@pytest.fixture
def desk(chromium, demo_site) -> Page:
    context = chromium.new_context(base_url=demo_site.url, locale="en-GB", viewport=DESKTOP)
    context.set_default_timeout(PATIENCE)
    page = demo_site.sign_in(context.new_page(), "chen@example.com")
    page.goto("/staff/queue")
    yield page
    context.close()


def test_the_queue_is_walked_and_a_case_answered_by_keys(desk):
    rows = desk.locator("[data-keys-row]")
    desk.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    desk.keyboard.press("r")
    desk.wait_for_url("**/staff/cases/*#say")
    desk.keyboard.press("r")
    expect(desk.locator("#say ~ form textarea").first).to_be_focused()
    desk.keyboard.type("just ask?")
    expect(desk.locator("#say ~ form textarea").first).to_have_value("just ask?")
    desk.locator("h1").click()
    desk.keyboard.press("u")
    desk.wait_for_url("**/staff/queue")


def test_the_keys_are_shown_and_can_be_turned_off(desk):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="One key, one step")).to_be_visible()
    desk.get_by_label("Use these keys on this device").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.locator("[data-keys-row]").first).not_to_be_focused()
    desk.get_by_role("button", name="Keys").click()
    expect(desk.get_by_role("dialog")).to_be_visible()
