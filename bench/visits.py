"""Requests made ready once and sent as often as one likes: straight to a WSGI application in this process, which leaves
out a network's noise, or over one (bench/served.py)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder

FORM = "application/x-www-form-urlencoded"
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """What is sent: `fields` gives the form's fields anew each time; without it the page is only read."""

    address: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    fields: Callable[[], Fields] | None = None
    expect: int = 200

    @property
    def headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookie, "Accept-Language": "en"} | ({"Content-Type": FORM} if self.fields else {})

    def body(self) -> bytes | None:
        return urlencode(self.fields()).encode() if self.fields else None


class Visit:
    """One request to this application; calling it sends it and gives the page."""

    def __init__(self, app: Flask, sent: Sent):
        self.app, self.sent = app, sent
        method = "POST" if sent.fields else "GET"
        builder = EnvironBuilder(sent.address, base_url="http://localhost", method=method, headers=sent.headers)
        self.environ = builder.get_environ()

    def __call__(self) -> bytes:
        body = self.sent.body() or b""
        answered: list[str] = []
        environ = self.environ | {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        answer = self.app(environ, lambda status, headers, error=None: answered.append(status))
        try:
            page = b"".join(answer)
        finally:
            answer.close()
        assert int(answered[0][:3]) == self.sent.expect, f"{self.sent.address}: {answered[0]}"
        return page
