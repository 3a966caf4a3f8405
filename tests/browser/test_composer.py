"""Writing to a customer: begun with a canned reply, kept by itself, seen as a letter, sent; without scripts, too."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PATIENCE


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request) -> bool:
    return request.param


@pytest.fixture
def case(chromium, demo_site, scripts) -> Page:
    """A supervisor at a case that is in progress."""
    context = chromium.new_context(
        base_url=demo_site.url, locale="en-GB", viewport=DESKTOP, java_script_enabled=scripts
    )
    context.set_default_timeout(PATIENCE)
    page = demo_site.sign_in(context.new_page(), "wang@example.com")
    page.goto(f"/staff/cases/{demo_site.cases['state in_progress'][1]}")
    yield page
    context.close()


def test_from_a_canned_reply_to_the_letter(case, scripts):
    case.select_option("form.say [name=pick]", label="上门取件退款 / Collection and refund")
    case.get_by_role("button", name="Put it in").click()
    body = case.locator("form.say [name=body]")
    assert "we collect the piece from your home" in body.input_value()
    body.fill(body.input_value().replace("[two days to choose from]", "Mon 4 or Tue 5 January"))
    if scripts:
        expect(case.locator(".say-kept")).to_contain_text("Draft kept at")
    else:
        case.get_by_role("button", name="Keep as a draft").click()
    case.reload()
    assert "Mon 4 or Tue 5 January" in body.input_value()
    case.fill("form.say [name=by_when]", "2027-01-08T17:00")
    case.get_by_role("button", name="See the letter first").click()
    letter = case.frame_locator(".say-letter iframe")
    expect(letter.locator("body")).to_contain_text("Mon 4 or Tue 5 January")
    expect(case.locator(".say-letter")).to_contain_text("Then it is the customer’s turn.")
    case.locator(".say-letter").get_by_role("button", name="Send to the customer").click()
    expect(case.locator("main")).to_contain_text("It is on its way to the customer.")
    assert body.input_value() == ""
