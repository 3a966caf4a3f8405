"""Customers who file one complaint after the other, each form with a file, and send it again until it is answered."""

import http.client
import itertools
import re
import threading
import time
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

TICKET = re.compile(rb'name="ticket" value="([^"]+)"')
OUT_OF_REACH = (OSError, http.client.HTTPException)
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """One request and how it ended; status 0 where the connection broke."""

    method: str
    status: int
    location: str
    page: bytes
    at: float
    seconds: float

    @property
    def ok(self) -> bool:
        return self.status in (200, 303)


class Crowd:
    """Use as a context: at its end everybody finishes the form in hand.

    `acknowledged` are the texts answered by 303, each with the address of its status page.
    """

    def __init__(self, url: str, customers: int = 8, with_file: bool = True, retry: bool = True):
        self.url, self.with_file, self.retry = url, with_file, retry
        self.acknowledged: dict[str, str] = {}
        self.answers: list[Answer] = []
        self._stopping = threading.Event()
        self._customers = [
            threading.Thread(target=self._file_on_and_on, args=[number], daemon=True) for number in range(customers)
        ]

    def __enter__(self) -> "Crowd":
        for customer in self._customers:
            customer.start()
        return self

    def __exit__(self, *_error) -> None:
        self._stopping.set()
        for customer in self._customers:
            customer.join(PATIENCE)
            assert not customer.is_alive(), "A customer is still waiting for an answer."

    def wait_for_more(self, acknowledgements: int) -> None:
        enough, end = len(self.acknowledged) + acknowledgements, time.monotonic() + PATIENCE
        while len(self.acknowledged) < enough:
            assert time.monotonic() < end, f"Nobody was answered for {PATIENCE:.0f} s; last: {self.answers[-3:]}"
            time.sleep(0.002)

    def refused(self, method: str | None = None) -> list[Answer]:
        return [answer for answer in self.answers if not answer.ok and method in (None, answer.method)]

    def _file_on_and_on(self, customer: int) -> None:
        for number in itertools.count():
            if self._stopping.is_set():
                return
            self._file(f"The table came with a broken leg, {customer}-{number}.", f"c{customer}-{number}@example.com")

    def _file(self, words: str, email: str) -> None:
        form = self._until(lambda: fetch(self.url, "/file/complaint"))
        if form:
            photo = f"A photo of {words}".encode() if self.with_file else b""
            body = filled(form.page, words, email, photo)
            answer = self._until(lambda: send(self.url, "/file/complaint", *body))
            if answer and answer.status == 303:
                self.acknowledged[words] = answer.location

    def _until(self, ask) -> Answer | None:
        """Ask until there is an answer. A form in hand is finished, even when it is time to go."""
        while True:
            answer = ask()
            self.answers.append(answer)
            if answer.ok or not self.retry:
                return answer if answer.ok else None
            time.sleep(0.05)
            if self._stopping.is_set() and answer.method == "GET":
                return None


def filled(page: bytes, words: str, email: str, photo: bytes = b"") -> tuple[bytes, str]:
    """The form of this page as its customer sends it, with this file, if any."""
    form = {"ticket": TICKET.search(page)[1].decode(), "body": words, "email": email}
    if photo:
        form["files"] = FileStorage(BytesIO(photo), "leg.txt")
    stream, _length, boundary = stream_encode_multipart(form, threshold=1 << 24)
    return stream.read(), f'multipart/form-data; boundary="{boundary}"'


def fetch(url: str, path: str, **headers: str) -> Answer:
    return ask(url, "GET", path, None, headers)


def send(url: str, path: str, body: bytes, content_type: str, **headers: str) -> Answer:
    return ask(url, "POST", path, body, {"Content-Type": content_type} | headers)


def ask(url: str, method: str, path: str, body: bytes | None, headers: dict) -> Answer:
    began, at = time.monotonic(), time.time()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        found = response.status, response.getheader("Location", ""), response.read()
    except OUT_OF_REACH as error:
        found = 0, "", repr(error).encode()
    finally:
        connection.close()
    return Answer(method, *found, at, time.monotonic() - began)


def slowest(answers: list[Answer], share: float = 0.99) -> float:
    """The time within which this share of the answers came, in seconds."""
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
