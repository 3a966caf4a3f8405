"""Addresses of our own files, with a print of their content in them, so that a browser may keep them for a year.

They are sent compressed, and so are the few pages that hold no secret and are nobody's own. Others are not: a page
holds secrets beside words that a stranger could choose, and the length of the two together, compressed, tells of the
secret (BREACH).
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

YEAR = 365 * 24 * 3600
FILES = ("static", "bootstrap.static")
#: No token, no name, nothing that belongs to one reader stands on these.
WITHOUT_SECRETS = (
    "home.show",
    "home.privacy",
    "home.accessibility",
    "guarantee.show",
    "guarantee.version",
    "guarantee.history",
    "scorecard.show",
)
TEXTS = ("text/css", "text/javascript", "image/svg+xml")


def init(app: Flask) -> None:
    app.jinja_env.globals |= {"asset": asset, "bootstrap_css": bootstrap_css}
    app.after_request(_keep)


def asset(name: str) -> str:
    """The address of a file under static/."""
    return _address("static", current_app.static_folder, name)


def bootstrap_css() -> str:
    """Bootstrap's stylesheet out of its Python package: no other host is ever asked."""
    return _address("bootstrap.static", current_app.blueprints["bootstrap"].static_folder, "css/bootstrap.min.css")


def _address(endpoint: str, folder: str, name: str) -> str:
    path = Path(folder, name)
    return _address_since(path.stat().st_mtime_ns, request.script_root, endpoint, path, name)


@lru_cache(maxsize=64)
def _address_since(_changed: int, _root: str, endpoint: str, path: Path, name: str) -> str:
    """Written anew when the file has changed, or the site stands elsewhere: a page names eight of them."""
    return url_for(endpoint, filename=name, v=sha256(path.read_bytes()).hexdigest()[:10])


def _keep(response: Response) -> Response:
    """A file asked for by its print never changes; one asked for without it is looked up again."""
    if response.status_code != 200:
        return response
    if request.endpoint in WITHOUT_SECRETS:
        return _compressed(response, gzip.compress)
    if request.endpoint not in FILES:
        return response
    if "v" in request.args:
        response.cache_control.public = True
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return _compressed(response) if response.mimetype in TEXTS else response


def _compressed(response: Response, squeeze: Callable[[bytes], bytes] | None = None) -> Response:
    response.vary.add("Accept-Encoding")
    if request.method != "GET" or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    response.set_data((squeeze or _squeezed)(response.get_data()))
    response.content_encoding = "gzip"
    response.headers.pop("ETag", None)  # it named the other bytes
    return response


@lru_cache(maxsize=32)
def _squeezed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
