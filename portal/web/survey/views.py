"""What customers think of us: the questionnaire after closing, by its private link.

Mail scanners open links, some press buttons: reading changes nothing, and a form without a choice made by hand is sent
back. The address shows no name and no word anybody typed; those stand on the page of the case, once it was opened.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from portal.actions import customer
from portal.actions.moves import Overtaken
from portal.core.case import Given, Refused, Verb
from portal.web import opened, site
from portal.web.limits import limiter
from portal.web.show import answer_item
from portal.web.survey import invitation
from portal.web.survey.forms import SurveyForm
from portal.web.survey.invitation import Invitation
from portal.words.translated import gettext as _

bp = Blueprint("survey", __name__)


@bp.record_once
def _the_link_is_the_guard(setup) -> None:
    """No cookie gives any right here."""
    setup.app.extensions["csrf"].exempt(bp)


@bp.get("/survey/<token>")
def show(token: str) -> str:
    site.personal()
    return _page(invitation.read(token, g.now))


@bp.post("/survey/<token>")
@limiter.limit("30 per minute")
def send(token: str):
    """One answer a cycle. A second one is shown the first; what was typed again is given back."""
    site.personal()
    invited = invitation.read(token, g.now)
    form = SurveyForm(invited.asked, request.form)
    if not invited.is_open:
        return _too_late(invited, form)
    if not form.validate():
        return _page(invited, form), 422
    try:
        customer.act(invited.case, Verb.ANSWER, g.now, Given(filled=form.filled()))
    except (Refused, Overtaken):
        return _too_late(invitation.read(token, g.now), form)
    return _to(token)


def _page(invited: Invitation, form: SurveyForm | None = None, **more) -> str:
    """The form; or the first answer, with thanks; or why nothing is asked now."""
    case, answer = invited.case, invited.answer
    return render_template(
        "survey/show.html",
        invited=invited,
        case=case,
        form=form or SurveyForm(invited.asked),
        answer=answer_item(answer, invited.sheet) if answer else None,
        dissatisfied=bool(answer) and _dissatisfied(answer),
        reopens=invited.may(Verb.NOT_SOLVED),
        case_url=opened.path_of(opened.status_token(case)),
        guarantee=invited.sheet.guarantee,
        **more,
    )


def _dissatisfied(answer) -> bool:
    return answer.solved in ("no", "in_part")


def _too_late(invited: Invitation, form: SurveyForm):
    """Answered before, or not asked (any more). The first answer is shown; other words are not lost."""
    first, typed = invited.answer, form.typed()
    if first and typed in ("", first.words):
        flash(_("You had told us already. This is what you said."), "info")
        return _to(invited.token)
    return _page(invited, typed=typed), 409


def _to(token: str):
    return redirect(url_for("survey.show", token=token), 303)
