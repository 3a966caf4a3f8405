"""A person at the filing desk: fetches a form, fills it in, sends it, and reads what comes back."""

import html
import re
from io import BytesIO

from tests.core.moments import at

GOOD = {"body": "The table came with a broken leg", "email": "li@example.com"}
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
FIELD_ERROR = re.compile(r'id="([\w-]+)-error">.*?</span>(.*?)</span>', re.S)


class Writer:
    """`clock(moment)` sets the portal's clock. The ticket of the last page is the one that is sent."""

    def __init__(self, client, clock):
        self.client, self.clock, self.ticket = client, clock, ""

    def look(self, kind: str = "complaint"):
        return self._read(self.client.get(f"/file/{kind}"))

    def send(self, kind: str = "complaint", **typed):
        """Send the form as it is typed; `files` are (name, bytes)."""
        response = self.client.post(f"/file/{kind}", data=self.form(typed))
        response.request.environ["wsgi.input"].close()  # a large one is a temporary file of the test's own
        return self._read(response)

    def form(self, typed: dict) -> dict:
        offered = [(BytesIO(data), name) for name, data in typed.pop("files", ())]
        return {"ticket": self.ticket, "files": offered, **typed}

    def _read(self, response):
        found = TICKET.search(response.text)
        if found:
            self.ticket = found[1]
        return response


def faults(response) -> dict[str, str]:
    """The sentence at each field."""
    return {name: " ".join(html.unescape(said).split()) for name, said in FIELD_ERROR.findall(response.text)}


def summary(response) -> str:
    """What the list of mistakes at the top says."""
    found = re.search(r'id="error-summary".*?</ul>', response.text, re.S)
    return text_of(found[0]) if found else ""


def text_of(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


__all__ = ["GOOD", "Writer", "at", "faults", "summary", "text_of"]
