"""A letter in a frame of one of our pages, shown as a mail program would: no script, nothing from elsewhere, nowhere to
go."""

from flask import Response

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def letter(html: str) -> Response:
    """Only the letter's own HTML."""
    return Response(html, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
