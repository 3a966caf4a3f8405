"""The open questionnaire, for whoever scans the code on a paper. An answer is no case, unless it asks to hear."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for

from portal.actions import intake, surveying
from portal.actions.intake import Filing
from portal.core.survey import Questionnaire
from portal.store import case as cases
from portal.store import survey
from portal.web import opened, site, tickets
from portal.web.language import in_language
from portal.web.limits import limiter
from portal.web.show import squares
from portal.web.survey.forms import OpenForm
from portal.web.tickets import Ticket
from portal.words.translated import get_locale
from portal.words.translated import gettext as _

bp = Blueprint("feedback", __name__, url_prefix="/feedback/<slug>")


@bp.record_once
def _the_ticket_is_the_guard(setup) -> None:
    setup.app.extensions["csrf"].exempt(bp)


@bp.get("")
def show(slug: str) -> str:
    asked = _open(slug)
    if "thanks" in request.args:
        return render_template("survey/thanks.html", asked=asked)
    return _page(asked, OpenForm(asked), tickets.new(g.now))


@bp.post("")
@limiter.limit("30 per minute")
def send(slug: str):
    """One ticket counts once. Whatever stands in the way, the form comes back with everything typed."""
    site.personal()
    asked = _open(slug)
    form, ticket = OpenForm(asked, request.form), tickets.read(request.form.get("ticket", ""), g.now)
    if not form.validate():
        return _page(asked, form, ticket), 422
    if not ticket.good or form.doubtful:
        return _page(asked, form, ticket, "doubtful" if ticket.good else ticket.state)
    return _file(asked, form, ticket) if form.contact.data else _keep(asked, form, ticket)


def _keep(asked: Questionnaire, form: OpenForm, ticket: Ticket):
    """Without a name: an answer, and no case."""
    filled, earlier = form.filled(), survey.by_ticket(ticket.number)
    if cases.by_ticket(ticket.number) or (earlier and not survey.says(earlier, filled)):
        return _page(asked, form, tickets.new(g.now), "sent")
    surveying.keep(filled, ticket.number, g.now)
    return redirect(url_for("feedback.show", slug=asked.slug, thanks="yes"), 303)


def _file(asked: Questionnaire, form: OpenForm, ticket: Ticket):
    """With an address: a case, with its promises and its page."""
    if survey.by_ticket(ticket.number):
        return _page(asked, form, tickets.new(g.now), "sent")
    filing = _filing(form, ticket)
    case, fresh = intake.file(filing, g.now)
    if not fresh and not intake.same_words(case, filing):
        return _page(asked, form, tickets.new(g.now), "sent")
    token = opened.status_token(case)
    return opened.set_opened(redirect(opened.path_of(token), 303), case, token)


def _filing(form: OpenForm, ticket: Ticket) -> Filing:
    filled = form.filled()
    return Filing(
        ticket=ticket.number,
        kind="feedback",
        body=filled.words,
        language=str(get_locale()),
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        subject=_("%(title)s %(score)d of 5", title=in_language(form.asked.title), score=filled.score),
        filled=filled,
    )


def _page(asked: Questionnaire, form: OpenForm, ticket: Ticket, told: str = "") -> str:
    """The form. `told` says why it came back: late, strange, doubtful or sent."""
    address = current_app.config["KEPT"].public_url + url_for("feedback.show", slug=asked.slug)
    return render_template(
        "survey/feedback.html",
        asked=asked,
        form=form,
        ticket=ticket,
        told=told,
        address=address,
        code=squares.public(address, scale=6),
    )


def _open(slug: str) -> Questionnaire:
    asked = survey.questionnaire(slug)
    return asked if asked and asked.is_open else abort(404)
