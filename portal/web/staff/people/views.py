"""The people who work here: supervisors see who does, administrators invite, change roles and retire."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.actions import team
from portal.store import person as people
from portal.store.person import Person
from portal.web.fields import local_zone
from portal.web.staff.people.forms import InviteForm, RoleForm
from portal.words import time

bp = Blueprint("people", __name__, url_prefix="/people")


def sentence(refused: team.NotPossible) -> str:
    """Why it cannot be done."""
    return {
        "works_here": _("Somebody with this address works here already."),
        "unknown_role": _("Choose one of the roles."),
        "yourself": _("You cannot do this to your own account. Ask another administrator."),
    }[refused.code]


@bp.get("")
def show():
    return _page(InviteForm(language=str(get_locale())))


@bp.post("")
def invite():
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        team.invite(form.email.data, form.role.data, g.now, form.language.data, by=g.person)
    except team.NotPossible as refused:
        form.email.errors = [sentence(refused)]
        return _page(form)
    flash(_("An invitation is on its way to %(email)s. It works for seven days.", email=form.email.data), "success")
    return redirect(url_for("staff.people.show"), 303)


@bp.post("/<int:person_id>/role")
def change(person_id: int):
    person, form = _person_or_404(person_id), RoleForm()
    if not form.validate_on_submit():
        flash(_("Choose one of the roles."), "error")
        return redirect(url_for("staff.people.show"), 303)
    return _done(team.change, person, form.role.data, told=_("The role of %(name)s is changed.", name=person.name))


@bp.post("/<int:person_id>/retire")
def retire(person_id: int):
    person = _person_or_404(person_id)
    told = _("%(name)s is signed out and cannot sign in any more.", name=person.name)
    return _done(team.retire, person, told=told)


def _done(act, person: Person, *given, told: str):
    try:
        act(person, *given, by=g.person, now=g.now)
        flash(told, "success")
    except team.NotPossible as refused:
        flash(sentence(refused), "error")
    return redirect(url_for("staff.people.show"), 303)


def _page(form: InviteForm) -> str:
    everyone = people.everyone()
    return render_template(
        "staff/people/show.html",
        form=form,
        working=[_item(p) for p in everyone if p.retired_at is None],
        retired=[_item(p) for p in everyone if p.retired_at],
    )


def _item(person: Person) -> dict:
    retired = time.day(person.retired_at.astimezone(local_zone()).date()) if person.retired_at else ""
    return {
        "id": person.id,
        "name": person.name,
        "public_name": person.public_name,
        "email": person.email,
        "role": person.role,
        "invited": person.password is None,
        "retired": retired,
        "is_you": person.id == g.person.id,
    }


def _person_or_404(person_id: int) -> Person:
    person = people.by_id(person_id) if person_id < 2**31 else None
    return person if person and person.retired_at is None else abort(404)
