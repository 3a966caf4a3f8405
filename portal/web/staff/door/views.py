"""The door: signing in and out, the invitation, the forgotten password. The only rooms open without a session."""

import re

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import tokens
from portal.actions import team
from portal.store import person as people
from portal.store.person import Person
from portal.web.staff import lock
from portal.web.staff.door.forms import ForgottenForm, InvitationForm, ResetForm, SignInForm

bp = Blueprint("door", __name__)

#: Where a sign-in may lead: a path of the back office, never another host however it is spelt.
INSIDE = re.compile(r"/staff/[A-Za-z0-9_.~/-]*(\?[A-Za-z0-9_.~%&=+-]*)?", re.ASCII)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    if g.person:
        return redirect(inside(request.args.get("next")), 303)
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("staff/door/sign_in.html", form=form)
    try:
        entered = _try(form)
    except team.TooManyTries:
        form.form_errors.append(_("There were too many tries. Wait a minute, or set a new password."))
        return render_template("staff/door/sign_in.html", form=form), 429
    if entered is None:
        form.form_errors.append(_("E-mail and password do not belong together. Please check both."))
        return render_template("staff/door/sign_in.html", form=form), 403
    return _enter(*entered, inside(form.next.data))


@bp.post("/sign-out")
def sign_out():
    key = request.cookies.get(lock.cookie_name())
    if key:
        team.sign_out(key, g.now)
    session.clear()
    flash(_("You are signed out."), "success")
    return lock.let_out(redirect(url_for("staff.door.sign_in"), 303))


@bp.route("/forgotten", methods=["GET", "POST"])
def forgotten():
    """The same answer whether or not the address is anybody's."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("staff/door/forgotten.html", form=form)
    team.forgotten(form.email.data, g.now)
    flash(_("If this address is a colleague’s, a letter with a link is on its way. It works for one hour."), "success")
    return redirect(url_for("staff.door.sign_in"), 303)


@bp.route("/invite/<token>", methods=["GET", "POST"])
def invite(token: str):
    person = _holder_or_refuse("invite", token)
    form = InvitationForm()
    if not form.validate_on_submit():
        return render_template("staff/door/invite.html", form=form, person=person)
    details = (form.name.data, form.public_name.data, str(get_locale()), form.password.data)
    entered = _once(team.accept, "invite", person, *details, g.now)
    flash(_("Welcome. This is the queue: the promise that is due next stands first."), "success")
    return _enter(*entered, inside(None))


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str):
    person = _holder_or_refuse("reset", token)
    form = ResetForm()
    if not form.validate_on_submit():
        return render_template("staff/door/reset.html", form=form, person=person)
    entered = _once(team.reset, "reset", person, form.password.data, g.now)
    flash(_("Your new password is set. Everywhere else you were signed out."), "success")
    return _enter(*entered, inside(None))


def inside(path: str | None) -> str:
    """This path if it lies in the back office, else the queue."""
    return path if path and len(path) < 500 and INSIDE.fullmatch(path) else url_for("staff.queue.show")


def _try(form: SignInForm) -> tuple[Person, str] | None:
    email, address = form.email.data, request.remote_addr or ""
    known = lock.knows_this_browser(people.by_email(email))
    return team.sign_in(email, form.password.data, address, g.now, known)


def _enter(person: Person, key: str, path: str) -> Response:
    """A new key and new forms: nothing from before the sign-in is worth anything after it."""
    flashes = session.get("_flashes")
    session.clear()
    if flashes:
        session["_flashes"] = flashes
    return lock.let_in(redirect(path, 303), person, key)


def _holder_or_refuse(purpose: str, token: str) -> Person:
    """Whose link this is. A link that was never ours is no page; a real one that ended says so."""
    try:
        return team.holder(*tokens.read(purpose, token))
    except (tokens.TokenExpired, team.Ended):
        _ended(purpose)
    except tokens.TokenRefused:
        abort(404)


def _once(act, purpose: str, *given) -> tuple[Person, str]:
    try:
        return act(*given)
    except team.Ended:
        _ended(purpose)


def _ended(purpose: str) -> None:
    abort(make_response(render_template("staff/door/ended.html", purpose=purpose), 410))
