"""What other machines ask of this one: is it alive, is it ready. They learn that, and no more."""

from flask import Blueprint, Response

from portal.store import schema
from portal.web.limits import limiter

bp = Blueprint("machines", __name__)
limiter.exempt(bp)


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@bp.get("/readyz")
def ready() -> Response:
    """The database answers too, and has the tables of this version."""
    return _plain("not ready", 503) if schema.pending() else _plain("ready", 200)


def _plain(word: str, status: int) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
