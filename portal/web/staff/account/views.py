"""One's own account: name and language, password, second factor, and where one is signed in."""

from typing import NamedTuple

import segno
from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import force_locale

from portal.actions import team
from portal.actions.team import factors
from portal.store import person as people
from portal.web import language
from portal.web.fields import local_zone
from portal.web.staff import lock
from portal.web.staff.account.forms import DetailsForm, FactorForm, PasswordForm, SureForm
from portal.words import browser, time
from portal.words.translated import gettext as _

bp = Blueprint("account", __name__, url_prefix="/account")


class Forms(NamedTuple):
    """The forms of the page; one of them may be back with its mistakes."""

    details: DetailsForm
    password: PasswordForm
    sure: SureForm
    off: SureForm


@bp.get("")
def show():
    return _page()


@bp.post("")
def describe():
    form = DetailsForm()
    if not form.validate_on_submit():
        return _page(details=form), 422
    team.describe(g.person, form.name.data, form.public_name.data, form.language.data, g.now)
    with force_locale(form.language.data):
        flash(_("Your account is as you want it."), "success")
    return language.keep(_back(), form.language.data)


@bp.post("/password")
def password():
    form = PasswordForm(prefix="password")
    if not form.validate_on_submit() or not _knows(form):
        return _page(password=form), 422
    team.set_password(g.person, form.password.data, g.now, keep=g.session)
    flash(_("Your new password is set. Everywhere else you were signed out."), "success")
    return _back()


@bp.route("/second-factor", methods=["GET", "POST"])
def factor():
    """Setting up a second factor, or another one. The recovery codes stand in the answer itself: they are kept nowhere
    where they could be shown again."""
    form = FactorForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    if not form.validate_on_submit() or (g.person.totp and not _knows(form)):
        return _factor_page(form), 422 if form.errors else 200
    try:
        codes = team.enrol(g.person, form.plain, form.code.data.replace(" ", ""), g.now, keep=g.session)
    except team.WrongCode:
        form.code.errors = [
            _("This is not the code of this moment. Check the clock of your phone, then enter the next one.")
        ]
        return _factor_page(form), 422
    except team.TooManyTries:
        form.form_errors.append(_("There were too many tries. Wait a while, then try again."))
        return _factor_page(form), 429
    return render_template("staff/account/codes.html", codes=codes, next=lock.inside(form.next.data))


@bp.post("/second-factor/off")
def factor_off():
    if g.person.role == "admin" and lock.needs_factor():
        flash(_("Administrators sign in with a second factor. You can set up another one."), "error")
        return _back()
    refused = _refused("off")
    if refused:
        return refused
    team.take_off(g.person, g.person, g.now)
    flash(_("Your password alone lets you in from now on."), "success")
    return _back()


@bp.post("/codes")
def codes():
    refused = _refused("sure")
    if refused:
        return refused
    fresh = team.new_codes(g.person, g.now)
    return render_template("staff/account/codes.html", codes=fresh, next=url_for("staff.account.show"))


def _refused(name: str):
    """Why nothing can be done to the second factor: there is none, or the password is not right."""
    if not g.person.totp:
        return _back()
    form = SureForm(prefix=name)
    if form.validate_on_submit() and _knows(form):
        return None
    return _page(**{name: form}), 422


@bp.post("/sessions/<int:session_id>/end")
def end(session_id: int):
    if session_id == g.session.id or session_id >= 2**31:
        abort(404)
    if team.end_session(g.person, session_id, g.now):
        flash(_("That browser is signed out."), "success")
    return _back()


@bp.post("/sessions/end")
def end_others():
    team.end_others(g.person, g.session, g.now)
    flash(_("You are signed in here only."), "success")
    return _back()


def _knows(form) -> bool:
    """Whether the password typed into it is the right one; else the form says so."""
    try:
        right = team.knows_password(g.person, form.present.data or "", g.now)
        sentence = _("This is not your password.")
    except team.TooManyTries:
        right, sentence = False, _("There were too many tries. Wait a while, then try again.")
    if not right:
        form.present.errors = [*form.present.errors, sentence]
    return right


def _back():
    return redirect(url_for("staff.account.show"), 303)


def _page(details=None, password=None, sure=None, off=None) -> str:
    me = g.person
    start = {"name": me.name, "public_name": me.public_name, "language": me.language}
    return render_template(
        "staff/account/show.html",
        forms=Forms(
            details or DetailsForm(formdata=None, data=start),
            password or PasswordForm(formdata=None, prefix="password"),
            sure or SureForm(formdata=None, prefix="sure"),
            off or SureForm(formdata=None, prefix="off"),
        ),
        posted=details or password or sure or off,
        codes_left=people.codes_left(me) if me.totp else 0,
        may_do_without=me.role != "admin" or not lock.needs_factor(),
        sessions=[_session(row) for row in people.sessions(me, g.now - team.SESSION_LENGTH)],
    )


def _session(row: people.Session) -> dict:
    zone = local_zone()
    return {
        "id": row.id,
        "here": row.id == g.session.id,
        "browser": browser.name(row.browser),
        "address": row.address,
        "since": time.short(row.made_at, zone, g.now),
        "seen": time.short(row.seen_at, zone, g.now),
    }


def _factor_page(form: FactorForm) -> str:
    issuer = _issuer()
    address = factors.address_of(g.person, form.plain, issuer)
    return render_template(
        "staff/account/factor.html",
        form=form,
        code=segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        secret=" ".join(form.plain[n : n + 4] for n in range(0, len(form.plain), 4)),
        needed=g.person.role == "admin" and lock.needs_factor(),
        trial=g.person.role == "admin" and not lock.needs_factor(),
        issuer=issuer,
    )


def _issuer() -> str:
    """What the authenticator calls it: this portal at this host."""
    return f"Kept {current_app.config['KEPT'].public_url.partition('//')[2]}"
