"""The site of `flask demo` with real processes, for everything that only looks: pages, pictures, weights."""

import json
import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.house import ROOT
from tests.live import LiveSite

ADMIN, SUPERVISOR = "zhou@example.com", "wang@example.com"


class DemoSite(LiveSite):
    """`cases` gives the addresses of the page by name: (private link, reference); `places` those of single pages."""

    def start(self) -> "DemoSite":
        self._run("-m", "flask", "--app", "wsgi", "migrate")
        said = self._run("-m", "flask", "--app", "wsgi", "demo")
        self.password = re.search(r"with the password (\S+):$", said, re.MULTILINE)[1]
        self.places, self.cases = self._samples()
        super().start()
        self.letter_to("kim@example.com")
        self.places["dev.letter"] = f"/dev/mail/{min((self.data_dir / 'mail').glob('*.eml')).stem}"
        return self

    def _samples(self) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        found = json.loads(self._run("-m", "tests.browser.samples").splitlines()[-1].replace(self.url, ""))
        return found["places"], {name: tuple(case) for name, case in found["cases"].items()}

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sign_in(self, page: Page, email: str = ADMIN) -> Page:
        page.goto("/staff/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", self.password)
        page.locator("main form button").last.click()
        page.wait_for_url(re.compile(r"/staff/(queue|pledge)"))
        if "/staff/pledge" in page.url:
            page.locator("main form button").last.click()
        expect(page).to_have_url(re.compile(r"/staff/queue"))
        return page
