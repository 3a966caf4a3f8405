"""The register of broken promises: what has no cause yet, what is still to be put right, and every line of it."""

import re

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from portal.actions import register as actions
from portal.store import register
from portal.store.deadline import Breach
from portal.web.show.breaches import GRADES, breach_item, proposed_grade
from portal.web.staff.breaches.forms import EntryForm
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

bp = Blueprint("breaches", __name__, url_prefix="/breaches")

VIEWS = {"waiting": _l("Without a cause"), "actions": _l("Still to be put right"), "all": _l("All")}
PLACE = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)


@bp.record_once
def _form_is_guarded_here(state) -> None:
    """The form checks its csrf_token itself, so that an old page comes back with everything typed."""
    state.app.extensions["csrf"].exempt(bp)


@bp.get("")
def show() -> str:
    view = request.args.get("view", "")
    view = view if view in VIEWS else "waiting"
    found = register.page(g.person, view, _place())
    return render_template(
        "staff/breaches/show.html",
        views=VIEWS,
        view=view,
        rows=[breach_item(row, g.now) for row in found.rows],
        next_url=url_for("staff.breaches.show", view=view, after=found.next) if found.next else None,
    )


@bp.get("/<int:breach_id>")
def breach(breach_id: int) -> str:
    row = _breach(breach_id)
    return _page(row, EntryForm(row, proposed_grade(row, g.now), formdata=None))


@bp.post("/<int:breach_id>")
def enter(breach_id: int):
    row = _breach(breach_id)
    form = EntryForm(row, proposed_grade(row, g.now))
    if not form.validate():
        return _page(row, form), 422
    if not actions.enter(row, g.person, g.now, form.entry(), form.seen.data or ""):
        row = _breach(breach_id)
        form.seen.data = register.mark(row)
        return _page(row, form, overtaken=True), 409
    flash(_("It stands in the register."), "success")
    return redirect(url_for("staff.breaches.show"), 303)


def _page(row: Breach, form: EntryForm, overtaken: bool = False) -> str:
    """The line, and beside it what stands there now if somebody else was quicker."""
    return render_template(
        "staff/breaches/breach.html",
        item=breach_item(row, g.now),
        form=form,
        proposed=GRADES.get(proposed_grade(row, g.now), ""),
        overtaken=overtaken,
        may_write=g.person.role != "auditor",
    )


def _breach(breach_id: int) -> Breach:
    found = register.one(g.person, breach_id) if breach_id < 2**31 else None
    return found or abort(404)


def _place() -> tuple[int, int] | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    found = PLACE.fullmatch(request.args.get("after", ""))
    return (int(found[1]), int(found[2])) if found else None
