"""Light and steady: what a first visit costs, that nobody else is asked for anything, and that nothing jumps."""

import gzip

import pytest

from tests.browser.conftest import DESKTOP, PHONE

CORE = ["/", "/file/complaint", "/file/enquiry", "/guarantee", "/scorecard", "/find", "/privacy"]
MOST = 60_000
SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell(sum), 150);
})"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
}).length"""


@pytest.fixture
def open_page(chromium, demo_site):
    """Opens an address as a first visit; the answers it took."""
    contexts = []

    def visit(path: str, size: dict = DESKTOP, **options):
        context = chromium.new_context(base_url=demo_site.url, locale="zh-CN", viewport=size, **options)
        contexts.append(context)
        page, answers = context.new_page(), []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page, answers

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", CORE)
def test_a_first_visit_is_light_and_asks_nobody_else(open_page, demo_site, path):
    """Pages themselves are sent as they are (BREACH, see web/assets.py); here they are weighed as compressed, too."""
    _page, answers = open_page(path)
    assert all(answer.url.startswith((demo_site.url, "data:")) for answer in answers)
    weights = {
        answer.url: len(gzip.compress(answer.body())) for answer in answers if not answer.url.startswith("data:")
    }
    assert sum(weights.values()) < MOST, weights


def test_the_page_of_a_case_is_light(open_page, demo_site):
    _page, answers = open_page(demo_site.cases["state waiting"][0])
    assert sum(len(gzip.compress(answer.body())) for answer in answers if answer.url.startswith("http")) < MOST


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", CORE)
def test_nothing_jumps_while_a_page_comes(open_page, path, size):
    page, _answers = open_page(path, size)
    assert page.evaluate(SHIFTS) < 0.01


def test_nothing_moves_for_who_wants_no_motion(open_page):
    page, _answers = open_page("/", reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0


@pytest.mark.parametrize("path", CORE)
def test_text_twice_as_large_needs_no_sideways_scrolling(open_page, path):
    page, _answers = open_page(path, {"width": 1280, "height": 900}, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% }")
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen, f"{path} is {wide} pixels wide at 200 %."
