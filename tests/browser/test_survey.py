"""After closing, in a real browser: the letter asks, a score of 2 is given, and it stands in the queue."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, keep_picture
from tests.browser.people import Colleague, Customer, link_in, send

WORDS = {
    "en": ("The table came with a broken leg.", "We cannot take it back.", "You never called back."),
    "zh": ("餐桌到货时一条腿是断的。", "我们无法为您退货。", "说好回电话，却一直没有打来。"),
}


@pytest.fixture(params=[("en", DESKTOP), ("zh", PHONE)], ids=["English desktop", "Chinese phone"])
def who(request, visitor, live_site):
    """(language, the customer, the colleague) with a browser each."""
    language, size = request.param
    customer = Customer(visitor(language=language, size=size), f"{language}@example.com")
    colleague = Colleague(visitor(language=language, size=size))
    if not getattr(live_site, "joined", False):
        colleague.join(live_site)
        live_site.joined = True
    return language, customer, colleague


def is_for_everyone(page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen, "The page must be scrolled sideways."


def test_from_closing_to_a_follow_up(who, live_site):
    language, customer, colleague = who
    complaint, answer, words = WORDS[language]
    page = customer.page
    customer.file("complaint", complaint)
    reference = re.search(r"\w{3}-\w{3}-\w", page.locator("main").inner_text())[0]
    colleague.sign_in()
    colleague.find(reference)
    colleague.take()
    colleague.say("resolve", answer, outcome="declined")
    customer.open_from(live_site.letter_to(customer.email, 2))
    customer.confirm()
    expect(page.locator("form[action$='/confirm']")).to_have_count(0)
    keep_picture(page, f"{language}-survey-closed")

    page.context.clear_cookies()
    page.goto(link_in(live_site.letter_to(customer.email, 4)))
    expect(page).to_have_url(re.compile(r"/survey/"))
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    is_for_everyone(page)
    keep_picture(page, f"{language}-survey")
    page.locator("main form button").last.click()
    expect(page.locator("#error-summary")).to_be_visible()
    keep_picture(page, f"{language}-survey-mistake")
    for name, value in {"solved": "no", "kept_word": "no", "score": "2"}.items():
        page.check(f"[name={name}][value='{value}']")
    page.fill("[name=words]", words)
    page.locator("main form button").last.click()
    expect(page.locator("main form")).to_have_count(0)
    is_for_everyone(page)
    keep_picture(page, f"{language}-survey-thanks")
    expect(page.locator("main")).not_to_contain_text(words)

    page.locator("main a[href^='/s/']").click()
    send(page, "open")
    expect(page.locator("main")).to_contain_text(words)
    keep_picture(page, f"{language}-survey-status")

    colleague.find(reference)
    keep_picture(colleague.page, f"{language}-survey-case")
    expect(colleague.page.locator("main")).to_contain_text(words)
    colleague.page.goto("/staff/surveys")
    is_for_everyone(colleague.page)
    keep_picture(colleague.page, f"{language}-survey-staff")
    expect(colleague.page.locator("main")).to_contain_text(reference)
    colleague.page.goto("/staff/queue")
    keep_picture(colleague.page, f"{language}-survey-queue")


def test_the_paper_with_the_code(visitor):
    page = visitor(language="zh", size=PHONE)
    page.goto("/feedback/our-service")
    is_for_everyone(page)
    keep_picture(page, "zh-feedback")
    page.check("[name=score][value='4']")
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile("thanks=yes"))
    keep_picture(page, "zh-feedback-thanks")

    desk = visitor(size=DESKTOP)
    desk.goto("/feedback/our-service")
    is_for_everyone(desk)
    keep_picture(desk, "en-feedback")
    desk.emulate_media(media="print")
    expect(desk.locator(".poster-code")).to_be_visible()
    expect(desk.locator("main form")).to_be_hidden()
    keep_picture(desk, "en-feedback-paper")
