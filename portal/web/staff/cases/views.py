"""The page of one case for staff, what can be done there, its files; and the form for a case staff type themselves."""

import re

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from portal.actions import auditing, handling, intake
from portal.actions.moves import Actor, Overtaken
from portal.core import reference as references
from portal.core.case import Refused
from portal.store import case as cases
from portal.store import file as files
from portal.store import mail as mails
from portal.store.case import Case
from portal.store.mail import Mail
from portal.web import errors, originals
from portal.web.files import ACCEPT, give_out
from portal.web.staff.cases import page
from portal.web.staff.cases.folder import Folder
from portal.web.staff.cases.forms import FORMS
from portal.web.staff.cases.new_case import NewCaseForm
from portal.web.staff.cases.verb_form import VerbForm
from portal.words.translated import gettext as _

bp = Blueprint("cases", __name__, url_prefix="/cases")
MAIL = re.compile(r"[0-9]{1,18}", re.ASCII)
DOOR = f"/<reference>/<any({', '.join(FORMS)}):door>"


@bp.record_once
def _forms_are_guarded_here(state) -> None:
    """Each form checks its csrf_token itself, so that an old page comes back with everything typed."""
    state.app.extensions["csrf"].exempt(bp)


@bp.get("/new")
def new() -> str:
    mail = _mail(request.args.get("mail", ""))
    return render_template("staff/cases/new.html", form=NewCaseForm(mail, formdata=None), accept=ACCEPT, mail=mail)


@bp.post("/new")
def file():
    """One ticket makes one case, however often it is sent; other words under the same ticket are not lost."""
    form = NewCaseForm()
    form.take_in(g.now)
    mail = _mail(form.mail.data)
    if mail and form.number:
        form.taken, _told = originals.take_in(mail, form.number, g.now)
    if not form.validate():
        return render_template("staff/cases/new.html", form=form, accept=ACCEPT, mail=mail), 422
    filing, spot = form.filing(form.taken, mail), form.on_the_spot()
    try:
        case, fresh = intake.file(filing, g.now, Actor.staff(g.person), form.received_at.data, spot)
    except Overtaken:
        return render_template("staff/cases/new.html", form=form, accept=ACCEPT, settled=mail), 409
    if not fresh and not intake.same_words(case, filing, spot):
        form.renew()
        return render_template("staff/cases/new.html", form=form, accept=ACCEPT, earlier=case), 409
    return _filed(case)


@bp.get("/<reference>")
def show(reference: str) -> str:
    return page_of(case_or_404(reference))


@bp.post(DOOR)
def act(reference: str, door: str):
    """One verb. What is not possible comes back with a sentence at its field, and with everything typed."""
    case = case_or_404(reference)
    form = FORMS[door](Folder.read(case, g.person, g.now), door)
    form.take_in(g.now)
    if not form.validate() or not form.read_over():
        return page_of(case, form), 422
    try:
        form.act(case)
    except Overtaken:
        return page_of(case_or_404(reference), form, overtaken=True), 409
    except Refused as refused:
        form.refuse(refused.code)
        return page_of(case_or_404(reference), form), 409
    form.follow_up()
    flash(str(form.done), "success")
    return _to(case)


@bp.get(DOOR)
def back(reference: str, door: str) -> Response:
    """Whoever reloads the address of a form, or signs in again on the way to it, gets the page it stands on."""
    return _to(case_or_404(reference))


@bp.get("/<reference>/files/<int:file_id>")
def give_file(reference: str, file_id: int) -> Response:
    case = case_or_404(reference)
    found = files.one_of_case(case, file_id) or abort(404)
    auditing.read_file(case, file_id, g.person, g.now)
    return give_out(found)


def _mail(typed: str | None) -> Mail | None:
    """The mail a case is made of, if this colleague may see it."""
    return mails.seen_by(g.person, int(typed)) if typed and MAIL.fullmatch(typed) else None


def case_or_404(reference: str) -> Case:
    """The case of this reference, however it was typed, if this colleague may see it; a hidden one is no page."""
    meant = references.parse(reference) or abort(404)
    return cases.seen_by(g.person, meant) or abort(404)


def page_of(case: Case, posted: VerbForm | None = None, overtaken: bool = False) -> str:
    """The page, and the reader's trail; a form that came back and is not possible any more gives its words back for
    copying."""
    handling.read(case, g.person, g.now)
    shown = page.content(Folder.read(case, g.person, g.now), posted, overtaken, _asked())
    lost = bool(posted) and posted not in shown["forms"].values()
    return render_template("staff/cases/show.html", **shown, lost=lost, typed=errors.typed() if lost else [])


def _asked() -> page.Asked:
    """What the address asks for besides; whatever is no reference proposes no case to join with."""
    other = references.parse(request.args.get("other", "")) or ""
    return page.Asked(letter=bool(request.args.get("letter")), other=other)


def _filed(case: Case) -> Response:
    """To the page of the new case, if whoever typed it may see it."""
    flash(_("Filed as %(reference)s.", reference=case.reference), "success")
    if cases.seen_by(g.person, case.reference):
        return _to(case)
    flash(_("It is about one of our staff, so only supervisors and management can open it."), "info")
    return redirect(url_for("staff.queue.show"), 303)


def _to(case: Case) -> Response:
    return redirect(url_for("staff.cases.show", reference=case.reference), 303)
