"""The lock of the back office: every address beneath /staff is shut, unless ACCESS or OPEN names it.

Who somebody is, is asked of the database at each request, never of a cookie: a role taken away is gone with the next
click. `g.person` is the colleague who is signed in.
"""

from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for

from portal import tokens
from portal.actions import team
from portal.store.person import Person
from portal.web import errors, site

EVERYBODY = frozenset({"agent", "supervisor", "admin", "auditor"})
HANDLERS = frozenset({"agent", "supervisor", "admin"})  # auditors read and change nothing
SENIORS = frozenset({"supervisor", "admin"})
ADMINS = frozenset({"admin"})

#: The endpoints of the door itself, for whoever comes.
OPEN = frozenset(
    {
        "staff.door.sign_in",
        "staff.door.sign_out",
        "staff.door.forgotten",
        "staff.door.invite",
        "staff.door.reset",
    }
)

#: Who may use which endpoint. What a role may do to one case is the table's say (core.case.MOVES), and which cases
#: one may see is `visible_to`.
ACCESS: dict[str, frozenset[str]] = {
    "staff.home": EVERYBODY,
    "staff.queue.show": EVERYBODY,
    "staff.cases.show": EVERYBODY,
    "staff.cases.give_file": EVERYBODY,
    "staff.cases.back": EVERYBODY,
    "staff.cases.act": HANDLERS,
    "staff.cases.new": HANDLERS,
    "staff.cases.file": HANDLERS,
    "staff.letters.show": EVERYBODY,
    "staff.letters.letter": EVERYBODY,
    "staff.letters.send_again": HANDLERS,
    "staff.load.show": EVERYBODY,
    "staff.surveys.show": EVERYBODY,
    "staff.people.show": SENIORS,
    "staff.people.invite": ADMINS,
    "staff.people.change": ADMINS,
    "staff.people.retire": ADMINS,
}


def init(app: Flask) -> None:
    """Shut the doors. `create_app` calls it once all rooms are there; it does not start with a door forgotten."""
    app.before_request(guard)
    check(app)


def check(app: Flask) -> None:
    """Every endpoint beneath /staff has its roles, and every line of the table its endpoint."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if beneath_staff(rule.rule)}
    wrong = found ^ (OPEN | ACCESS.keys())
    assert not wrong, f"portal/web/staff/lock.py and the addresses beneath /staff do not agree about {sorted(wrong)}."


def beneath_staff(rule: str) -> bool:
    return rule.startswith("/staff")


def guard() -> None:
    """Before each request beneath /staff: deny, unless the table says otherwise."""
    if request.url_rule is None or not beneath_staff(request.url_rule.rule):
        return
    site.personal()
    g.person = who_is_it()
    if request.endpoint in OPEN:
        return
    if g.person is None:
        refuse_a_stranger()
    if g.person.role not in ACCESS.get(request.endpoint, ()):
        abort(make_response(_told("role"), 403))


def who_is_it() -> Person | None:
    idle = timedelta(seconds=current_app.config["KEPT"].session_idle)
    return team.current(request.cookies.get(cookie_name(), ""), g.now, idle)


def refuse_a_stranger() -> None:
    """A reader is shown the way in; a writer is told that his session ended, and keeps the words he typed."""
    if request.method in ("GET", "HEAD"):
        here = request.full_path if request.query_string else request.path
        abort(redirect(url_for("staff.door.sign_in", next=here), 303))
    abort(make_response(_told("signed_out"), 403))


def let_in(response: Response, person: Person, key: str) -> Response:
    """Give the browser its key, and a mark by which this account knows it again."""
    _set(response, cookie_name(), key)
    device = tokens.sign("device", [person.id, person.epoch])
    return _set(response, device_name(), device, int(tokens.AGES["device"].total_seconds()))


def let_out(response: Response) -> Response:
    response.delete_cookie(cookie_name(), secure=current_app.config["KEPT"].secure, httponly=True, samesite="Lax")
    return response


def knows_this_browser(person: Person | None) -> bool:
    """Whether this account was signed in to from here before, since its password was last set."""
    try:
        marked = tokens.read("device", request.cookies.get(device_name(), ""))
    except tokens.TokenRefused:
        return False
    return person is not None and marked == [person.id, person.epoch]


def cookie_name() -> str:
    """`__Host-` ties the key to this very host, where the address is one that can."""
    return f"{_prefix()}staff"


def device_name() -> str:
    return f"{_prefix()}device"


def _prefix() -> str:
    return "__Host-" if current_app.config["KEPT"].secure else ""


def _set(response: Response, name: str, value: str, age: int | None = None) -> Response:
    secure = current_app.config["KEPT"].secure
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=secure)
    return response


def _told(why: str) -> str:
    return render_template("staff/door/refused.html", why=why, typed=errors.typed())
