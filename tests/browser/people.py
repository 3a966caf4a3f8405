"""The people of the journeys, and what they do in a browser: whatever the language, they press what a form posts to."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.live import LiveSite

PASSWORD = "a sentence I remember"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def link_in(letter: EmailMessage) -> str:
    """The one private link of a letter."""
    return re.search(r"http\S+", letter.get_body(("plain",)).get_content())[0]


def send(page: Page, door: str) -> None:
    """Press the button of the form that posts to this address."""
    page.locator(f"form[action$='/{door}'] button").last.click()


class Customer:
    """Somebody with a complaint, at this page."""

    def __init__(self, page: Page, email: str):
        self.page, self.email = page, email

    def file(self, kind: str, body: str, **typed: str) -> None:
        self.page.goto("/")
        self.page.locator(f"main a[href$='/file/{kind}']").first.click()
        for name, text in {"body": body, "email": self.email, **typed}.items():
            self.page.fill(f"[name={name}]", text)
        self.page.locator("main form button[type=submit]:not([name])").last.click()
        expect(self.page).to_have_url(re.compile(r"/s/[\w.-]+$"))

    def open_from(self, letter: EmailMessage) -> None:
        """Follow the letter on another device, and press the one button there is."""
        self.page.context.clear_cookies()
        self.page.goto(link_in(letter))
        send(self.page, "open")

    def accept(self) -> None:
        send(self.page, "accept")

    def confirm(self) -> None:
        send(self.page, "confirm")

    def not_solved(self, body: str) -> None:
        self.page.locator(".door-not-solved summary").click()
        self.page.fill("form[action$='/not-solved'] [name=body]", body)
        send(self.page, "not-solved")


class Colleague:
    """Somebody who answers, invited by the link the start printed."""

    def __init__(self, page: Page):
        self.page = page

    def join(self, site: LiveSite) -> None:
        self.page.goto(site.invitation)
        for name, text in {"name": "Chen Lan", "public_name": "Ms Chen", "password": PASSWORD}.items():
            self.page.fill(f"[name={name}]", text)
        self.page.locator("main form button").last.click()
        expect(self.page).to_have_url(re.compile(r"/staff/pledge"))
        self.page.locator("main form button").last.click()
        expect(self.page).to_have_url(re.compile(r"/staff/queue"))

    def sign_in(self) -> None:
        self.page.goto("/staff/sign-in")
        if "/staff/sign-in" in self.page.url:
            self.page.fill("[name=email]", "admin@example.com")
            self.page.fill("[name=password]", PASSWORD)
            self.page.locator("main form button").last.click()
        expect(self.page).to_have_url(re.compile(r"/staff/queue"))

    def find(self, reference: str) -> None:
        """From the queue to the case."""
        self.page.goto("/staff/queue")
        self.page.locator(f"main a[href$='/staff/cases/{reference}']").first.click()

    def take(self) -> None:
        send(self.page, "take")

    def say(self, type: str, body: str, **more: str) -> None:
        self.page.check(f"form.say [name=type][value={type}]")
        self.page.fill("form.say [name=body]", body)
        for name, text in more.items():
            control = self.page.locator(f"form.say [name={name}]")
            if name == "outcome":
                self.page.check(f"form.say [name=outcome][value={text}]")
            else:
                control.fill(text)
        self.page.locator("form.say .is-primary").click()
        expect(self.page.locator(".flashes")).to_be_visible()


def in_two_days() -> str:
    """A date and time as the composer takes them."""
    return f"{datetime.now(SHANGHAI) + timedelta(days=2):%Y-%m-%dT18:00}"
