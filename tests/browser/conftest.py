"""A real chromium in front of the real processes. Without chromium these tests are skipped, and in CI they fail."""

import csv
import fcntl
import os
import re
import shutil
from itertools import islice

import pytest

from tests.browser.demo import SUPERVISOR, DemoSite
from tests.conftest import missing
from tests.house import ROOT
from tests.live import LiveSite

INSTALL = "make test-system (or: apt-get install chromium fonts-noto-cjk)"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",  # no page lives long enough for what optimising its scripts costs
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 10_000  # milliseconds a page is given
PICTURES = ROOT / "var" / "pictures"  # git ignores it
NO_NAME = re.compile(r"\W+")  # what is not for the name of a file


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser. The longest comes before the rest, so that no processor idles in the
    end: `make test-live` gives out modules and classes in this order."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), item.path.name != "test_everyone.py"))


def find() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium():
    program = find()
    if not program:
        missing("chromium", INSTALL)
    from playwright.sync_api import sync_playwright  # here, because the other tests run without it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_site(tmp_path_factory, live_settings):
    """The whole portal, started for this module as `make run` starts it."""
    with LiveSite(tmp_path_factory.mktemp("live"), **live_settings()) as site:
        yield site


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory, worker_id):
    """The demo company's portal, for tests that only look: made once, and each process of the tests serves a copy."""
    folder = tmp_path_factory.getbasetemp()
    made = (folder if worker_id == "master" else folder.parent) / "demo-made"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.mkdir()
            DemoSite(made).make()
    with DemoSite(shutil.copytree(made, folder / "demo-copy")) as site:
        yield site


@pytest.fixture
def visitor(chromium, live_site):
    """Opens a browser of its own for each person: `visitor(language="zh", size=PHONE)` gives a page."""
    contexts = []

    def open_page(language: str = "en", size: dict = DESKTOP, **options):
        locale = {"en": "en-GB", "zh": "zh-CN"}[language]
        context = chromium.new_context(base_url=live_site.url, locale=locale, viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor):
    """An English-speaking customer at a desk."""
    return visitor()


def keep_picture(page, name: str) -> None:
    """With KEPT_PICTURES=yes: keep what a page looks like now, from its top to its end, for looking at."""
    if os.environ.get("KEPT_PICTURES"):
        page.screenshot(path=PICTURES / f"{NO_NAME.sub('-', name)}.png", full_page=True)


@pytest.fixture(scope="session")
def real_complaints(real_data) -> list[dict]:
    """The first hotline complaints of the folder."""
    with (real_data / "zh_complaints.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(islice(csv.DictReader(file), 3))


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request) -> bool:
    return request.param


@pytest.fixture
def supervisor(chromium, demo_site, scripts):
    """A supervisor's browser, with scripts and without."""
    context = chromium.new_context(
        base_url=demo_site.url, locale="en-GB", viewport=DESKTOP, java_script_enabled=scripts
    )
    context.set_default_timeout(PATIENCE)
    yield demo_site.sign_in(context.new_page(), SUPERVISOR)
    context.close()
