"""The main job, walked in a real browser by two people: file → plan → accept → resolve → confirm, and "not solved"."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, keep_picture
from tests.browser.people import Colleague, Customer, in_two_days

WORDS = {
    "en": ("The table came with a broken leg.", "We bring a new leg.", "The leg is on.", "It broke again."),
    "zh": ("餐桌到货时一条腿是断的。", "我们上门更换桌腿。", "桌腿已更换完毕。", "又断了。"),
}


@pytest.fixture(params=[("en", DESKTOP), ("zh", PHONE)], ids=["English desktop", "Chinese phone"])
def who(request, visitor, live_site):
    """(language, the customer, the colleague) with a browser each."""
    language, size = request.param
    customer = Customer(visitor(language=language, size=size), f"{language}@example.com")
    colleague = Colleague(visitor(language=language, size=size))
    if "/staff/invite/" in live_site.output and not getattr(live_site, "joined", False):
        colleague.join(live_site)
        live_site.joined = True
    return language, customer, colleague


def test_from_a_complaint_to_a_second_cycle(who, live_site):
    language, customer, colleague = who
    complaint, plan, done, again = WORDS[language]

    customer.file("complaint", complaint)
    keep_picture(customer.page, f"{language}-filed")
    customer.open_from(live_site.letter_to(customer.email))
    expect(customer.page.locator("main")).to_contain_text(complaint)
    reference = re.search(r"\w{3}-\w{3}-\w", customer.page.locator("main").inner_text())[0]

    colleague.sign_in()
    keep_picture(colleague.page, f"{language}-queue")
    colleague.find(reference)
    colleague.take()
    keep_picture(colleague.page, f"{language}-case")
    colleague.say("propose", plan, by_when=in_two_days())

    customer.open_from(live_site.letter_to(customer.email, 2))
    expect(customer.page.locator("main")).to_contain_text(plan)
    keep_picture(customer.page, f"{language}-plan")
    customer.accept()

    colleague.find(reference)
    colleague.say("resolve", done, outcome="solved")
    customer.open_from(live_site.letter_to(customer.email, 4))
    keep_picture(customer.page, f"{language}-resolved")
    expect(customer.page.locator("main")).to_contain_text(done)
    customer.not_solved(again)
    keep_picture(customer.page, f"{language}-second-cycle")

    colleague.find(reference)
    expect(colleague.page.locator("main")).to_contain_text(again)
    colleague.say("resolve", done, outcome="declined")
    customer.page.reload()
    customer.confirm()
    keep_picture(customer.page, f"{language}-closed")
    expect(customer.page.locator("form[action$='/confirm']")).to_have_count(0)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_real_complaint_of_a_hotline(number, visitor, live_site, real_complaints):
    """Texts nobody here wrote, typed in as they are."""
    row = real_complaints[number]
    customer = Customer(visitor(language="zh"), f"hotline{number}@example.com")
    customer.file("complaint", row["text"], subject=row["title"])
    said = customer.page.locator("main .words").first.inner_text()
    assert "".join(said.split()) == "".join(row["text"].split())
    assert live_site.letter_to(customer.email)


def test_without_javascript_the_due_moments_are_shown_by_a_button(visitor):
    page = visitor(java_script_enabled=False)
    page.goto("/file/enquiry")
    page.fill("[name=body]", "Do you deliver on Sundays?")
    page.check("[name=urgent]")
    page.locator("button[name=show_due]").click()
    expect(page.locator("[name=body]")).to_have_value("Do you deliver on Sundays?")
    expect(page.locator("main")).to_contain_text("30 minutes")
