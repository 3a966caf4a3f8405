"""The pledge: read and signed before the first case and whenever its text changes; and who signed what when."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from portal.actions import team
from portal.store import person as people
from portal.store import pledge
from portal.store.pledge import Pledge
from portal.web.fields import local_zone
from portal.web.language import LANGUAGES, in_language
from portal.web.staff import lock
from portal.words import time
from portal.words.translated import get_locale
from portal.words.translated import gettext as _

bp = Blueprint("pledge", __name__, url_prefix="/pledge")


@bp.get("")
def show():
    row = pledge.in_force(g.now)
    if row is None:
        return redirect(lock.inside(request.args.get("next")), 303)
    mark = pledge.mark(row.version.pledge)
    return render_template(
        "staff/pledge/show.html",
        lines=in_language(row.version.pledge).splitlines(),
        organisation_name=in_language(row.version.organisation.name),
        number=row.number,
        mark=mark,
        is_signed=g.person.pledged == mark,
        again=bool(g.person.pledged),
        next=request.args.get("next", ""),
    )


@bp.post("")
def sign():
    try:
        team.sign_pledge(g.person, request.form.get("mark", ""), str(get_locale()), g.now)
    except team.NotPossible:
        flash(_("The text has changed since you opened this page. Please read it once more."), "warning")
        return redirect(url_for("staff.pledge.show", next=lock.inside(request.form.get("next"))), 303)
    flash(_("Thank you. Your signature is kept with this text and this moment."), "success")
    return redirect(lock.inside(request.form.get("next")), 303)


@bp.get("/signed")
def signed():
    """Each text that was signed, the newest first, with who signed it; and who still has to sign the present one."""
    row, zone = pledge.in_force(g.now), local_zone()
    mark = pledge.mark(row.version.pledge) if row else ""
    texts: dict[str, dict] = {}
    for one in pledge.signed():
        text = texts.setdefault(one.hash, _text(one))
        text["by"].append(
            {"name": one.person.name, "at": time.short(one.at, zone, g.now), "language": LANGUAGE[one.language]}
        )
    return render_template(
        "staff/pledge/signed.html",
        texts=texts.values(),
        present=mark,
        missing=[person.name for person in people.active() if row and person.pledged != mark],
    )


LANGUAGE = {code: name for code, name, _tag in LANGUAGES}


def _text(one: Pledge) -> dict:
    return {
        "mark": one.hash,
        "number": one.guarantee.number,
        "lines": in_language(one.guarantee.version.pledge).splitlines(),
        "by": [],
    }
