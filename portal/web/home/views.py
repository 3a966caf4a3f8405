"""The front page, and the two pages every public site owes its readers."""

from flask import Blueprint, g, render_template

from portal.store import calendar, guarantee
from portal.web.home import front

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str:
    """What one can do here, what is promised, and what happens when a promise is missed."""
    version = guarantee.in_force(g.now)
    calendars = calendar.latest() if version else {}
    return render_template(
        "home/show.html",
        guarantee=version,
        doors=front.doors(version, calendars, g.now),
        headlines=front.headlines(version, calendars, g.now) if version else [],
        kept=front.kept(version, g.now) if version else None,
    )


@bp.get("/privacy")
def privacy() -> str:
    return render_template("home/privacy.html", guarantee=guarantee.in_force(g.now))


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("home/accessibility.html", guarantee=guarantee.in_force(g.now))
