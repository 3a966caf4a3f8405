"""The door: signing in and out, the invitation, the forgotten password. The only rooms open without a session."""

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

from portal import tokens
from portal.actions import team
from portal.core.cleaning import clean_line
from portal.store import person as people
from portal.store.person import Person
from portal.web.staff import lock
from portal.web.staff.door.forms import CodeForm, ForgottenForm, InvitationForm, ResetForm, SignInForm
from portal.words.translated import get_locale
from portal.words.translated import gettext as _

bp = Blueprint("door", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    if g.person:
        return redirect(lock.inside(request.args.get("next")), 303)
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
    return _enter(*entered, lock.inside(form.next.data))


@bp.route("/sign-in/code", methods=["GET", "POST"])
def second_step():
    """After the password: the code of the moment, or a recovery code."""
    person = _half_way()
    form = CodeForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("staff/door/second_step.html", form=form)
    known = lock.knows_this_browser(person)
    try:
        key = team.second_step(person, form.code.data, request.remote_addr or "", g.now, known, browser())
    except team.TooManyTries:
        form.form_errors.append(_("There were too many tries. Wait a while, then try again."))
        return render_template("staff/door/second_step.html", form=form), 429
    if key is None:
        form.form_errors.append(
            _("This is not the code of this moment, or it was used already. Wait for the next one.")
        )
        return render_template("staff/door/second_step.html", form=form), 403
    return _enter(person, key, lock.inside(form.next.data))


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
    entered = _once(team.accept, "invite", person, *details, g.now, request.remote_addr or "", browser())
    flash(_("Welcome. This is the queue: the promise that is due next stands first."), "success")
    return _enter(*entered, lock.inside(None))


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str):
    person = _holder_or_refuse("reset", token)
    form = ResetForm()
    if not form.validate_on_submit():
        return render_template("staff/door/reset.html", form=form, person=person)
    entered = _once(team.reset, "reset", person, form.password.data, g.now, request.remote_addr or "", browser())
    flash(_("Your new password is set. Everywhere else you were signed out."), "success")
    return _enter(*entered, lock.inside(None))


def _try(form: SignInForm) -> tuple[Person, str] | None:
    email, address = form.email.data, request.remote_addr or ""
    known = lock.knows_this_browser(people.by_email(email))
    return team.sign_in(email, form.password.data, address, g.now, known, browser())


def browser() -> str:
    """What this browser calls itself."""
    return clean_line(request.user_agent.string, 200)


def _enter(person: Person, key: str, path: str) -> Response:
    """A new key and new forms: nothing from before the sign-in is worth anything after it. Without a key the second
    factor is still to come, and the password counts for ten minutes."""
    flashes = session.get("_flashes")
    session.clear()
    if flashes:
        session["_flashes"] = flashes
    if not key:
        session["half"] = tokens.sign("half", [person.id, person.epoch])
        return redirect(url_for("staff.door.second_step", next=path), 303)
    return lock.let_in(redirect(path, 303), person, key)


def _half_way() -> Person:
    """Who gave the password in this browser just now; everybody else begins at the beginning."""
    try:
        return team.holder(*tokens.read("half", session.get("half", "")))
    except (tokens.TokenRefused, team.Ended):
        abort(redirect(url_for("staff.door.sign_in", next=lock.inside(request.args.get("next"))), 303))


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
