"""Reviews of closed cases: what was drawn, the sheet, the handler's word, the result."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import format_percent

from portal.actions import reviewing
from portal.core import review as core
from portal.store import review as reviews
from portal.store.review import Review
from portal.web.fields import local_zone
from portal.web.language import in_language
from portal.web.staff import lock
from portal.web.staff.reviews.forms import ExplainForm, ResultForm, sheet_form
from portal.words import review as words
from portal.words import time
from portal.words.translated import gettext as _

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

PAGE = 50


@bp.get("")
def show():
    """What waits for somebody, and what is finished; to agents, what is theirs."""
    own = g.person.role == "agent"
    before = _before()
    found = reviews.listed(g.person, own, PAGE + 1, before)
    rows, more = found[:PAGE], len(found) > PAGE
    waiting = [] if before or own else reviews.waiting(g.person)
    return render_template(
        "staff/reviews/show.html",
        own=own,
        waiting=[_item(row) for row in waiting],
        rows=[_item(row) for row in rows],
        next_url=url_for("staff.reviews.show", before=rows[-1].id) if more else None,
        first_url=url_for("staff.reviews.show") if before else None,
    )


@bp.get("/<int:review_id>")
def review(review_id: int):
    return _page(_review(review_id))


@bp.post("/<int:review_id>/sheet")
def sheet(review_id: int):
    row = _review(review_id)
    form = sheet_form(row.guarantee.version.quality)
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        reviewing.fill_in(row, form.marks, form.words.data, g.person, g.now)
    except reviewing.NotPossible as refused:
        return _refused(row, form, refused)
    flash(_("The sheet is filled in. The handler reads it."), "success")
    return _to(row)


@bp.post("/<int:review_id>/explain")
def explain(review_id: int):
    row, form = _review(review_id), ExplainForm()
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        reviewing.explain(row, form.words.data, g.person, g.now)
    except reviewing.NotPossible as refused:
        return _refused(row, form, refused)
    flash(_("Your word stands beside the sheet."), "success")
    return _to(row)


@bp.post("/<int:review_id>/result")
def result(review_id: int):
    row, form = _review(review_id), ResultForm()
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        reviewing.finish(row, form.result.data, form.words.data, g.person, g.now)
    except reviewing.NotPossible as refused:
        return _refused(row, form, refused)
    flash(_("The review is finished."), "success")
    return _to(row)


def _before() -> int | None:
    typed = request.args.get("before", type=int)
    return typed if typed and 0 < typed < 2**31 else None


def _review(review_id: int) -> Review:
    """One whose case this colleague may see; an agent only his own."""
    row = (reviews.seen_by(g.person, review_id) if review_id < 2**31 else None) or abort(404)
    return row if g.person.role != "agent" or row.handler_id == g.person.id else abort(404)


def _to(row: Review):
    return redirect(url_for("staff.reviews.review", review_id=row.id), 303)


def _refused(row: Review, form, refused: reviewing.NotPossible):
    """The page as it is by now, with the reason and with what was typed."""
    form.form_errors.append(str(words.REFUSALS[refused.code]))
    return _page(_review(row.id), form), 409


def _page(row: Review, posted=None) -> str:
    return render_template(
        "staff/reviews/review.html",
        review=_item(row) | _written(row),
        lines=_lines(row),
        forms=_forms(row, posted),
        posted=posted,
        left=posted.words.data if posted and type(posted).__name__ not in _kinds(row) else "",
    )


def _kinds(row: Review) -> dict[str, str]:
    """Which form this colleague may send now: by the name of its class, the name of its place on the page."""
    mine = g.person.id == row.handler_id
    if row.stage == "scored" and mine:
        return {"ExplainForm": "explain"}
    if mine or g.person.role not in lock.SENIORS or g.person.id in reviews.wrote_in(row.case):
        return {}
    if row.stage == "drawn":
        return {"SheetForm": "sheet"}
    return {"ResultForm": "result"} if row.stage != "closed" and reviewing.may_finish(row, g.now) else {}


def _forms(row: Review, posted) -> dict:
    made = {
        "sheet": lambda: sheet_form(row.guarantee.version.quality, formdata=None),
        "explain": lambda: ExplainForm(formdata=None),
        "result": lambda: ResultForm(formdata=None),
    }
    names = _kinds(row)
    return {name: posted if type(posted).__name__ == kind else made[name]() for kind, name in names.items()}


def _item(row: Review) -> dict:
    zone, share = local_zone(), core.share(row.sheet)
    return {
        "id": row.id,
        "reference": row.case.reference,
        "handler": row.handler.name,
        "reviewer": row.reviewer.name if row.reviewer_id else "",
        "stage": words.STAGES[row.stage],
        "share": format_percent(share) if row.scored_at and share is not None else "",
        "result": words.RESULTS[row.result] if row.result else "",
        "tone": words.TONES.get(row.result, "plain"),
        "drawn": time.day(row.draw.day),
        "drawn_of": row.draw.candidates,
        "seed": row.draw.seed,
        "span": (time.short(row.draw.since, zone, g.now), time.short(row.draw.until, zone, g.now)),
    }


def _written(row: Review) -> dict:
    zone = local_zone()
    moments = ("scored_at", "explained_at", "closed_at")
    said = {name: time.short(getattr(row, name), zone, g.now) if getattr(row, name) else "" for name in moments}
    return said | {"words": row.words, "explanation": row.explanation, "closing": row.closing}


def _lines(row: Review) -> list[dict]:
    """Each criterion with its mark."""
    return [
        {
            "ask": in_language(one.ask),
            "clause": in_language(one.clause) if one.clause else "",
            "mark": words.MARKS.get(row.sheet.get(one.code), ""),
            "is_fault": row.sheet.get(one.code) in ("partly", "no"),
        }
        for one in row.guarantee.version.quality.criteria
    ]
