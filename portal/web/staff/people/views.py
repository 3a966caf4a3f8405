"""The people who work here: supervisors see who does and hand over cases, administrators invite, change and retire."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from portal.actions import team
from portal.store import case as cases
from portal.store import person as people
from portal.store.person import Person
from portal.web.fields import local_zone
from portal.web.staff.people import figures
from portal.web.staff.people.forms import HandOverForm, InviteForm, RoleForm
from portal.words import time
from portal.words.translated import get_locale, ngettext
from portal.words.translated import gettext as _

bp = Blueprint("people", __name__, url_prefix="/people")


def sentence(refused: team.NotPossible) -> str:
    """Why it cannot be done."""
    return {
        "works_here": _("Somebody with this address works here already."),
        "unknown_role": _("Choose one of the roles."),
        "yourself": _("You cannot do this to your own account. Ask another administrator."),
        "no_receiver": _("Choose a colleague who handles cases and is not the one they come from."),
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
    done = _done(team.retire, person, told=told)
    left = len(cases.in_the_care_of(person, g.person))
    if left and people.by_id(person.id).retired_at:
        flash(_("Open cases of %(name)s: %(num)d. Hand them over now.", name=person.name, num=left), "warning")
        return redirect(url_for("staff.people.hand_over", person_id=person.id), 303)
    return done


@bp.post("/<int:person_id>/second-factor/off")
def factor_off(person_id: int):
    """The phone is lost, and the recovery codes with it."""
    person = _person_or_404(person_id)
    if person.id == g.person.id:
        flash(sentence(team.NotPossible("yourself")), "error")
    else:
        team.take_off(person, g.person, g.now)
        flash(_("%(name)s is signed out and signs in with the password alone next time.", name=person.name), "success")
    return redirect(url_for("staff.people.show"), 303)


@bp.route("/<int:person_id>/hand-over", methods=["GET", "POST"])
def hand_over(person_id: int):
    """All open cases of one colleague to another; of one who retired, too."""
    giver = _anybody_or_404(person_id)
    receivers = [p for p in people.with_role("agent", "supervisor", "admin") if p.id != giver.id]
    form = HandOverForm(receivers)
    if not form.validate_on_submit():
        number = len(cases.in_the_care_of(giver, g.person))
        return render_template("staff/people/hand_over.html", form=form, giver=giver, number=number)
    receiver = next(person for person in receivers if str(person.id) == form.to.data)
    handed = team.hand_over(giver, receiver, g.person, g.now)
    flash(
        ngettext("%(num)d case went to %(name)s.", "%(num)d cases went to %(name)s.", handed.cases, name=receiver.name),
        "success" if handed.cases else "warning",
    )
    if handed.left:
        flash(_("Cases that are still there: %(num)d.", num=handed.left), "warning")
        return redirect(url_for("staff.people.hand_over", person_id=giver.id), 303)
    return redirect(url_for("staff.people.show"), 303)


@bp.get("/<int:person_id>")
def person(person_id: int):
    """One colleague's work in figures: for himself and for supervisors."""
    one = _anybody_or_404(person_id)
    if g.person.role != "supervisor" and g.person.id != one.id:
        abort(404)
    return render_template("staff/people/person.html", **figures.of(one, g.person, g.now))


def _done(act, person: Person, *given, told: str):
    try:
        act(person, *given, by=g.person, now=g.now)
        flash(told, "success")
    except team.NotPossible as refused:
        flash(sentence(refused), "error")
    return redirect(url_for("staff.people.show"), 303)


def _page(form: InviteForm) -> str:
    everyone, teams = people.everyone(), {team.id: team.name for team in people.teams()}
    return render_template(
        "staff/people/show.html",
        form=form,
        working=[_item(p, teams) for p in everyone if p.retired_at is None],
        retired=[_item(p, teams) for p in everyone if p.retired_at],
    )


def _item(person: Person, teams: dict[int, str]) -> dict:
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
        "has_factor": bool(person.totp),
        "team": teams.get(person.team_id, ""),
    }


def _anybody_or_404(person_id: int) -> Person:
    return (people.by_id(person_id) if person_id < 2**31 else None) or abort(404)


def _person_or_404(person_id: int) -> Person:
    person = people.by_id(person_id) if person_id < 2**31 else None
    return person if person and person.retired_at is None else abort(404)
