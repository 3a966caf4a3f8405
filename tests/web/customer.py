"""A customer at the page of his case: a browser that follows his link, opens it and presses buttons."""

import html
import re

from portal.core.case import Verb
from portal.web.opened import status_token
from tests.actions.office import Office
from tests.core.moments import at

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Customer:
    """`clock(moment)` sets the portal's clock; `office` holds the case."""

    def __init__(self, client, office: Office, clock):
        self.client, self.office, self.clock = client, office, clock

    @property
    def link(self) -> str:
        with self.client.application.test_request_context():
            return f"/s/{status_token(self.office.case)}"

    def look(self):
        return self.client.get(self.link)

    def open(self):
        """Press the one button, and read the page it leads to."""
        self.client.post(f"{self.link}/open")
        return self.look()

    def send(self, door: str, follow: bool = True, **fields):
        """Fill in a form of the page and send it; by default with the page it leads to."""
        fields = {"csrf_token": self.csrf()} | fields
        return self.client.post(f"{self.link}/{door}", data=fields, follow_redirects=follow)

    def csrf(self) -> str:
        found = TOKEN.search(self.look().text)
        return found[1] if found else ""


def words(response) -> str:
    """The text of a page as a reader sees it, in one line."""
    text = re.sub(r"<(script|style|svg).*?</\1>", "", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def to_waiting_on_a_plan(office: Office) -> None:
    office.file("Thu 2026-08-20 10:00", name="Li Lei")
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    office.propose("Thu 2026-08-20 11:00", by_when="Fri 2026-08-28 18:00")


def to_resolved(office: Office) -> None:
    to_waiting_on_a_plan(office)
    office.customer("Thu 2026-08-20 11:30", Verb.ACCEPT)
    office.resolve("Mon 2026-08-24 10:00", "solved")


__all__ = ["Customer", "at", "to_resolved", "to_waiting_on_a_plan", "words"]
