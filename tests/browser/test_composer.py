"""Writing to a customer: begun with a canned reply, kept by itself, seen as a letter, sent; without scripts, too."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def case(supervisor, demo_site) -> Page:
    """At a case that is in progress."""
    supervisor.goto(f"/staff/cases/{demo_site.cases['state in_progress'][1]}")
    return supervisor


def test_from_a_canned_reply_to_the_letter(case, scripts):
    case.select_option("form.say [name=pick]", label="上门取件退款 / Collection and refund")
    with case.expect_navigation():  # only a page that is there hears what is typed
        case.get_by_role("button", name="Put it in").click()
    body = case.locator("form.say [name=body]")
    assert "we collect the piece from your home" in body.input_value()
    body.fill(body.input_value().replace("[two days to choose from]", "Mon 4 or Tue 5 January"))
    if scripts:
        expect(case.locator(".say-kept")).to_contain_text("Draft kept at")
    else:
        with case.expect_navigation():
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


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_was_typed_first_does_not_arrive_last(case):
    held = []
    case.route("**/draft", lambda route: route.continue_() if held else held.append(route))
    body = case.locator("form.say [name=body]")
    body.fill("First words")
    while not held:
        case.wait_for_timeout(100)
    body.fill("First words, and the last")
    case.wait_for_timeout(2500)
    held[0].continue_()
    expect(case.locator(".say-kept")).to_contain_text("Draft kept at")
    case.wait_for_timeout(1500)
    case.unroute("**/draft")
    case.reload()
    assert body.input_value() == "First words, and the last"
