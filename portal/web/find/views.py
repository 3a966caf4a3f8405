"""Lost links. The answer is always the same, so that nobody learns who has a case with us."""

from flask import Blueprint, g, redirect, render_template, request, url_for

from portal.actions import links
from portal.web import language
from portal.web.find.forms import FindForm
from portal.web.limits import limiter

bp = Blueprint("find", __name__)


@bp.record_once
def _needs_no_cookie(state) -> None:
    state.app.extensions["csrf"].exempt(bp)


@bp.get("/find")
def show() -> str:
    return render_template("find/show.html", form=FindForm(), asked="asked" in request.args)


@bp.post("/find")
@limiter.limit("20 per minute")
def send():
    """Mail the links to their owner, if there are any."""
    form = FindForm(request.form)
    if not form.validate():
        return render_template("find/show.html", form=form, asked=False), 422
    links.mail_lost(form.email.data, form.wanted, g.now, language.chosen())
    return redirect(url_for("find.show", asked="yes"), 303)
