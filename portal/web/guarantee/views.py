"""The guarantee for everyone to read: the version in force, each version there was, and the same as data."""

from flask import Blueprint, Response, abort, current_app, g, jsonify, render_template, request

from portal.core import coverage
from portal.core.guarantee_reader import NUMBER
from portal.store import calendar, guarantee
from portal.store.guarantee import Guarantee
from portal.web.guarantee import data, page, story
from portal.web.show import squares

bp = Blueprint("guarantee", __name__)


@bp.get("/guarantee")
def show() -> str:
    """The version in force; a page that says so where there is none."""
    row = guarantee.row_in_force(g.now)
    return _page(row, "/guarantee") if row else render_template("guarantee/none.html", coming=_coming())


@bp.get("/guarantee/<number>")
def version(number: str) -> str | Response:
    """One version, in force or not, for ever; `?format=toml` is its text and `?format=json` the same as data."""
    # What cannot be a number is not asked for: PostgreSQL would choke on some of it.
    row = guarantee.by_number(number) if NUMBER.fullmatch(number) else None
    if row is None:
        abort(404)
    shape = request.args.get("format", "")
    return SHAPES[shape](row) if shape in SHAPES else _page(row, f"/guarantee/{row.number}")


def _toml(row: Guarantee) -> Response:
    """The very text its fingerprint is of, byte by byte, as a file."""
    answer = Response(row.toml.encode(), mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}.toml"'
    return answer


SHAPES = {"toml": _toml, "json": lambda row: jsonify(data.document(row, _address(row)))}


def _address(row: Guarantee) -> str:
    return f"{current_app.config['KEPT'].public_url}/guarantee/{row.number}"


@bp.get("/guarantee/history")
def history() -> str:
    """Every version that was published, the newest first."""
    in_force = guarantee.row_in_force(g.now)
    chapters = story.chapters(guarantee.history(), g.now)
    return render_template("guarantee/history.html", chapters=chapters, in_force=in_force)


@bp.get("/guarantee.json")
def as_json() -> tuple[Response, int]:
    row = guarantee.row_in_force(g.now)
    if row is None:
        return jsonify(message="No guarantee is in force."), 404
    return jsonify(data.document(row, _address(row)) | {"versions": data.versions(guarantee.history(), _address)}), 200


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
        unpromised=coverage.unpromised(version),
        coming=_coming(),
        now=g.now,
        url=url,
        code=squares.public(url, scale=4),
    )


def _coming() -> Guarantee | None:
    """The version published last, while its day has not come."""
    rows = guarantee.history()
    return rows[0] if rows and rows[0].effective_at > g.now else None
