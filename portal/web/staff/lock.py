"""The lock of the back office: every address beneath /staff is shut, unless ACCESS or OPEN names it.

Who somebody is, is asked of the database at each request, never of a cookie: a role taken away is gone with the next
click. `g.person` is the colleague who is signed in.
"""

import re
from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for

from portal import tokens
from portal.actions import team
from portal.store.person import Person, Session
from portal.web import errors, site

#: Where a sign-in may lead.
INSIDE = re.compile(r"/staff/[A-Za-z0-9_.~/-]*(\?[A-Za-z0-9_.~%&=+-]*)?", re.ASCII)

EVERYBODY = frozenset({"agent", "supervisor", "admin", "auditor"})
HANDLERS = frozenset({"agent", "supervisor", "admin"})  # auditors read and change nothing
SENIORS = frozenset({"supervisor", "admin"})
ADMINS = frozenset({"admin"})
OVERSEERS = SENIORS | {"auditor"}  # who look after the promises themselves
READERS = frozenset({"admin", "auditor"})  # of the audit

#: The endpoints of the door itself, for whoever comes.
OPEN = frozenset(
    {
        "staff.door.sign_in",
        "staff.door.second_step",
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
    "staff.composer.keep": HANDLERS,
    "staff.composer.back": EVERYBODY,
    "staff.composer.letter": HANDLERS,
    "staff.replies.show": EVERYBODY,
    "staff.replies.new": HANDLERS,  # of which team, the room says
    "staff.replies.reply": HANDLERS,
    "staff.replies.retire": HANDLERS,
    "staff.replies.back": EVERYBODY,
    "staff.incidents.show": EVERYBODY,
    "staff.incidents.incident": EVERYBODY,
    "staff.incidents.new": HANDLERS,
    "staff.incidents.change": HANDLERS,
    "staff.incidents.back": EVERYBODY,
    "staff.incidents.link": HANDLERS,
    "staff.incidents.unlink": HANDLERS,
    "staff.incidents.show_banner": SENIORS,
    "staff.incidents.hide_banner": SENIORS,
    "staff.incidents.end": SENIORS,
    "staff.incidents.go_on": SENIORS,
    "staff.incidents.write": SENIORS,
    "staff.gallery.show": EVERYBODY,
    "staff.gallery.letter": EVERYBODY,
    "staff.gallery.html": EVERYBODY,
    "staff.slip.show": HANDLERS,
    "staff.decisions.show": OVERSEERS,
    "staff.breaches.show": OVERSEERS,
    "staff.breaches.breach": OVERSEERS,
    "staff.breaches.enter": SENIORS,
    "staff.letters.show": EVERYBODY,
    "staff.letters.letter": EVERYBODY,
    "staff.letters.send_again": HANDLERS,
    "staff.letters.correct": HANDLERS,
    "staff.mail.show": EVERYBODY,
    "staff.mail.mail": EVERYBODY,
    "staff.mail.original": SENIORS | {"auditor"},  # the private link may stand in it
    "staff.mail.attach": HANDLERS,
    "staff.mail.aside": HANDLERS,
    "staff.mail.back": HANDLERS,
    "staff.load.show": EVERYBODY,
    "staff.surveys.show": EVERYBODY,
    "staff.reports.show": OVERSEERS,
    "staff.reports.as_table": OVERSEERS,
    "staff.calendars.show": EVERYBODY,
    "staff.calendars.sheet": EVERYBODY,
    "staff.calendars.revision": EVERYBODY,
    "staff.calendars.new": ADMINS,
    "staff.calendars.days": ADMINS,
    "staff.calendars.week": ADMINS,
    "staff.calendars.years": ADMINS,
    "staff.calendars.text": ADMINS,
    "staff.calendars.draft.show": ADMINS,
    "staff.calendars.draft.publish": ADMINS,
    "staff.calendars.draft.carry": ADMINS,
    "staff.calendars.draft.discard": ADMINS,
    "staff.people.show": SENIORS,
    "staff.people.invite": ADMINS,
    "staff.people.change": ADMINS,
    "staff.people.retire": ADMINS,
    "staff.people.factor_off": ADMINS,
    "staff.people.hand_over": SENIORS,
    "staff.people.person": EVERYBODY,  # himself and the supervisors: the room says so
    "staff.teams.show": SENIORS,
    "staff.teams.create": ADMINS,
    "staff.teams.team": ADMINS,
    "staff.account.show": EVERYBODY,
    "staff.account.describe": EVERYBODY,
    "staff.account.password": EVERYBODY,
    "staff.account.factor": EVERYBODY,
    "staff.account.factor_off": EVERYBODY,
    "staff.account.codes": EVERYBODY,
    "staff.account.end": EVERYBODY,
    "staff.account.end_others": EVERYBODY,
    "staff.pledge.show": EVERYBODY,
    "staff.pledge.sign": EVERYBODY,
    "staff.pledge.signed": SENIORS,
    "staff.reviews.show": EVERYBODY,
    "staff.reviews.review": EVERYBODY,
    "staff.reviews.sheet": SENIORS,
    "staff.reviews.explain": HANDLERS,
    "staff.reviews.result": SENIORS,
    "staff.guarantees.show": OVERSEERS,
    "staff.guarantees.show_draft": OVERSEERS,
    "staff.guarantees.begin": SENIORS,
    "staff.guarantees.text": SENIORS,
    "staff.guarantees.save_text": SENIORS,
    "staff.guarantees.edit": SENIORS,
    "staff.guarantees.save": SENIORS,
    "staff.guarantees.approve": SENIORS,
    "staff.guarantees.publish": SENIORS,
    "staff.guarantees.discard": SENIORS,
    "staff.rehearsal.show": OVERSEERS,
    "staff.audit.show": READERS,
    "staff.audit.export": READERS,
}

#: What whoever owes something first may do: give it.
FACTOR, PLEDGE = "staff.account.factor", "staff.pledge.show"
GIVES = {"factor": frozenset({FACTOR}), "pledge": frozenset({PLEDGE, "staff.pledge.sign"})}


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
    g.session = which_session()
    g.person = g.session.person if g.session else None
    if request.endpoint in OPEN:
        return
    if g.person is None:
        refuse_a_stranger()
    if g.person.role not in ACCESS.get(request.endpoint, ()):
        abort(make_response(_told("role"), 403))
    owed = owes()
    if owed and request.endpoint not in GIVES[owed]:
        ask_for(owed)


def which_session() -> Session | None:
    idle = timedelta(seconds=current_app.config["KEPT"].session_idle)
    return team.current_session(request.cookies.get(cookie_name(), ""), g.now, idle)


def owes() -> str:
    """What must be done before anything else: "factor", "pledge" or nothing."""
    if g.person.role == "admin" and not g.person.totp and needs_factor():
        return "factor"
    return g.session.owes


def needs_factor() -> bool:
    """Whether administrators must have a second factor. On a trial at home, where the mailbox of this machine shows
    every link to anybody who sits there, it would protect nothing and is only offered."""
    return not current_app.config["KEPT"].mailbox


def ask_for(owed: str) -> None:
    """A reader is led there first and then on; a writer is told, and keeps the words he typed."""
    if request.method in ("GET", "HEAD"):
        abort(redirect(url_for(FACTOR if owed == "factor" else PLEDGE, next=here()), 303))
    abort(make_response(_told(owed), 403))


def here() -> str:
    """This page with all it was asked."""
    return request.full_path if request.query_string else request.path


def refuse_a_stranger() -> None:
    """A reader is shown the way in; a writer is told that his session ended, and keeps the words he typed."""
    if request.method in ("GET", "HEAD"):
        abort(redirect(url_for("staff.door.sign_in", next=here()), 303))
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


def inside(path: str | None) -> str:
    """This path if it lies in the back office, else the queue: never another host however it is spelt."""
    return path if path and len(path) < 500 and INSIDE.fullmatch(path) else url_for("staff.queue.show")


def _told(why: str) -> str:
    frame = "staff_base.html" if why == "role" else "base.html"
    return render_template("staff/door/refused.html", frame=frame, why=why, typed=errors.typed())
