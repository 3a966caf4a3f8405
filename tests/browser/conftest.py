"""A real chromium in front of the real processes. Without chromium these tests are skipped, and in CI they fail."""

import csv
import shutil
from itertools import islice
from pathlib import Path

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
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 10_000  # milliseconds a page is given


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


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
def demo_site(tmp_path_factory):
    """The demo company's portal, for tests that only look."""
    with DemoSite(tmp_path_factory.mktemp("demo")) as site:
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


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where what the browser saw is kept for looking at; git ignores it."""
    folder = ROOT / "var" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def keep_picture(pictures):
    """Keep what a page looks like now, from its top to its end."""
    return lambda page, name: page.screenshot(path=pictures / f"{name}.png", full_page=True)


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
