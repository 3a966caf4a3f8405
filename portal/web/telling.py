"""What the public reads of incidents while they go on, on every page from which somebody might write to us.

A page asks for it with one prepared query, and where nothing goes on with no more than that.
"""

from flask import Flask, g

from portal.core.guarantee import Guarantee
from portal.store import incident
from portal.web.fields import local_zone
from portal.web.show import incident_item

MOST = 3  # more at once and nobody reads any of them


def init(app: Flask) -> None:
    app.jinja_env.globals |= {"incidents_shown": shown}


def shown(version: Guarantee | None = None, own: int | None = None) -> list[dict]:
    """The banners, the newest first; `own` is the incident the reader's case belongs to, which stands above all."""
    rows = sorted(incident.shown(), key=lambda row: row.id != own)[:MOST]
    if not rows:
        return []
    zone = version.zone if version else local_zone()
    return [incident_item(row, zone, g.now) | {"own": row.id == own} for row in rows]
