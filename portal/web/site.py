"""What holds for every page: what browsers are told, in which language, and what is said when something fails."""

import re

from flask import Flask, Response, abort, g, request

from portal.web import assets, errors, language, logs, telling

#: Nothing from elsewhere, nothing inline, in nobody's frame. An address with a private link in it tells no other
#: site where the reader came from; `same-origin` and not `no-referrer`, because the check of a form reads it.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

#: Rooms no search engine has any business in.
PRIVATE = ("/s/", "/staff", "/survey/", "/unsubscribe/", "/find", "/dev/")


#: A megabyte of words in any language, escaped. More could be signs only, each of which takes fifty times its room.
MOST_ESCAPED = 4 * 1024 * 1024
NOT_IN_ADDRESSES = re.compile(rb"[^!-~]")


class Request(language.AskedInALanguage):
    """A request whose address may hold any bytes: those that are not ASCII are read as browsers of today write them
    (%E4), where Flask would fail on every page, that of the refusal included."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.query_string = NOT_IN_ADDRESSES.sub(lambda byte: b"%%%02X" % byte[0][0], self.query_string)

    @property
    def max_content_length(self) -> int | None:
        """Forms with files come in parts and as they are; the others come escaped, which costs far more to read."""
        most = super().max_content_length
        return most if self.mimetype != "application/x-www-form-urlencoded" else min(most, MOST_ESCAPED)


def init(app: Flask) -> None:
    """Everything about the site as a whole; `create_app` calls it once, before the rooms are added."""
    app.request_class = Request
    logs.init()
    language.init(app)
    assets.init(app)
    errors.init(app)
    telling.init(app)
    app.before_request(_words_are_no_files)
    app.after_request(_headers)


def keep_private(response: Response) -> Response:
    """No copy in any cache: for pages with words, names or anything else that is somebody's own."""
    response.headers["Cache-Control"] = "no-store"
    return response


def personal() -> None:
    """Mark the page being made as personal, from inside a view; see keep_private."""
    g.personal = True


def _words_are_no_files() -> None:
    """Files come under the one name that asks for them. Words sent as a file are no form of ours, and no form of ours
    need look out for them."""
    if request.method == "POST" and request.files.keys() - {"files"}:
        abort(400)


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(PRIVATE):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if g.get("personal") or request.method == "POST":  # what was typed comes back in no cache
        keep_private(response)
    return response
