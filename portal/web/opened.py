"""The cookies that open one case in one browser: set by filing it, or by the button on its status page.

The first travels only beneath the status link it belongs to, so the desk where cases are filed has one of its own to
know its last customer again. No script can read them, and a new `link_key` ends both.
"""

import hmac
from datetime import datetime

from flask import Response, current_app, request

from portal import tokens
from portal.store.case import Case

COOKIE, DESK_COOKIE = "open", "filed"
DESK = "/file"


def set_opened(response: Response, case: Case, token: str, now: datetime | None = None) -> Response:
    """Let this browser read the words, names and files behind this status link for the next twelve hours."""
    return _set(response, COOKIE, case, path_of(token), now)


def opened(case: Case, token: str, now: datetime | None = None) -> bool:
    """Whether this browser holds the cookie of this case. `token` is the one in the address of this request."""
    return _holds(COOKIE, case, now)


def set_filed(response: Response, case: Case, now: datetime | None = None) -> Response:
    """Let the desk know this browser again as the one that filed this case."""
    return _set(response, DESK_COOKIE, case, DESK, now)


def filed(case: Case, now: datetime | None = None) -> bool:
    """Whether this browser filed this case last."""
    return _holds(DESK_COOKIE, case, now)


def status_token(case: Case) -> str:
    """The token of the case's status link, always the same one until it is replaced."""
    return tokens.sign("status", [case.id, case.link_key])


def path_of(token: str) -> str:
    """The address of a status page, and the only path its cookie is sent to."""
    return f"/s/{token}"


def _set(response: Response, name: str, case: Case, path: str, now: datetime | None) -> Response:
    response.set_cookie(
        name,
        tokens.sign("open", [case.id, case.link_key], now),
        max_age=int(tokens.AGES["open"].total_seconds()),
        path=path,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["KEPT"].secure,
    )
    return response


def _holds(name: str, case: Case, now: datetime | None) -> bool:
    try:
        case_id, link_key = tokens.read("open", request.cookies.get(name, ""), now)
    except tokens.TokenRefused:
        return False
    return case_id == case.id and hmac.compare_digest(link_key, case.link_key)
