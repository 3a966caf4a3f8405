"""Incidents: many cases with one cause. What goes on, what the public reads of it, which cases belong to it, and one
reply to all of them."""

from collections.abc import Callable, Iterator

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from portal.actions import bulletins, incidents
from portal.actions.moves import Overtaken
from portal.core.cleaning import clean_line
from portal.store import incident as store
from portal.store import linked
from portal.store.incident import Incident
from portal.web.staff.incidents import page
from portal.web.staff.incidents.forms import BeginForm, BulletinForm, IncidentForm, LinkForm, Seen, UnlinkForm
from portal.words import case as case_words
from portal.words import incident as words
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("incidents", __name__, url_prefix="/incidents")

ASKED = 200  # characters of a search


@bp.get("")
def show() -> str:
    numbers = linked.numbers(g.person)
    going_on, over = page.listed(store.going_on(), numbers), page.listed(store.over(), numbers)
    return render_template("staff/incidents/show.html", going_on=going_on, over=over)


@bp.route("/new", methods=["GET", "POST"])
def new():
    form = BeginForm()
    if not form.is_submitted():
        return render_template("staff/incidents/new.html", form=form)
    if not form.validate():
        return render_template("staff/incidents/new.html", form=form), 422
    try:
        made = incidents.begin(form.words, form.began_at.data, g.person, g.now, form.stub.number)
    except incidents.NotPossible:
        form.refuse()
        return render_template("staff/incidents/new.html", form=form), 409
    flash(_("It is entered. Nobody outside reads of it before its banner is shown."), "success")
    return _to(made)


@bp.get("/<int:incident_id>")
def incident(incident_id: int) -> str:
    return _page(_incident(incident_id))


@bp.route("/<int:incident_id>/change", methods=["GET", "POST"])
def change(incident_id: int):
    row = _incident(incident_id)
    form = IncidentForm(row)
    if not form.is_submitted():
        return render_template("staff/incidents/change.html", form=form, row=row)
    if not form.validate():
        return render_template("staff/incidents/change.html", form=form, row=row), 422
    try:
        incidents.change(row, form.version, form.words, form.began_at.data, g.person, g.now)
    except incidents.NotPossible as refused:
        form.form_errors.append(words.refusal(refused.code))
        return render_template("staff/incidents/change.html", form=form, row=row), 409
    except Overtaken:
        return _second(form, incident_id)
    flash(_("It is changed."), "success")
    return _to(row)


@bp.post("/<int:incident_id>/show")
def show_banner(incident_id: int):
    return _step(incident_id, incidents.show, _("Every public page tells of it now."))


@bp.post("/<int:incident_id>/hide")
def hide_banner(incident_id: int):
    return _step(incident_id, incidents.hide, _("No public page tells of it any more."))


@bp.post("/<int:incident_id>/end")
def end(incident_id: int):
    return _step(incident_id, incidents.end, _("It is over. Its cases stay as they are."))


@bp.post("/<int:incident_id>/again")
def go_on(incident_id: int):
    return _step(incident_id, incidents.go_on, _("It goes on. No public page tells of it before its banner is shown."))


@bp.post("/<int:incident_id>/link")
def link(incident_id: int):
    def said(done: int) -> str:
        return ngettext("%(num)d case is linked.", "%(num)d cases are linked.", done)

    return _move(_incident(incident_id), "link", LinkForm(), incidents.link, said)


@bp.post("/<int:incident_id>/unlink")
def unlink(incident_id: int):
    def said(done: int) -> str:
        return ngettext("%(num)d case is taken out.", "%(num)d cases are taken out.", done)

    return _move(_incident(incident_id), "unlink", UnlinkForm(), incidents.unlink, said)


@bp.route("/<int:incident_id>/write", methods=["GET", "POST"])
def write(incident_id: int):
    """One reply to all open cases: kept here, brought to each of them by the worker; first seen as a letter, if its
    writer likes."""
    row = _incident(incident_id)
    to = linked.open_ones(row, g.person)
    form = BulletinForm(page.readers(to), page.kinds(to))
    if not form.is_submitted():
        return _composer(row, to, form)
    if not to:  # the last was answered meanwhile
        return _composer(row, to, form), 409
    if not form.validate():
        return _composer(row, to, form), 422
    if request.form.get("then") == "show":
        form.read_over()
        return _composer(row, to, form, page.samples(to, form.said()))
    if not form.read_over():
        return _composer(row, to, form), 422
    try:
        bulletins.write(row, form.said(), form.stub.number, g.person, g.now)
    except bulletins.NotPossible as refused:
        form.refuse(refused)
        form.renew()
        return _composer(row, to, form), 409
    flash(_("It is on its way. How far it has come stands below."), "success")
    return _to(row)


@bp.get("/<int:incident_id>/<any(show, hide, end, again, link, unlink):door>")
def back(incident_id: int, door: str) -> Response:
    """Whoever reloads the address of a button, or signs in again on the way to it, gets the page it stands on."""
    return _to(_incident(incident_id))


def _incident(incident_id: int) -> Incident:
    return (store.by_id(incident_id) if incident_id < 2**31 else None) or abort(404)


def _page(row: Incident, link: LinkForm | None = None, unlink: UnlinkForm | None = None, refused: str = "") -> str:
    asked = clean_line(request.args.get("q", "")[:ASKED], ASKED)
    shown = page.content(row, asked, link, unlink)
    return render_template("staff/incidents/incident.html", **shown, refused=refused)


def _composer(row: Incident, to: list, form: BulletinForm, samples: list[dict] | None = None) -> str:
    unfit = page.unfit(to) if to and not form.outcome.choices else ""
    shown = {"readers": page.readers(to), "number": len(to), "unfit": unfit, "samples": samples}
    return render_template("staff/incidents/write.html", row=row, form=form, **shown)


def _second(form: IncidentForm, incident_id: int):
    """Somebody else changed it: his words stand beside one's own, and sent once more these replace them."""
    row = _incident(incident_id)
    form.seen.data = str(row.version)
    return render_template("staff/incidents/change.html", form=form, row=row, overtaken=True), 409


def _step(incident_id: int, step, told: str):
    row, form = _incident(incident_id), Seen()
    try:
        step(row, form.version, g.person, g.now)
    except incidents.NotPossible as refused:
        return _page(row, refused=words.refusal(refused.code)), 409
    except Overtaken:
        told = _("Somebody else was quicker. Nothing of yours was done.")
        return _page(_incident(incident_id), refused=told), 409
    flash(told, "success")
    return _to(row)


def _move(row: Incident, name: str, form: LinkForm | UnlinkForm, move: Callable, said: Callable[[int], str]):
    """Cases into the incident or out of it; the form `name` comes back where none could be moved."""
    if not form.validate():
        return _page(row, **{name: form}), 422
    refused = move(row, form.found, g.person, g.now)
    if form.all_refused(_sentences(refused), len(refused)):
        return _page(row, **{name: form}), 409
    return _told(row, said(len(form.found) - len(refused)), refused)


def _told(row: Incident, done: str, refused: dict[str, str]) -> Response:
    """Back to the page, which says what was done, and of which cases it could not be."""
    flash(done, "success")
    for sentence in _sentences(refused):
        flash(sentence, "warning")
    return _to(row, "cases")


def _sentences(refused: dict[str, str]) -> Iterator[str]:
    """Each case of which the gate says no, and why; the same reason of many in one sentence."""
    for code in dict.fromkeys(refused.values()):
        named = ", ".join(reference for reference, why in refused.items() if why == code)
        yield _("%(cases)s: %(why)s", cases=named, why=case_words.refusal(code, staff=True))


def _to(row: Incident, anchor: str | None = None) -> Response:
    return redirect(url_for("staff.incidents.incident", incident_id=row.id, _anchor=anchor), 303)
