"""Every page a stranger can open, in a real browser: nothing is refused by our own policy, nothing sticks out."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE

PAGES = [
    "/",
    "/guarantee",
    "/file/complaint",
    "/find",
    "/privacy",
    "/accessibility",
    "/staff/sign-in",
    "/dev/mail",
]


@pytest.fixture(params=[("en", DESKTOP), ("zh", PHONE)], ids=["English desktop", "Chinese phone"])
def anyone(request, visitor):
    language, size = request.param
    return visitor(language=language, size=size)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_as_it_stands(anyone, path):
    told = []
    anyone.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    anyone.on("pageerror", lambda error: told.append(str(error)))
    assert anyone.goto(path).ok
    assert told == [], "The browser's console complains."
    wide, seen = anyone.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen, f"{path} is {wide} pixels wide and must be scrolled sideways."
