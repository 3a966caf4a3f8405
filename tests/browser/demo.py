"""The site of `flask demo` with real processes, for everything that only looks: pages, pictures, weights."""

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.house import ROOT
from tests.live import LiveSite

ADMIN, SUPERVISOR = "zhou@example.com", "wang@example.com"


class DemoSite(LiveSite):
    """`cases` gives the addresses of the page by name: (private link, reference); `places` those of single pages.

    An empty folder is filled first; a copy of one that was filled is only served.
    """

    def start(self) -> "DemoSite":
        if not self._samples.exists():
            self.make()
        samples = json.loads(self._samples.read_text("utf-8"))
        self.password, self.places = samples["password"], samples["places"]
        self.cases = {name: tuple(case) for name, case in samples["cases"].items()}
        super().start()
        self.letter_to("kim@example.com")
        self.places["dev.letter"] = f"/dev/mail/{min((self.data_dir / 'mail').glob('*.eml')).stem}"
        return self

    def make(self) -> None:
        """The demo company and what is hard to show, in the folder; nothing is served yet."""
        self._run("-m", "flask", "--app", "wsgi", "migrate")
        said = self._run("-m", "flask", "--app", "wsgi", "demo")
        password = re.search(r"with the password (\S+):$", said, re.MULTILINE)[1]
        samples = json.loads(self._run("-m", "tests.browser.samples").splitlines()[-1].replace(self.url, ""))
        self._samples.write_text(json.dumps(samples | {"password": password}), "utf-8")

    @property
    def _samples(self) -> Path:
        return self.data_dir / "samples.json"

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
