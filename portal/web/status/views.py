"""The page of one case, by its private link.

The address alone shows no personal data: mail scanners and search engines follow links. One button opens the case in
this browser; with the cookie it sets, everything else beneath this address works, and without it nothing does.
"""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from portal import tokens
from portal.actions import customer, links
from portal.actions.moves import Overtaken
from portal.core.case import Refused
from portal.store import case as cases
from portal.store import file as files
from portal.store.case import Case
from portal.store.sheet import link_ended
from portal.web import opened, site
from portal.web.files import give_out
from portal.web.status import diary, page, record
from portal.web.status.forms import FORMS, CaseForm
from portal.words import case as words

bp = Blueprint("status", __name__, url_prefix="/s/<token>")
DOOR = f"/<any({', '.join(repr(door) for door in FORMS)}):door>"


@bp.record_once
def _forms_are_guarded_here(state) -> None:
    """Each form checks its csrf_token itself, so that an old page comes back with everything typed."""
    state.app.extensions["csrf"].exempt(bp)


@bp.before_request
def _in_no_cache() -> None:
    site.personal()


@bp.get("")
def show(token: str):
    """Before it was opened in this browser: reference, state, promises. Then: everything."""
    known = _known(token)
    if known.facts.erased:
        return render_template("status/erased.html", **page.erased(known))
    if opened.opened(known.sheet.case, token):
        return render_template("status/case.html", **page.opened(known))
    return render_template("status/cover.html", **page.cover(known))


@bp.post("/open")
def open_(token: str):
    """Open the case in this browser. The link is the authority: there is no cookie yet that could be misused."""
    known = _known(token)
    for mailed_to in tokens.read("status", token)[2:]:
        links.opened(known.sheet.case, mailed_to, g.now)
    typed = None if known.facts.erased else _typed_before_opening(known)
    if typed is None:
        return opened.set_opened(redirect(_url(token), 303), known.sheet.case, token)
    answer = Response(render_template("status/case.html", **page.opened(known, typed, kept=True)))
    return opened.set_opened(answer, known.sheet.case, token)


@bp.get(DOOR)
@bp.get("/open")
def back(token: str, door: str = "") -> Response:
    """Whoever reloads the address of a form gets the page it stands on."""
    return redirect(_url(token), 303)


@bp.post(DOOR)
def act(token: str, door: str):
    """One verb of the customer. What is not possible comes back with a sentence and everything typed."""
    case = _case(token)
    if case.erased_at:
        return redirect(_url(token), 303)
    if not opened.opened(case, token):
        return render_template("status/cover.html", **page.cover(_known(token), **_kept(door))), 403
    form = FORMS[door](case)
    form.take_in(g.now)
    if not form.validate():
        return render_template("status/case.html", **page.opened(_known(token), form)), 422
    try:
        moved = customer.act(case, form.verb, g.now, form.given(), form.taken, form.plan_id)
    except (Refused, Overtaken) as refused:
        sentence = words.refusal(getattr(refused, "code", "overtaken"))
        return render_template("status/case.html", **page.opened(_known(token), form, refused=sentence)), 409
    form.follow_up(g.now)
    flash(str(form.done), "success")
    return _to(moved, token)


@bp.get("/files/<int:file_id>")
def give_file(token: str, file_id: int) -> Response:
    case = _opened_case(token)
    return give_out(files.one_of_case(case, file_id) or abort(404))


@bp.get("/record.json")
def give_record(token: str) -> Response:
    """Everything we keep of this one case, for the customer to keep."""
    return record.response(page.Known.read(_opened_case(token), token, g.now))


@bp.get("/next.ics")
def give_next(token: str) -> Response:
    """The moment we promised next, for the customer's own calendar. The cover shows it as well."""
    known = _known(token)
    coming = page.cover(known)["next"]
    if not coming or coming["standing"] != "running":
        abort(404)
    return diary.response(known.sheet.case.reference, coming, g.now)


def _known(token: str) -> page.Known:
    return page.Known.read(_case(token), token, g.now)


def _case(token: str) -> Case:
    """The case of this link. Bad, unknown and revoked links get the same answer; one that had its time, its own."""
    try:
        case_id, link_key, *_mailed_to = tokens.read("status", token)
    except tokens.TokenRefused:
        abort(404)
    case = cases.by_link(case_id, link_key) or abort(404)
    return abort(410) if link_ended(case, g.now) else case


def _opened_case(token: str) -> Case:
    case = _case(token)
    return case if opened.opened(case, token) else abort(403)


def _kept(door: str) -> dict:
    """What was typed into a form whose cookie is gone: it goes with the button that opens the case again."""
    return {"door": door, "kept": request.form.get("body", ""), "closed_again": True}


def _typed_before_opening(known: page.Known) -> CaseForm | None:
    """The form in which something had been typed when the cookie was gone, filled again; nothing was sent yet."""
    door, body = request.form.get("door"), request.form.get("body")
    if door not in FORMS or not body:
        return None
    form = FORMS[door](known.sheet.case, formdata=None)
    if "body" in form:
        form.body.process(request.form)
    return form


def _to(case: Case, token: str) -> Response:
    """Back to the page; when the link was replaced, to its new address, opened there too."""
    if case.link_key == tokens.read("status", token)[1]:
        return redirect(_url(token), 303)
    fresh = opened.status_token(case)
    return opened.set_opened(redirect(_url(fresh), 303), case, fresh)


def _url(token: str) -> str:
    return url_for("status.show", token=token)
