"""Requests given straight to a WSGI application in this process: what the pages cost, without a network's noise."""

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder


class Visit:
    """One request, made ready once and sent as often as one likes."""

    def __init__(self, app: Flask, address: str, cookies: Mapping[str, str] | None = None, expect: int = 200):
        self.app, self.expect = app, expect
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = {"Cookie": cookie, "Accept-Language": "en"}
        path, _, query = address.partition("?")
        self.environ = EnvironBuilder(
            path, query_string=query, base_url="http://localhost", headers=headers
        ).get_environ()

    def __call__(self) -> bytes:
        return self._send(dict(self.environ))

    def post(self, fields: Mapping[str, str]) -> bytes:
        body = urlencode(fields).encode()
        form = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
        return self._send(self.environ | form | {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(body)})

    def _send(self, environ: dict) -> bytes:
        answered: list[str] = []
        answer = self.app(environ, lambda status, headers, error=None: answered.append(status))
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        assert int(answered[0][:3]) == self.expect, f"{environ['PATH_INFO']}: {answered[0]}"
        return body
