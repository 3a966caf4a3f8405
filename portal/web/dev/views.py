"""For whoever builds or tries the portal on his own machine: the mailbox, and the parts of the pages.

The mailbox: what would have been mailed, on one's own machine, while no mail server is set.

It shows every private link, so it is there for nobody else: not for another address, not through a proxy.
"""

from flask import Blueprint, Response, abort, current_app, g, render_template, request

from portal.config import Settings
from portal.config_reader import is_loopback
from portal.store import letter as outbox
from portal.web import errors
from portal.web.dev import letters, samples
from portal.web.fields import local_zone
from portal.web.limits import limiter
from portal.words import time

bp = Blueprint("dev", __name__, url_prefix="/dev")
limiter.exempt(bp)

#: A letter's HTML is a stranger's page: no script, nothing from elsewhere; its links open outside the frame.
LETTER_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@bp.before_request
def only_here() -> None:
    behind_a_proxy = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if not settings().mailbox or behind_a_proxy or not is_loopback(request.remote_addr):
        abort(404)


@bp.get("/mail")
def mailbox() -> str:
    zone = local_zone()
    waits = [(letter, time.short(letter.try_at, zone, g.now)) for letter in outbox.waiting(g.now)]
    return render_template("dev/mailbox.html", letters=letters.newest(settings().mail_dir), waits=waits)


@bp.get("/mail/<name>")
def letter(name: str) -> str:
    return render_template("dev/letter.html", letter=_letter_or_404(name))


@bp.get("/mail/<name>/html")
def letter_html(name: str) -> Response:
    """Only the letter's own HTML, for the frame on its page."""
    html = _letter_or_404(name).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(html, headers={"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"})


@bp.get("/components")
def components() -> str:
    """Every part of the pages in every state, for whoever builds them."""
    return render_template("dev/components.html", **samples.everything(), codes=sorted(errors.PAGES))


@bp.get("/errors/<int:code>")
def error(code: int):
    """What people see when something goes wrong, without anything going wrong."""
    told = errors.PAGES.get(code) or abort(404)
    return render_template(
        "errors/show.html", told=told, incident="7F3A09C2" if code == 500 else None, typed=[], phone=""
    )


def _letter_or_404(name: str) -> letters.Shown:
    return letters.find(settings().mail_dir, name) or abort(404)


def settings() -> Settings:
    return current_app.config["KEPT"]
