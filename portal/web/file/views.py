"""Where a customer files: what to expect is said before, by when one hears is shown beside, one case comes of it."""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request

from portal.actions import intake
from portal.store import case as cases
from portal.store import guarantee
from portal.store.case import Case
from portal.web import opened, site
from portal.web.file import preview
from portal.web.file.desk import Desk
from portal.web.file.forms import UNTICKED
from portal.web.file.kinds import KINDS
from portal.web.limits import limiter

bp = Blueprint("file", __name__, url_prefix=f"/file/<any({', '.join(KINDS)}):kind>")


@bp.record_once
def _the_ticket_is_the_guard(setup) -> None:
    """No cookie gives any right here, and who has none may file as well."""
    setup.app.extensions["csrf"].exempt(bp)


@bp.get("")
def show(kind: str) -> str:
    return Desk.empty(KINDS[kind]).page()


@bp.post("")
@limiter.limit("30 per minute")
def send(kind: str):
    """One ticket becomes one case. Whatever stands in the way, the form comes back with everything typed."""
    site.personal()
    desk = Desk.sent(KINDS[kind])
    earlier = cases.by_ticket(desk.ticket.number)
    if "show_due" in request.form:
        desk.look_up()
        return desk.page("due")
    if earlier:
        return _again(desk, earlier)
    if not _complete(desk):
        return desk.page(), 422
    if not desk.ticket.good:
        return desk.page(desk.ticket.state)
    return desk.page("doubtful") if desk.doubtful else _file(desk)


@bp.get("/due")
def due(kind: str):
    """By when one would hear, filing now: a piece of the page, or data for who asks for JSON."""
    version = guarantee.in_force(g.now)
    urgent = request.args.get("urgent", "") not in UNTICKED
    items = preview.promised(version, kind, request.args.get("service", ""), urgent, g.now)
    if _wants_json():
        return jsonify(preview.as_data(items, version, g.now))
    if "short" in request.args:
        return render_template("file/due_short.html", promises=items, guarantee=version)
    return render_template("file/due.html", promises=preview.cards(items), guarantee=version)


def _complete(desk: Desk) -> bool:
    """Whether nothing is missing or wrong. The good files are kept either way."""
    right = desk.form.validate()
    desk.take_in()
    return right and not desk.form.files.errors


def _file(desk: Desk):
    filing = desk.filing()
    case, fresh = intake.file(filing, g.now)
    return _to_status(case) if fresh else _again(desk, case)


def _again(desk: Desk, case: Case):
    """This ticket was sent before: with the same words it is the same case, with others nothing may be lost."""
    desk.form.validate()
    if intake.same_words(case, desk.filing()):
        return _to_status(case, fresh=desk.ticket.good)
    desk.renew()
    desk.take_in()
    return desk.page("filed", earlier=case)


def _to_status(case: Case, fresh: bool = True) -> Response:
    """To the case's own page, opened in this browser. A form found much later opens nothing."""
    token = opened.status_token(case)
    response = redirect(opened.path_of(token), 303)
    return opened.set_filed(opened.set_opened(response, case, token), case) if fresh else response


def _wants_json() -> bool:
    asked = request.args.get("format") or request.accept_mimetypes.best_match(("text/html", "application/json"))
    return asked in ("json", "application/json")
