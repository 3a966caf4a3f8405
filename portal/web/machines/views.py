"""What other machines learn of this one: alive, ready; whoever has the token, how much lies behind. And no more."""

import hmac

from flask import Blueprint, Response, abort, current_app, g, request

from portal.store import schema
from portal.web.limits import limiter
from portal.web.machines import exposition, gauges

bp = Blueprint("machines", __name__)
limiter.exempt(bp)

NOT_KEPT = {"Cache-Control": "no-store"}
REFUSED = "These figures are for whoever presents METRICS_TOKEN, as: Authorization: Bearer <token>"


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@bp.get("/readyz")
def ready() -> Response:
    """The database answers too, and has the tables of this version."""
    return _plain("not ready", 503) if schema.pending() else _plain("ready", 200)


@bp.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus. Without METRICS_TOKEN there is no such page."""
    settings = current_app.config["KEPT"]
    if settings.metrics_token is None:
        abort(404)
    if not _presents(settings.metrics_token):
        return _plain(REFUSED, 401, {"WWW-Authenticate": "Bearer"})
    found = gauges.told(settings, current_app.config["VERSION"], g.now)
    return Response(exposition.text(found), content_type=exposition.CONTENT_TYPE, headers=NOT_KEPT)


def _presents(token: str) -> bool:
    """Compared byte by byte as they came (headers are Latin-1), in a time that tells nothing."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("latin-1"), token.encode())
    return same and scheme.lower() == "bearer"


def _plain(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain", headers={**NOT_KEPT, **(headers or {})})
