"""The page of one case: what staff see in it, every verb from it, and two people on one case."""

import html
import io
import re

import pytest

from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.file import File
from portal.store.message import Message
from portal.store.person import Person
from tests.core.moments import at

FILED, NOW = "Thu 2026-08-20 10:00", "Thu 2026-08-20 10:30"
TYPED = "The leg of the table will be with you before the weekend."
AHEAD = "2026-08-21T17:00"


class Page:
    """The page of the office's case in one colleague's browser."""

    def __init__(self, browser, reference):
        self.browser, self.url = browser, f"/staff/cases/{reference}"

    def look(self, **options):
        return self.browser.get(self.url, **options)

    def seen(self) -> str:
        """The newest line of the history, as any form on the page carries it."""
        found = re.search(r'name="seen" value="(\d+)"', self.look().text)
        return found[1] if found else "0"

    def do(self, door: str, read: bool = True, **fields):
        """Fill in the form of this verb on the page as it is now, and send it."""
        return self.browser.post(f"{self.url}/{door}", read=read, **{"seen": self.seen()} | fields)


def words(response) -> str:
    """The page as one reads it, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def doors(response) -> set[str]:
    """Where the forms of the page lead."""
    return set(re.findall(r'action="/staff/cases/[^/]+/([a-z-]+)"', response.text))


@pytest.fixture
def case(office, clock) -> Case:
    """A complaint of half an hour ago."""
    clock.at(NOW)
    return office.file(FILED, name="Li Lei", subject="Broken table leg", wish="A new leg", phone="+86 138 0013 8000")


@pytest.fixture
def page(desk, case):
    """`page(person)`: the case in his browser."""
    return lambda person: Page(desk(person), case.reference)


@pytest.fixture
def chens(page, office) -> Page:
    return page(office.agent)


# --- what the page shows


def test_the_page_says_what_the_customer_wants_and_what_was_promised(chens):
    shown = words(chens.look())
    for said in ("Broken table leg", "The table came with a broken leg", "A new leg", "Li Lei", "li@example.com"):
        assert said in shown
    assert "Nobody yet" in shown and "Our turn: nobody has taken it up yet" in shown
    assert "today, 12:00" in shown and "in 1 working hour 30 minutes" in shown
