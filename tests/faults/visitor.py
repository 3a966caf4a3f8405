"""A visitor of a live site: plain HTTP as a program speaks it, with the cookies and forms of a browser."""

import html
import http.client
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.faults.town import fields_of
from tests.house_client import Page
from tests.second_factor import code_on

PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    @property
    def words(self) -> str:
        """The page as one reads it, in one line."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


class Visitor:
    """`cookies` are sent to every address, as a path would only keep them from addresses that nobody here asks for."""

    def __init__(self, url: str):
        self.host = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._send("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        return self._send("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def hidden(self, page: str, action: str) -> dict[str, str]:
        """What the form that leads to `action` carries unseen on this page: its guards."""
        return self.hidden_in(self.get(page).text, action)

    @staticmethod
    def hidden_in(text: str, action: str) -> dict[str, str]:
        shown = Page(text)
        form = next(form for form in shown.find("form") if form["action"] == action)
        return {field.name: field.value for field in fields_of(form, shown) if field.sort == "hidden"}

    def fill(self, page: str, action: str, **typed: str) -> Answer:
        """Look at a page, fill in the form that leads to `action`, send it."""
        return self.post(action, **self.hidden(page, action) | typed)

    def begin(self, invitation: str, name: str, password: str) -> None:
        """Take up an invitation, set up the second factor where one is asked for, and sign the pledge."""
        answer = self.fill(invitation, invitation, name=name, public_name=name, password=password)
        assert answer.status == 303, answer.words
        owed = "/staff/account/second-factor"
        if self.get("/staff/queue").location.startswith(owed):
            page = self.get(owed).text
            self.post(owed, **self.hidden_in(page, owed), code=code_on(page))
        self.fill("/staff/pledge", "/staff/pledge")
        assert self.get("/staff/queue").status == 200

    def _send(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, (headers or {}) | {"Cookie": cookie})
        response = connection.getresponse()
        for name, value in response.headers.items():
            if name == "Set-Cookie":
                key, _, value = value.partition(";")[0].partition("=")
                self.cookies[key] = value
        answer = Answer(response.status, response.headers.get("Location", ""), response.read().decode())
        connection.close()
        return answer


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Every act in a thread of its own, all let go at one instant; their answers in the order of the acts."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        answers[place] = acts[place]()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
