"""What a reader is told when a request cannot be answered: what happened, what was kept, what to do next.

An angry person must not lose what he typed to a fault of ours, so a refused form shows his words for copying.
"""

import secrets
from typing import NamedTuple

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import LazyString
from peewee import PeeweeException
from werkzeug.exceptions import HTTPException, SecurityError

from portal.store import guarantee
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

#: Shorter answers are choices, codes and dates; only sentences are worth giving back.
WORTH_KEEPING = 12
#: A refused flood of megabytes is not read a second time.
READABLE = 200_000
SECRETS = ("csrf_token", "ticket", "password", "token", "website")


class Told(NamedTuple):
    """The sentences of one error page."""

    title: LazyString
    happened: LazyString
    kept: LazyString
    next: LazyString


_NOTHING_CHANGED = _l("Nothing was changed and nothing was sent.")
_GO_BACK = _l("Go back one page and try once more.")

PAGES = {
    400: Told(
        _l("We could not read that"),
        _l("What your browser sent was incomplete, or the page had been open since before you last signed in."),
        _NOTHING_CHANGED,
        _l("Go back, load the page again and send it once more."),
    ),
    403: Told(
        _l("This is not open to you"),
        _l("The page exists, but it belongs to somebody else or needs other rights."),
        _NOTHING_CHANGED,
        _l("If you came by a private link, open it again from our last letter."),
    ),
    404: Told(
        _l("There is no page here"),
        _l("The address may be mistyped or cut off, or a private link may have been replaced by a newer one."),
        _l("If you have filed something with us, it is safe and its deadlines go on running."),
        _l("Check the address against our letter, or let us send you a fresh link to your case."),
    ),
    405: Told(
        _l("This address does not work that way"),
        _l("A button or a link called a page in a way it does not answer."),
        _NOTHING_CHANGED,
        _GO_BACK,
    ),
    409: Told(
        _l("Somebody else was quicker"),
        _l("The case changed while you had this page open."),
        _l("The other change was kept; yours was not made."),
        _l("Load the page again to see what changed, then decide."),
    ),
    410: Told(
        _l("This link has ended"),
        _l("Private links are closed after a while, to protect what is behind them."),
        _l("Your case is not gone with it."),
        _l("Let us send you a fresh link to the e-mail address you gave us."),
    ),
    413: Told(
        _l("That was too much at once"),
        _l("What you sent, with its files, is larger than we can take in one go."),
        _l("Nothing was stored. What you typed is still in the page you came from."),
        _l("Go back, send fewer or smaller files, and add the others to the case afterwards."),
    ),
    429: Told(
        _l("Please wait a little"),
        _l("More came from your connection in a short time than one person can send by hand."),
        _NOTHING_CHANGED,
        _l("Wait a minute, then send it again."),
    ),
    500: Told(
        _l("Something broke on our side"),
        _l("This is our fault, not yours. It has been written down for the people who mend it."),
        _l("What you sent just now was not stored. Everything you sent before is safe."),
        _l("Try again in a few minutes. If it happens again, tell us the number below."),
    ),
    503: Told(
        _l("We are out of reach for a moment"),
        _l("The place where we keep the cases does not answer."),
        _l("What you sent just now was not stored. Everything you sent before is safe."),
        _l("Try again in a few minutes."),
    ),
}


def init(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(SecurityError, strange_name)


def answer(error: HTTPException):
    """The page for any refusal, with the status it came with. A redirect among the exceptions stays one."""
    if error.code is None or error.code < 400:
        return error
    shown = error.code if error.code in PAGES else 500 if error.code > 500 else 400
    number = _write_down(error) if shown == 500 else None
    page = render_template("errors/show.html", told=PAGES[shown], number=number, typed=typed(), phone=_phone(shown))
    return page, error.code, _headers(error)


def _phone(shown: int) -> str:
    """Where to call instead, if what broke is not the place that tells."""
    if shown == 503 or "now" not in g:
        return ""
    try:
        version = guarantee.in_force(g.now)
    except PeeweeException:
        return ""
    return version.organisation.phone if version else ""


def strange_name(_error: SecurityError) -> Response:
    """Called by a name that is not ours. No page can be made of that, for no address can be; a sentence can."""
    ours = current_app.config["KEPT"].public_url
    sentence = gettext("This site does not go by that name. It is at %(address)s.", address=ours)
    return Response(f"{sentence}\n", 400, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def typed() -> list[str]:
    """The sentences the reader had typed into the form we could not take; none where it cannot be read."""
    if request.method != "POST" or (request.content_length or 0) > READABLE:
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [value for name, value in fields if name not in SECRETS and len(value.strip()) >= WORTH_KEEPING]


def _write_down(error: HTTPException) -> str:
    """The number that joins what the reader tells us to the line in the log; the log has the fault itself."""
    number = secrets.token_hex(4).upper()
    current_app.logger.error("Fault %s at %s", number, request.url_rule or "no route")
    return number


def _headers(error: HTTPException) -> dict[str, str]:
    """What the refusal itself must say (Allow, Retry-After), and that no copy is kept."""
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return {**kept, "Cache-Control": "no-store"}
