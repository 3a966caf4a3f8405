"""The scorecard for everyone to read: how many promises were kept, as a page, as JSON and as CSV."""

from flask import Blueprint, Response, g, jsonify, make_response, render_template, request

from portal.store import scorecard
from portal.web.scorecard import data, page
from portal.web.scorecard.card import Asked, Card
from portal.web.table import as_csv

bp = Blueprint("scorecard", __name__)

A_MINUTE = 60  # seconds for which anybody may keep the data


@bp.get("/scorecard")
def show() -> Response:
    card = Card(_asked(), g.now)
    response = make_response(render_template("scorecard/show.html", card=card, page=page, guarantee=card.in_force))
    response.cache_control.no_cache = True  # asked for again each time, and sent only where it changed
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/scorecard.json")
def as_json() -> Response:
    return _public(jsonify(data.document(Card(_asked(), g.now))))


@bp.get("/scorecard.csv")
def as_table() -> Response:
    return _public(as_csv("scorecard.csv", data.HEADER, data.rows(Card(_asked(), g.now))))


def _asked() -> Asked:
    origin = request.args.get("cases", "")
    known = origin if origin in scorecard.ORIGINS else scorecard.ALL
    return Asked(request.args.get("period") == "all", known)


def _public(response: Response) -> Response:
    """There is nobody's own in it, and no cookie changes it."""
    response.cache_control.public = True
    response.cache_control.max_age = A_MINUTE
    response.add_etag()
    return response.make_conditional(request)
