"""Every page, for everyone: axe finds nothing, on a narrow phone and at a desk, light and dark, in both languages."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import DESKTOP, PATIENCE, keep_picture

NARROW = {"width": 320, "height": 800}
#: The looks at each page in each language, the first of them whole. In the second one only what depends on colours and
#: room is judged again; both are the same in both languages.
LOOKS = {"en": [(NARROW, "dark"), (DESKTOP, "light")], "zh": [(NARROW, "light")]}
#: Axe comes with every document, not into the frames of a page: so chromium compiles it once instead of for each page.
AXE = f"if (window === top) {{ {Axe().axe_script} }}"
WHOLE = "{resultTypes: ['violations']}"
SEEN = "{resultTypes: ['violations'], runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable']}"


@pytest.fixture
def language(request) -> str:
    return request.cls.language


@pytest.fixture
def person(chromium, demo_site, language):
    """A browser in this language, on the narrowest phone."""
    locale = {"en": "en-GB", "zh": "zh-CN"}[language]
    context = chromium.new_context(base_url=demo_site.url, locale=locale, viewport=NARROW, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(AXE)
    yield context.new_page()
    context.close()


@pytest.fixture
def look(person, language):
    """Gives `look(name, address)`: a sentence for each fault of the page there, or of the page that is open."""
    return partial(faults_at, person, language, set())


def in_this(language: str, cases: dict) -> dict:
    """The states in one language and what is hard to show in the other: the frame of the page is the same in both."""
    return {name: case for name, case in cases.items() if name.startswith("hard") is (language == "en")}


class EveryPage:
    """Whatever the language; each language may be tried in a process of the tests of its own."""

    def test_every_public_page_is_for_everyone(self, look, house, demo_site):
        addresses = [page for page in pages.of(house.url_map, demo_site) if not page[0].startswith("staff.")]
        others = [
            ("nowhere", "/nowhere"),
            *((f"file.{kind}", f"/file/{kind}") for kind in ("enquiry", "suggestion", "praise")),
        ]
        faults = chain.from_iterable(look(*page) for page in [*addresses, *others])
        assert not (found := list(faults)), "\n".join(found)

    def test_every_page_of_a_case_is_for_everyone(self, look, person, language, demo_site):
        faults = []
        for name, (link, _reference) in in_this(language, demo_site.cases).items():
            faults += look(f"{name}, covered", link) if name == "late" else []
            person.goto(link)
            if person.locator("form[action$='/open']").count():
                person.locator("form[action$='/open'] button").click()
                expect(person.locator("form[action$='/open']")).to_have_count(0)
            faults += look(f"{name}, opened", None)
        assert not faults, "\n".join(faults)

    def test_every_page_of_the_staff_is_for_everyone(self, look, person, house, demo_site):
        door = ("staff.door.sign_in", "staff.door.forgotten", "staff.door.invite", "staff.door.reset")
        addresses = [page for page in pages.of(house.url_map, demo_site) if page[0].startswith("staff.")]
        faults = [fault for page in addresses if page[0] in door for fault in look(*page)]
        demo_site.sign_in(person)
        faults += [fault for page in addresses if page[0] not in door for fault in look(*page)]
        assert not faults, "\n".join(faults)

    def test_every_case_is_for_everyone_of_the_staff(self, look, person, language, demo_site):
        demo_site.sign_in(person)
        cases = in_this(language, demo_site.cases).items()
        faults = chain.from_iterable(look(name, f"/staff/cases/{reference}") for name, (_link, reference) in cases)
        assert not (found := list(faults)), "\n".join(found)


class TestEnglish(EveryPage):
    language = "en"


class TestChinese(EveryPage):
    language = "zh"


def faults_at(page: Page, language: str, looked_at: set[str], name: str, address: str | None) -> Iterator[str]:
    answer = page.goto(address) if address else None
    if answer and "html" not in answer.headers.get("content-type", ""):
        return
    if answer and answer.status >= 400 and name != "nowhere":
        yield f"{name}: {address} answers {answer.status}: give tests/browser/pages.py a sample of it."
        return
    if address and page.url in looked_at:  # another address led there
        return
    looked_at.add(page.url)
    for (size, scheme), rules in zip(LOOKS[language], (WHOLE, SEEN), strict=False):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        place = f"{name} ({language}, {size['width']} px, {scheme}, {page.url})"
        yield from (f"{place}: {fault}" for fault in faults_of(page, rules))
    keep_picture(page, f"{language}-{name}")
    page.set_viewport_size(NARROW)


def faults_of(page: Page, rules: str) -> Iterator[str]:
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > seen:
        yield f"is {wide} pixels wide and must be scrolled sideways"
    for rule in page.evaluate(f"axe.run({rules})")["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {rule['help']}: {node['html'][:160]}"
