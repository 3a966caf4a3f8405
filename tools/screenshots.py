"""Takes the pictures that README.md and the docs show, in a real browser, from a site of `flask demo`.

`make screenshots`. They are what the pages look like now. Few colours make small files, and nothing is drawn by hand.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS, find  # noqa: E402 (the folder of the project is found first)
from tests.browser.demo import DemoSite  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
COLOURS = 128


def main() -> int:
    os.environ["ENV_FILE"] = os.devnull
    program = find()
    if not program:
        print("chromium is missing. To install it: make test-system")
        return 1
    with tempfile.TemporaryDirectory() as folder, DemoSite(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, page in pages(browser, site):
            keep(name, page.screenshot())
        browser.close()
    return 0


def pages(browser: Browser, site: DemoSite):
    """(name of the picture, the page as it is to be seen) of each, one after the other."""
    link, reference = site.cases["state waiting"]
    customer = person(browser, site, DESK)
    for name, path in (("home", "/"), ("filing", "/file/complaint"), ("scorecard", "/scorecard")):
        customer.goto(path)
        yield name, customer
    yield "case", opened(customer, link)
    phone = person(browser, site, PHONE, "zh-CN")
    yield "phone-zh", opened(phone, site.cases["zh"][0])
    dark = person(browser, site, PHONE, "zh-CN", color_scheme="dark")
    dark.goto("/")
    yield "phone-dark", dark
    staff = site.sign_in(person(browser, site, DESK))
    for name, path in (("queue", "/staff/queue"), ("staff-case", f"/staff/cases/{reference}"), ("load", "/staff/load")):
        staff.goto(path)
        yield name, staff


def person(browser: Browser, site: DemoSite, size: dict, locale: str = "en-GB", **options) -> Page:
    return browser.new_context(base_url=site.url, locale=locale, viewport=size, **options).new_page()


def opened(page: Page, link: str) -> Page:
    """The page of a case, after its one button was pressed."""
    page.goto(link)
    page.locator("form[action$='/open'] button").click()
    page.wait_for_selector("form[action$='/open']", state="detached")
    return page


def keep(name: str, picture: bytes) -> None:
    file = FOLDER / f"{name}.png"
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    sys.exit(main())
