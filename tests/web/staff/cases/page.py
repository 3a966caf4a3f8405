"""The page of a case as a colleague's browser shows it, and how the case may stand."""

import html
import re
from functools import cached_property

from portal.core.case import Verb
from portal.store import event

FILED, NOW = "Thu 2026-08-20 10:00", "Thu 2026-08-20 10:30"
TYPED = "The leg of the table will be with you before the weekend."
TOMORROW, YESTERDAY = "2026-08-21T17:00", "2026-08-19T17:00"
REPLY = {"type": "respond", "body": TYPED, "next_step": "We call the carrier", "by_when": TOMORROW}


class Page:
    """The page of a case in one colleague's browser."""

    def __init__(self, browser, case):
        self.browser, self.case, self.url = browser, case, f"/staff/cases/{case.reference}"

    def look(self, **options):
        return self.browser.get(self.url, **options)

    @cached_property
    def token(self) -> str:
        return self.browser.token

    def seen(self) -> str:
        """The newest line of the history, as any form on the page as it is now carries it."""
        return str(event.last_id(self.case))

    def do(self, door: str, **fields):
        """Fill in the form of this verb on the page as it is now, and send it."""
        fields = {"csrf_token": self.token, "seen": self.seen()} | fields
        return self.browser.client.post(f"{self.url}/{door}", data=fields)


def words(response) -> str:
    """The page as one reads it, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def doors(response) -> set[str]:
    """Where the forms of the page lead."""
    return set(re.findall(r'(?<!form)action="/staff/cases/[^/"]+/([a-z_]+)"', response.text))


def mistakes(response) -> dict[str, str]:
    """What is wrong, by the field it is said at."""
    found = re.findall(r'id="([\w-]+)-error">.*?Mistake: </span>(.*?)</span>', response.text, re.S)
    return {field: html.unescape(sentence) for field, sentence in found}


def text_of(response, field: str) -> str:
    """What stands in a field of several lines."""
    return html.unescape(re.search(rf'<textarea[^>]*id="{field}"[^>]*>\r?\n?(.*?)</textarea>', response.text, re.S)[1])


# --- how the case may stand


def as_filed(office):
    pass


def taken(office):
    office.staff(NOW, Verb.TAKE)


def waiting(office):
    office.propose(NOW)


def resolved(office):
    office.resolve(NOW)


def spam(office):
    office.staff(NOW, Verb.DISMISS, outcome="spam")


def grave(office):
    office.staff("Thu 2026-08-20 10:20", Verb.RECLASSIFY, severity="major")


def missed(office):
    office.watch("Thu 2026-08-20 13:30")
