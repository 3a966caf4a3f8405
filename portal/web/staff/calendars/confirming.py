"""The last look before a draft counts: what it changes, what it would move, and publishing it."""

from flask import Blueprint, flash, g, redirect, render_template, url_for

from portal.actions.calendars import drafting, revising, shifts
from portal.core.calendar_changes import changes as changes_between
from portal.store import calendar as calendars
from portal.store.calendar import CalendarDraft
from portal.web.fields import local_zone
from portal.web.language import in_language
from portal.web.staff.calendars import desk, page
from portal.web.staff.calendars.forms import ConfirmForm
from portal.words import calendar as words
from portal.words import text as texts
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("draft", __name__, url_prefix="/<slug>")


@bp.get("/changes")
def show(slug: str):
    draft = desk.draft(slug)
    note = draft.written.note
    form = ConfirmForm(formdata=None, note_en=note.get("en", ""), note_zh=note.get("zh", ""), seen=revising.mark(draft))
    return _changes(draft, form)


@bp.post("/changes")
def publish(slug: str):
    draft, form = desk.draft(slug), ConfirmForm()
    if not form.validate_on_submit():
        return _changes(draft, form), 422
    if form.seen.data != revising.mark(draft):
        return _changes(draft, _fresh(form, draft), stale=True), 409
    try:
        done = revising.publish(draft, form.note, g.person, g.now)
    except revising.Overtaken:
        return _changes(draft, form), 409
    except revising.NeverReached:
        return _changes(draft, form), 422
    except revising.NoReason:
        form.ask_for_a_reason()
        return _changes(draft, form), 422
    _tell(done)
    return desk.to(slug)


@bp.post("/carry")
def carry(slug: str):
    clashes = drafting.carry(desk.draft(slug), g.now)
    flash(_("Your changes now stand upon the newest revision."), "success")
    if clashes:
        places = texts.listed(words.place(one.place) for one in clashes[:20])
        flash(_("Both of you changed these; your draft holds yours: %(places)s.", places=places), "warning")
    return redirect(url_for("staff.calendars.draft.show", slug=slug), 303)


@bp.post("/discard")
def discard(slug: str):
    if drafting.discard(slug, g.person):
        flash(_("Your draft is thrown away. What counts is as it was."), "success")
    return desk.to(slug) if calendars.row(slug) else redirect(url_for("staff.calendars.show"), 303)


def _fresh(form: ConfirmForm, draft: CalendarDraft) -> ConfirmForm:
    form.seen.data = revising.mark(draft)
    return form


def _changes(draft: CalendarDraft, form: ConfirmForm, stale: bool = False) -> str:
    last, written = calendars.row(draft.slug), draft.written
    before = last.written if last else None
    changed = changes_between(before, written) if before else []
    never = shifts.unreachable(written, g.now)
    effect = shifts.Effect() if never else shifts.of(before, written, g.now)
    return render_template(
        "staff/calendars/changes.html",
        form=form,
        draft=draft,
        last=last,
        title=in_language(written.title) or draft.slug,
        overtaken=drafting.overtaken(draft),
        stale=stale,
        never=[in_language(promise.title) for promise in never],
        changes=page.told(changed),
        more=max(0, len(changed) - 100),
        moves=page.moves(effect, g.now),
        at=time.time_of_day(g.now, local_zone()),
    )


def _tell(done: revising.Published) -> None:
    flash(_("Revision %(number)d counts from now on.", number=done.revision), "success")
    if done.later:
        told = ngettext(
            "%(num)d case is recounted by the worker, one after the other. Until its turn each counts as before.",
            "%(num)d cases are recounted by the worker, one after the other. Until its turn each counts as before.",
            done.cases,
        )
        flash(told, "info")
    elif done.cases:
        flash(ngettext("%(num)d case is recounted.", "%(num)d cases are recounted.", done.cases), "success")
