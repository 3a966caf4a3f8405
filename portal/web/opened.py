"""The cookie that opens one case in one browser: set by filing it, or by the button on its status page.

It travels only beneath the status link it belongs to, no script can read it, and a new `link_key` ends it.
"""

import hmac
from datetime import datetime

from flask import Response, current_app, request

from portal import tokens
from portal.store.case import Case

COOKIE = "open"


def set_opened(response: Response, case: Case, token: str, now: datetime | None = None) -> Response:
    """Let this browser read the words, names and files behind this status link for the next twelve hours."""
    response.set_cookie(
        COOKIE,
        tokens.sign("open", [case.id, case.link_key], now),
        max_age=int(tokens.AGES["open"].total_seconds()),
        path=path_of(token),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["KEPT"].secure,
    )
    return response


def opened(case: Case, token: str, now: datetime | None = None) -> bool:
    """Whether this browser holds the cookie of this case. `token` is the one in the address of this request."""
    try:
        case_id, link_key = tokens.read("open", request.cookies.get(COOKIE, ""), now)
    except tokens.TokenRefused:
        return False
    return case_id == case.id and hmac.compare_digest(link_key, case.link_key)


def status_token(case: Case) -> str:
    """The token of the case's status link, always the same one until it is replaced."""
    return tokens.sign("status", [case.id, case.link_key])


def path_of(token: str) -> str:
    """The address of a status page, and the only path its cookie is sent to."""
    return f"/s/{token}"
