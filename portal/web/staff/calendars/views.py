"""Calendars: everybody of staff reads them; administrators change a draft of their own, see what it would move, and
publish it as the next revision."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from portal.actions.calendars import drafting, official
from portal.core import calendar_text
from portal.core.calendar_changes import changes as changes_between
from portal.core.calendar_text import Written
from portal.store import calendar as calendars
from portal.web.fields import local_zone
from portal.web.language import in_language
from portal.web.staff.calendars import confirming, desk, page
from portal.web.staff.calendars.forms import DaysForm, NewForm, TextForm, WeekForm, YearForm
from portal.words import text as texts
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("calendars", __name__, url_prefix="/calendars")
bp.register_blueprint(confirming.bp)


@bp.get("")
def show() -> str:
    compiled, version = calendars.latest(), desk.version()
    begun = {draft.slug: draft for draft in calendars.drafts(g.person)}
    listed = [page.item(row, compiled[row.slug], version, g.now) for row in calendars.rows()]
    there = {item["slug"] for item in listed}
    new = [draft for slug, draft in begun.items() if slug not in there]
    return render_template("staff/calendars/list.html", calendars=listed, begun=begun, new=new, in_language=in_language)


@bp.route("/new", methods=["GET", "POST"])
def new():
    form = NewForm(_pattern())
    if not form.validate_on_submit():
        return desk.answer("staff/calendars/new.html", form, None)
    written = Written(slug=form.slug.data, years=frozenset(), **form.head)
    try:
        drafting.begin(written, g.person, g.now)
    except drafting.SlugTaken:
        form.slug.errors = [_("There is a calendar “%(slug)s” already.", slug=form.slug.data)]
        return desk.answer("staff/calendars/new.html", form, None)
    flash(_("This is your draft. Nothing counts on it before you publish it."), "success")
    return desk.to(written.slug)


@bp.get("/<slug>")
def sheet(slug: str) -> str:
    draft, last = desk.mine(slug), calendars.row(slug)
    written = draft.written if draft else last.written
    today = g.now.astimezone(written.calendar.zone).date()
    first, version = page.month_of(request.args.get("month"), today), desk.version()
    before = last.written if draft and last else None
    return render_template(
        "staff/calendars/show.html",
        written=written,
        draft=draft,
        last=last,
        title=in_language(written.title) or slug,
        month=page.sheet(written, before, first, today, desk.edits()),
        week=page.week(written),
        dates=page.dates(written, first.year, desk.edits()),
        years=page.years(written, today),
        provisional=written.years is not None and first.year not in written.years,
        promises=page.promises(slug, version),
        number=len(changes_between(before, written)) if before else 0,
        edits=desk.edits(),
        revisions=[(row, time.short(row.at, local_zone(), g.now)) for row in calendars.history(slug)],
    )


@bp.get("/<slug>/revisions/<int:number>")
def revision(slug: str, number: int) -> str:
    row = (calendars.row(slug, number) if number < 2**31 else None) or abort(404)
    earlier = calendars.row(slug, number - 1) if number > 1 else None
    changed = changes_between(earlier.written, row.written) if earlier else []
    return render_template(
        "staff/calendars/revision.html",
        row=row,
        title=in_language(row.written.title) or slug,
        at=time.moment(row.at, local_zone()),
        note=in_language(row.written.note),
        changes=page.told(changed),
        more=max(0, len(changed) - 100),
        latest=calendars.last_revision(slug),
    )


@bp.route("/<slug>/days", methods=["GET", "POST"])
def days(slug: str):
    written = desk.written(slug)
    form = DaysForm(data=_of_a_day(written, request.args.get("first")))
    if not form.validate_on_submit():
        return desk.answer("staff/calendars/days.html", form, written)
    drafting.keep(slug, form.changed(written), g.person, g.now)
    number = len(form.dates)
    flash(
        ngettext("%(num)d day is changed in your draft.", "%(num)d days are changed in your draft.", number), "success"
    )
    return desk.to(slug, form.first.data)


@bp.route("/<slug>/week", methods=["GET", "POST"])
def week(slug: str):
    written = desk.written(slug)
    form = WeekForm(written, seen=desk.seen(slug)) if request.method == "GET" else WeekForm(written)
    if not form.validate_on_submit():
        return desk.answer("staff/calendars/week.html", form, written)
    if form.seen.data != desk.seen(slug):
        return desk.answer("staff/calendars/week.html", form, written, stale=True)
    drafting.keep(slug, replace(written, **form.head), g.person, g.now)
    flash(_("The week is changed in your draft."), "success")
    return desk.to(slug)


@bp.route("/<slug>/years", methods=["GET", "POST"])
def years(slug: str):
    written = desk.written(slug)
    today = g.now.astimezone(written.calendar.zone).date()
    form = YearForm(data={"year": _wanted(written, today), "country": official.CHINA})
    if "entered" in request.form:
        return _mark(slug, written)
    if not form.validate_on_submit():
        return desk.answer("staff/calendars/years.html", form, written, years=page.years(written, today))
    try:
        found = official.year(form.country.data, form.year.data, written, form.region.data)
    except official.Unknown as unknown:
        return desk.answer(
            "staff/calendars/years.html", _not_known(form, unknown), written, years=page.years(written, today)
        )
    joined, doubled = written.joined_with(found.days)
    drafting.keep(slug, joined.entered(form.year.data) if found.complete else joined, g.person, g.now)
    _tell_of(found, form.year.data, doubled)
    return desk.to(slug, date(form.year.data, 1, 1))


@bp.route("/<slug>/text", methods=["GET", "POST"])
def text(slug: str):
    written, draft = desk.written(slug), calendars.draft(slug, g.person)
    shown = draft.toml if draft else calendars.row(slug).toml
    form = TextForm(slug, data={"toml": shown, "seen": desk.seen(slug)})
    if not form.validate_on_submit():
        return desk.answer("staff/calendars/text.html", form, written)
    if form.seen.data != desk.seen(slug):
        return desk.answer("staff/calendars/text.html", form, written, stale=True)
    drafting.keep(slug, form.written, g.person, g.now, form.toml.data + "\n")
    flash(_("The text is kept as your draft."), "success")
    return desk.to(slug)


# What the views stand on


def _pattern() -> Written:
    """The hours a new calendar begins with: those of an office."""
    day = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
    return Written(slug="", tz=str(local_zone()), title={}, week=(day,) * 5 + ((), ()))


def _of_a_day(written: Written, typed: str | None) -> dict:
    """What holds on the date the sheet was asked about, for its form."""
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return {"what": "closed"}
    there = written.days.get(day)
    hours = there.hours if there else written.week[day.weekday()]
    what = ("open" if there.hours else "closed") if there else "closed" if hours else "open"
    names = there.name if there else {}
    usual = calendar_text.usual_hours(written.week)
    return {"first": day, "what": what, "hours": hours or usual, **names}


def _wanted(written: Written, today: date) -> int:
    """The first year from this one on that is not entered."""
    return next(year for year in range(today.year, today.year + 400) if year not in (written.years or ()))


def _mark(slug: str, written: Written) -> Response:
    """Say of a year that its holidays are entered, or that they are not."""
    typed = request.form.get("year", type=int)
    if typed not in official.YEARS:
        abort(400)
    is_entered = request.form["entered"] == "yes"
    drafting.keep(slug, written.entered(typed, is_entered), g.person, g.now)
    done = _("%(year)d counts as entered in your draft.") if is_entered else _("%(year)d is provisional in your draft.")
    flash(done % {"year": typed}, "success")
    return redirect(url_for("staff.calendars.years", slug=slug), 303)


def _not_known(form: YearForm, unknown: official.Unknown) -> YearForm:
    if unknown.what == "region":
        form.region.errors = [_("There is no such region there. Leave it empty for the whole country.")]
    else:
        form.year.errors = [_("Nobody knows the holidays of this year there yet.")]
    return form


def _tell_of(found: official.Official, year: int, doubled: tuple[date, ...]) -> None:
    """What came in with a year, and what is to be looked at."""
    made_up = sum(bool(what.hours) for what in found.days.values())
    off = len(found.days) - made_up
    told = _(
        "%(off)d days off and %(made_up)d make-up days of %(year)d are in your draft.",
        off=off,
        made_up=made_up,
        year=year,
    )
    flash(told, "success")
    if not found.complete:
        flash(_("%(year)d stays provisional: its official make-up days are not known yet.", year=year), "warning")
    if found.estimated:
        flash(
            _("Some of these days follow the moon and are only reckoned. Check them when they are announced."),
            "warning",
        )
    if doubled:
        days = texts.listed(time.day(day) for day in doubled[:20])
        flash(
            _("These days were free in one and worked in the other; they are worked: %(days)s.", days=days), "warning"
        )
