"""The versions of the guarantee and the drafts of the next one: written by hand or in forms, checked as they are typed,
approved by a second person, published."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from portal.actions import publishing
from portal.actions.publishing import drafts
from portal.actions.publishing.drafts import DraftOvertaken, DraftRefused
from portal.core.guarantee import GuaranteeRefused
from portal.core.guarantee_reader import LONGEST, NUMBER
from portal.core.toml_edit import NotWritable
from portal.store import calendar, draft, guarantee
from portal.store.draft import Draft
from portal.web.fields import local_zone
from portal.web.staff.guarantees import page, parts
from portal.web.staff.guarantees.editing import Editing
from portal.web.staff.guarantees.forms import StepForm, TextForm
from portal.words import faults as sentences
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("guarantees", __name__, url_prefix="/guarantees")
DRAFT = "/drafts/<int:draft_id>"
PIECE = "piece"  # asked for by a script as somebody types: only the list of faults

REFUSED = {
    "own_words": lambda: _("You wrote in this draft, so somebody else must approve it."),
    "not_approved": lambda: _(
        "Nobody has approved this text yet. It was changed after the approval, or never had one."
    ),
    "too_long": lambda: _(
        "This text is longer than %(most)s characters. Nothing was stored; it is still below.", most=f"{LONGEST:,}"
    ),
}


@bp.get("")
def show() -> str:
    rows = guarantee.history()
    in_force = guarantee.row_in_force(g.now)
    return render_template(
        "staff/guarantees/show.html",
        rows=rows,
        in_force=in_force,
        drafts=[(row, page.title(row, parts.read(row.toml))) for row in draft.open_ones()],
        form=StepForm(formdata=None),
        zone=local_zone(),
        now=g.now,
    )


@bp.post("/drafts")
def begin() -> Response:
    """A draft that begins as a copy: of the version named, of the one in force, or of the demo guarantee."""
    number = request.form.get("number", "")
    row = guarantee.by_number(number) if NUMBER.fullmatch(number) else None
    row = row or guarantee.row_in_force(g.now)
    text = row.toml if row else publishing.DEMO.read_text("utf-8")
    begun = drafts.begin(text, g.person, g.now)
    flash(_("The draft is a copy. Give it a number of its own, and say what it changes."), "success")
    return _to(begun)


@bp.get(DRAFT)
def show_draft(draft_id: int) -> str:
    return _page(_draft(draft_id))


@bp.get(f"{DRAFT}/edit/text")
def text(draft_id: int):
    row = _draft(draft_id)
    if not row.is_open:
        return _to(row)
    return _text(row, TextForm(formdata=None, seen=row.version, toml=row.toml))


@bp.post(f"{DRAFT}/edit/text")
def save_text(draft_id: int):
    """Keep the text, or with the button “check” only judge it. Whatever stands in the way, it comes back whole."""
    row, form = _draft(draft_id), TextForm()
    typed = form.toml.data or ""
    if request.form.get("check") == PIECE:
        return _piece(row, typed)
    if "check" in request.form and len(typed) <= LONGEST:
        return _text(row, form, publishing.check(drafts.tidy(typed), g.now))
    try:
        drafts.write(row, _seen(form), typed, g.person, g.now)
    except DraftRefused as refused:
        form.toml.errors = [REFUSED[refused.code]()]
        return _text(row, form), 422
    except DraftOvertaken:
        return _overtaken_text(row, form)
    return _saved(row)


@bp.get(f"{DRAFT}/edit/<part>")
def edit(draft_id: int, part: str):
    row = _draft(draft_id)
    if not row.is_open:
        return _to(row)
    editing = Editing.of(row, part, calendar.latest())
    return editing.page() if editing else _no_form(row)


@bp.post(f"{DRAFT}/edit/<part>")
def save(draft_id: int, part: str):
    """Write what was typed into the text. What is wrong with it is said by the check, and kept all the same."""
    row = _draft(draft_id)
    editing = Editing.of(row, part, calendar.latest(), typed=True)
    if _seen(StepForm()) not in (0, row.version):
        return _overtaken_part(row, part)
    if editing is None:
        return _no_form(row)
    try:
        if request.form.get("check") == PIECE:
            return _piece(row, editing.text())
        if "check" in request.form:
            return editing.checked(g.now)
        text = editing.without() if "remove" in request.form else editing.text()
        drafts.write(row, editing.seen, text, g.person, g.now)
    except NotWritable:
        return _piece(row, None) if request.form.get("check") == PIECE else (editing.page(not_writable=True), 422)
    except DraftRefused as refused:
        return editing.page(refused=REFUSED[refused.code]()), 422
    except DraftOvertaken:
        return _overtaken_part(_draft(draft_id), part)
    return _saved(row)


@bp.post(f"{DRAFT}/approve")
def approve(draft_id: int):
    return _step(draft_id, drafts.approve, lambda _row: _("Approved. The text can be published now."))


@bp.post(f"{DRAFT}/publish")
def publish(draft_id: int):
    return _step(draft_id, drafts.publish, _published)


@bp.post(f"{DRAFT}/discard")
def discard(draft_id: int):
    return _step(draft_id, drafts.discard, lambda _row: _("The draft is put away."))


def _published(row) -> str:
    moment = time.moment(row.effective_at, row.version.zone)
    return _("Published as %(number)s. In force from %(moment)s.", number=row.number, moment=moment)


def _step(draft_id: int, act, told):
    """One button. Who was too late, or may not, reads why on the page as it is now."""
    row, form = _draft(draft_id), StepForm()
    try:
        done = act(row, _seen(form), g.person, g.now)
    except DraftOvertaken:
        return _page(_draft(draft_id), overtaken=True), 409
    except DraftRefused as refused:
        return _page(_draft(draft_id), refused=[REFUSED[refused.code]()]), 409
    except GuaranteeRefused as refused:
        return _page(_draft(draft_id), refused=[sentences.line(fault) for fault in refused.faults]), 409
    flash(told(done), "success")
    ended = act is not drafts.approve
    return redirect(url_for("staff.guarantees.show"), 303) if ended else _to(row)


def _draft(draft_id: int) -> Draft:
    row = draft.by_id(draft_id) if draft_id < 2**31 else None
    return row or abort(404)


def _seen(form) -> int:
    """The version he saw; what is none is older than any."""
    typed = form.seen.data or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0


def _page(row: Draft, **told) -> str:
    if not row.is_open:
        return render_template("staff/guarantees/over.html", **page.over(row), **told)
    form = StepForm(formdata=None, seen=row.version)
    return render_template("staff/guarantees/draft.html", form=form, **page.content(row, g.now), **told)


def _piece(row: Draft, typed: str | None) -> str:
    """The faults of what is typed at this moment; None: the form cannot write it. Stores nothing."""
    if typed is None or len(typed) > LONGEST:
        told = {"not_writable": typed is None, "too_long": typed and REFUSED["too_long"]()}
        return render_template("staff/guarantees/faults.html", faults=[], **told)
    text = drafts.tidy(typed)
    found = page.faults(Draft(id=row.id, toml=text), publishing.check(text, g.now), None)
    return render_template("staff/guarantees/faults.html", faults=found, draft=row)


def _text(row: Draft, form: TextForm, found=None, **told) -> str:
    judged = publishing.check(row.toml, g.now) if found is None and not form.is_submitted() else found or []
    shown = Draft(id=row.id, toml=drafts.tidy(form.toml.data or "") if not form.toml.errors else "")
    return render_template(
        "staff/guarantees/text.html",
        draft=row,
        name=page.title(row, parts.read(row.toml)),
        form=form,
        faults=page.faults(shown, judged, None),
        was_checked=found is not None,
        line=request.args.get("line", "", str)[:6],
        **told,
    )


def _overtaken_text(row: Draft, form: TextForm):
    """Somebody else was quicker: his name, what differs, and the typed text ready to be sent once more."""
    fresh = _draft(row.id)
    typed = drafts.tidy(form.toml.data or "")
    form.seen.data = str(fresh.version)
    return _text(fresh, form, [], overtaken=fresh, differs=page.differs(fresh.toml, typed)), 409


def _overtaken_part(fresh: Draft, part: str):
    """The same of a form: it comes back on the line it was about, wherever that stands now."""
    editing = Editing.again(fresh, part, calendar.latest()) or abort(404)
    return editing.page(overtaken=fresh), 409


def _saved(row: Draft) -> Response:
    fresh = _draft(row.id)
    found = publishing.check(fresh.toml, g.now)
    left = ngettext("Stored, with %(num)d fault to mend.", "Stored, with %(num)d faults to mend.", len(found))
    flash(left if found else _("Stored. The text has no faults."), "warning" if found else "success")
    if fresh.lost_its_approval:
        flash(_("The text was approved before. It is another one now, so it needs a new approval."), "warning")
    return _to(fresh)


def _no_form(row: Draft):
    """No such part; or the text is no TOML, and only the text itself can be mended."""
    if parts.read(row.toml) is not None:
        abort(404)
    flash(_("The text cannot be read by a form as it stands. Mend it here first."), "warning")
    return redirect(url_for("staff.guarantees.text", draft_id=row.id), 303)


def _to(row: Draft) -> Response:
    return redirect(url_for("staff.guarantees.show_draft", draft_id=row.id), 303)
