"""The whole journey without a mouse: a colleague answers, the customer opens the case, agrees, and says it is done."""

import re

from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer, in_two_days, link_in
from tests.browser.test_filing import tab_to


def test_answering_and_following_by_keyboard_alone(live_site, visitor):
    kim = Customer(visitor(), "kim@example.com")
    kim.file("complaint", "The table came with a broken leg.")
    reference = re.search(r"\w{3}-\w{3}-\w", kim.page.locator("main").inner_text())[0]
    office = visitor()
    Colleague(office).join(live_site)

    say(office, reference, "propose", "We bring a new leg on Friday.", by_when=in_two_days())
    follow(kim, link_in(live_site.letter_to("kim@example.com", 2)))
    press(kim.page, "form[action$='/accept'] button")
    expect(kim.page.locator("main")).to_contain_text("you agreed", ignore_case=True)

    say(office, reference, "resolve", "The new leg is on.", outcome="solved")
    kim.page.reload()
    press(kim.page, "form[action$='/confirm'] button")
    expect(kim.page.locator("main")).to_contain_text("Closed")


def say(page, reference: str, type: str, body: str, by_when: str = "", outcome: str = "") -> None:
    """From the queue to the case by its link, and the answer typed and sent."""
    page.goto("/staff/queue")
    press(page, f"a[href$='/staff/cases/{reference}']")
    page.wait_for_url("**/staff/cases/**")
    tab_to(page, "form.say [name=type]")
    while not page.locator(f"form.say [name=type][value={type}]").is_checked():
        page.keyboard.press("ArrowDown")
    tab_to(page, "form.say [name=body]")
    page.keyboard.type(body)
    if outcome:
        tab_to(page, "form.say [name=outcome]")
        page.keyboard.press("Space")
        while not page.locator(f"form.say [name=outcome][value={outcome}]").is_checked():
            page.keyboard.press("ArrowDown")
    if by_when:
        page.locator("form.say [name=by_when]").fill(by_when)  # the browser's own field of dates, typed as it likes
    press(page, "form.say .is-primary")
    expect(page.locator(".flashes")).to_be_visible()


def follow(customer: Customer, link: str) -> None:
    customer.page.goto(link)
    press(customer.page, "form[action$='/open'] button")
    expect(customer.page.locator("form[action$='/open']")).to_have_count(0)


def press(page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")
