"""One click, and nobody is asked again how we did (RFC 8058). Letters that keep our word have no such button.

The mail program itself sends the POST, without a cookie and without a person; the signed address is all it needs.
Reading changes nothing: mail scanners follow links.
"""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for

from portal import tokens
from portal.actions import surveying
from portal.web import site
from portal.web.limits import limiter

bp = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe/<token>")


@bp.record_once
def _the_link_is_the_guard(setup) -> None:
    setup.app.extensions["csrf"].exempt(bp)


@bp.get("")
def show(token: str) -> str:
    site.personal()
    return render_template("survey/unsubscribe.html", token=token, stopped=surveying.is_stopped(_mark(token)))


@bp.post("")
@limiter.limit("30 per minute")
def stop(token: str):
    """By the mail program, which says One-Click and wants no redirect; or by the page, whose button also takes it back.
    Anything else changes nothing."""
    mark, meaning = _mark(token), request.form.get("meaning")
    one_click = request.form.get("List-Unsubscribe") == "One-Click"
    if one_click or meaning == "stop":
        surveying.stop(mark, g.now)
    elif meaning == "again":
        surveying.ask_again(mark)
    else:
        return show(token), 422
    return show(token) if one_click else redirect(url_for("unsubscribe.show", token=token), 303)


def _mark(token: str) -> str:
    try:
        (mark,) = tokens.read("unsubscribe", token)
    except (tokens.TokenRefused, ValueError):
        abort(404)
    return mark
