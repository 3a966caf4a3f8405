"""The guarantee for everyone to read: the version in force, each version there was, and the same as data."""

import segno
from flask import Blueprint, Response, abort, current_app, g, jsonify, render_template

from portal.core.guarantee_reader import NUMBER
from portal.store import calendar, guarantee
from portal.store.guarantee import Guarantee
from portal.web.guarantee import data, page

bp = Blueprint("guarantee", __name__)


@bp.get("/guarantee")
def show() -> str:
    """The version in force; a page that says so where there is none."""
    row = guarantee.row_in_force(g.now)
    return _page(row, "/guarantee") if row else render_template("guarantee/none.html", coming=_coming())


@bp.get("/guarantee/<number>")
def version(number: str) -> str:
    # What cannot be a number is not asked for: PostgreSQL would choke on some of it.
    row = guarantee.by_number(number) if NUMBER.fullmatch(number) else None
    if row is None:
        abort(404)
    return _page(row, f"/guarantee/{row.number}")


@bp.get("/guarantee/history")
def history() -> str:
    """Every version that was published, the newest first."""
    in_force = guarantee.row_in_force(g.now)
    return render_template("guarantee/history.html", rows=guarantee.history(), in_force=in_force, now=g.now)


@bp.get("/guarantee.json")
def as_json() -> tuple[Response, int]:
    row = guarantee.row_in_force(g.now)
    if row is None:
        return jsonify(message="No guarantee is in force."), 404
    return jsonify(data.document(row)), 200


def _page(row: Guarantee, path: str) -> str:
    version, calendars = row.version, calendar.latest()
    url = current_app.config["KEPT"].public_url + path
    return render_template(
        "guarantee/show.html",
        row=row,
        guarantee=version,
        parts=page.parts(version, calendars),
        columns=page.columns(),
        channels=list(page.channels(version)),
        desks=page.desks(version, calendars),
        in_force=guarantee.row_in_force(g.now),
        coming=_coming(),
        now=g.now,
        url=url,
        code=segno.make(url, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
    )


def _coming() -> Guarantee | None:
    """The version published last, while its day has not come."""
    rows = guarantee.history()
    return rows[0] if rows and rows[0].effective_at > g.now else None
