"""Canned replies: everybody of staff reads them, a team writes its own, supervisors everybody's."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from portal.actions import canned
from portal.actions.canned import NameTaken, may_keep
from portal.actions.moves import Overtaken
from portal.store import canned as replies
from portal.store.canned import Canned
from portal.web.fields import local_zone
from portal.web.staff.replies.forms import ReplyForm, whose
from portal.words import canned as words
from portal.words import case, time
from portal.words.translated import gettext as _

bp = Blueprint("replies", __name__, url_prefix="/replies")
MOST = 2**31


@bp.get("")
def show() -> str:
    zone = local_zone()
    rows = [_row(reply, zone) for reply in replies.in_use()]
    return render_template("staff/replies/show.html", rows=rows, writes=bool(whose(g.person)))


@bp.route("/new", methods=["GET", "POST"])
def new():
    form = ReplyForm(g.person)
    if not form.team.choices:
        flash(_("You are in no team yet, so it would be nobody’s. A supervisor can write it for everybody."), "warning")
        return redirect(url_for("staff.replies.show"), 303)
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        canned.add(g.person, g.now, **form.texts)
    except NameTaken:
        return _named_alike(form), 409
    return _done(_("It is there. It can be chosen on the page of a case."))


@bp.route("/<int:reply_id>", methods=["GET", "POST"])
def reply(reply_id: int):
    row = _mine_or_404(reply_id)
    form = ReplyForm(g.person, row)
    if not form.is_submitted():
        return _page(form, row)
    if not form.validate():
        return _page(form, row), 422
    try:
        canned.change(row, form.seen, g.person, g.now, **form.texts)
    except NameTaken:
        return _named_alike(form, row), 409
    except Overtaken:
        form.version.data = str(replies.by_id(row.id).version if replies.by_id(row.id) else 0)
        return _page(form, row, overtaken=True), 409
    return _done(_("It is as you want it. What was sent with it stays as it was sent."))


@bp.post("/<int:reply_id>/retire")
def retire(reply_id: int):
    canned.retire(_mine_or_404(reply_id), g.person, g.now)
    return _done(_("It is out of use."))


@bp.get("/<int:reply_id>/retire")
def back(reply_id: int):
    """Whoever reloads the address of the button, or signs in again on the way to it, gets the list."""
    return redirect(url_for("staff.replies.show"), 303)


def _named_alike(form: ReplyForm, row: Canned | None = None) -> str:
    """Colleagues find it by its name; and a form that was sent twice makes one."""
    form.name.errors = [_("There is one of this name already. Give this one another, or change that one.")]
    return _page(form, row)


def _mine_or_404(reply_id: int) -> Canned:
    """The one of this number, if this colleague keeps it."""
    row = (replies.by_id(reply_id) if reply_id < MOST else None) or abort(404)
    return row if may_keep(g.person, row.team_id) else abort(403)


def _page(form: ReplyForm, row: Canned | None = None, overtaken: bool = False) -> str:
    return render_template("staff/replies/reply.html", form=form, reply=row, overtaken=overtaken, places=words.PLACES)


def _done(sentence: str):
    flash(sentence, "success")
    return redirect(url_for("staff.replies.show"), 303)


def _row(reply: Canned, zone) -> dict:
    by = reply.changed_by.name if reply.changed_by_id else ""
    return {
        "id": reply.id,
        "name": reply.name,
        "team": reply.team.name if reply.team_id else "",
        "verb": case.VERBS[reply.verb] if reply.verb else "",
        "texts": {"en": reply.body_en, "zh-CN": reply.body_zh},
        "used": reply.used,
        "used_text": time.short(reply.used_at, zone, g.now) if reply.used_at else "",
        "changed_text": _("%(moment)s, %(name)s", moment=time.short(reply.changed_at, zone, g.now), name=by),
        "mine": may_keep(g.person, reply.team_id),
    }
