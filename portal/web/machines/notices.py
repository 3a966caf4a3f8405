"""What search engines, security researchers and old browsers look for at addresses of their own."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, g, redirect

from portal.web.assets import asset
from portal.web.limits import limiter

bp = Blueprint("notices", __name__)
limiter.exempt(bp)

#: Private links are not named here. A search engine that may not fetch a page lists its address all the same, once it
#: finds it somewhere; one that fetches it reads that it is to be forgotten (`X-Robots-Tag: noindex`).
ROBOTS = """\
User-agent: *
Disallow: /staff/
Disallow: /dev/
"""
DAY = 24 * 3600
#: For so long the contact is good (RFC 9116 asks for less than a year).
GOOD_FOR = timedelta(days=180)


@bp.get("/robots.txt")
def robots() -> Response:
    return _kept_for_a_day(ROBOTS)


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    settings = current_app.config["KEPT"]
    expires = (g.now + GOOD_FOR).replace(hour=0, minute=0, second=0)
    lines = (
        f"Contact: {settings.security_contact or f'mailto:{settings.sender[1]}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
    )
    return _kept_for_a_day("\n".join(lines) + "\n")


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask here before they have read a page."""
    answer = redirect(asset("favicon.svg"), 302)
    answer.cache_control.public, answer.cache_control.max_age = True, DAY
    return answer


def _kept_for_a_day(text: str) -> Response:
    response = Response(text, mimetype="text/plain")
    response.cache_control.public, response.cache_control.max_age = True, DAY
    return response
