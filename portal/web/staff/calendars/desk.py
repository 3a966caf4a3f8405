"""What every page of this room stands on: whose draft it is, which revision counts, and the way back."""

from datetime import date

from flask import Response, abort, flash, g, redirect, render_template, url_for

from portal.actions.calendars import drafting, revising
from portal.core.calendar_text import Written
from portal.core.terms import Guarantee
from portal.store import calendar as calendars
from portal.store import guarantee
from portal.store.calendar import CalendarDraft
from portal.web.language import in_language
from portal.words.translated import gettext as _


def edits() -> bool:
    return g.person.role == "admin"


def version() -> Guarantee | None:
    """The version in force."""
    return guarantee.in_force(g.now)


def mine(slug: str) -> CalendarDraft | None:
    """This colleague's draft; no page where there is neither a draft nor a revision."""
    draft = calendars.draft(slug, g.person) if edits() else None
    return draft or (None if calendars.last_revision(slug) else abort(404))


def written(slug: str) -> Written:
    try:
        return drafting.of(slug, g.person)
    except drafting.NothingThere:
        abort(404)


def seen(slug: str) -> str:
    """By which a form knows what it was made from."""
    draft = calendars.draft(slug, g.person)
    return revising.mark(draft) if draft else str(calendars.last_revision(slug))


def draft(slug: str) -> CalendarDraft:
    """The draft that is about to be published; without one there is nothing to look at."""
    draft = calendars.draft(slug, g.person)
    if draft is None:
        written(slug)
        flash(_("There is no draft of yours any more, so nothing would change."), "info")
        abort(to(slug))
    return draft


def answer(template: str, form, written: Written | None, stale: bool = False, **more):
    """The page of a form, with everything typed. `stale`: it was made from something that is not there any more."""
    status = 409 if stale else 422 if form.errors else 200
    title = in_language(written.title) if written else ""
    shown = {
        "form": form,
        "written": written,
        "title": title,
        "stale": stale,
        "current": seen(written.slug) if stale else "",
    }
    return render_template(template, **shown, **more), status


def to(slug: str, day: date | None = None) -> Response:
    month = f"{day:%Y-%m}" if day else None
    return redirect(url_for("staff.calendars.sheet", slug=slug, month=month), 303)
