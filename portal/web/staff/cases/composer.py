"""The addresses of the composer beside its verbs: its draft is kept, begun with a canned reply, dropped, or shown as
the letter it would be. Each leads back to the page of the case, where the draft stands; only sending sends."""

from flask import Blueprint, Response, abort, flash, g, redirect, request, url_for

from portal.actions import drafting
from portal.core.case import Verb
from portal.store import reply_draft
from portal.store.case import Case
from portal.web.staff import framed
from portal.web.staff.cases import foreseeing
from portal.web.staff.cases.folder import Folder
from portal.web.staff.cases.say_form import SayForm
from portal.web.staff.cases.views import case_or_404, page_of
from portal.words.translated import gettext as _

bp = Blueprint("composer", __name__, url_prefix="/cases/<reference>/draft")
QUIETLY, BEGIN, SHOW, DROP = "quietly", "begin", "show", "drop"  # what else is wanted than to keep it


@bp.record_once
def _forms_are_guarded_here(state) -> None:
    """The form checks its csrf_token itself, so that an old page comes back with everything typed."""
    state.app.extensions["csrf"].exempt(bp)


@bp.post("")
def keep(reference: str):
    """Keep what stands in the composer, right or wrong, and do what the button says."""
    case = case_or_404(reference)
    folder = Folder.read(case, g.person, g.now)
    form = SayForm(folder, "say")
    form.take_in(g.now)
    if not form.can_be_kept():
        return page_of(case, form), 422
    wanted = request.form.get("then", "")
    if wanted == DROP:
        drafting.drop(case, g.person)
        return _on(case, form, wanted)
    if Verb.RESPOND not in folder.verbs:  # closed or erased meanwhile: the page gives the words back for copying
        return page_of(case, form), 409
    typed = _begun(form) if wanted == BEGIN else form.typed()
    if not drafting.keep(case, g.person, g.now, typed, bool(form.taken), by_itself=wanted == QUIETLY):
        return "", 409
    return _on(case, form, wanted)


@bp.get("")
def back(reference: str) -> Response:
    """Whoever reloads this address, or signs in again on the way to it, gets the page the composer stands on."""
    return redirect(url_for("staff.cases.show", reference=case_or_404(reference).reference, _anchor="say"), 303)


@bp.get("/letter.html")
def letter(reference: str) -> Response:
    """The HTML of the letter my draft would be, for the frame on the page."""
    case = case_or_404(reference)
    draft = reply_draft.mine(case, g.person) or abort(404)
    folder = Folder.read(case, g.person, g.now)
    foreseen = foreseeing.foresee(folder, SayForm.of(folder, draft))
    if foreseen is None or foreseen.letter is None:
        abort(404)
    return framed.letter(foreseeing.html(foreseen))


def _begun(form: SayForm) -> dict:
    """The draft with the canned reply that was chosen."""
    reply = form.picked()
    if reply is None:
        flash(_("Choose a canned reply to begin with. What you typed is kept."), "warning")
    return form.begin_with(reply) if reply else form.typed()


def _on(case: Case, form: SayForm, wanted: str):
    """To the composer, or to the letter; a browser that keeps a draft by itself goes nowhere."""
    if wanted == QUIETLY:
        return "", 204
    if form.files.errors:
        for sentence in form.files.errors:
            flash(sentence, "warning")
    if wanted == SHOW:
        return redirect(url_for("staff.cases.show", reference=case.reference, letter="yes", _anchor="letter"), 303)
    return redirect(url_for("staff.cases.show", reference=case.reference, _anchor="say"), 303)
