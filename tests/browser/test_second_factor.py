"""An administrator's first sign-in where it counts: invitation, phone, pledge, queue; and the next one with a code."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.people import PASSWORD
from tests.live import LiveSite
from tests.second_factor import code_on


@pytest.fixture(scope="module")
def live_site(tmp_path_factory, live_settings):
    """With a mail server, so that it is nobody's trial at home; nothing listens there, and nothing need."""
    settings = live_settings() | {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": "9", "MAIL_USE_TLS": "false"}
    settings |= {"MAIL_DEFAULT_SENDER": "kept@example.com"}
    with LiveSite(tmp_path_factory.mktemp("live"), **settings) as site:
        yield site


@pytest.mark.parametrize("language", ["en"])
def test_the_first_sign_in_of_an_administrator(live_site, visitor, language):
    page = visitor(language=language)
    began = time.monotonic()
    page.goto(live_site.invitation)
    for name, text in {"name": "Chen Lan", "public_name": "Ms Chen", "password": PASSWORD}.items():
        page.fill(f"[name={name}]", text)
    press(page)
    expect(page).to_have_url(re.compile("/staff/account/second-factor"))
    keep_picture(page, "second-factor")
    code = code_on(page.content())
    page.fill("[name=code]", code)
    press(page)
    recovery = page.locator(".codes code")
    expect(recovery).to_have_count(10)
    kept = recovery.first.inner_text()
    keep_picture(page, "recovery-codes")
    page.locator("main a.is-primary").click()
    expect(page).to_have_url(re.compile("/staff/pledge"))
    press(page)
    expect(page).to_have_url(re.compile("/staff/queue"))
    assert time.monotonic() - began < 60, "a newcomer is in within a minute"

    page.locator("form[action$='/sign-out'] button").click()
    page.fill("[name=email]", "admin@example.com")
    page.fill("[name=password]", PASSWORD)
    press(page)
    expect(page).to_have_url(re.compile("/staff/sign-in/code"))
    page.fill("[name=code]", code)
    press(page)
    expect(page.locator("#error-summary")).to_be_visible()  # it let the phone in, and nothing else ever
    page.fill("[name=code]", kept)
    press(page)
    expect(page).to_have_url(re.compile("/staff/queue"))


def press(page) -> None:
    page.locator("main form button").first.click()
