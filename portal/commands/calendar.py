"""`flask calendar check FILE` and `flask calendar publish FILE --person NAME`: for who keeps calendars as files, or has
too many open cases to count on a page."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from portal.actions.calendars import recounting, revising, shifts
from portal.actions.calendars.shifts import Shift
from portal.commands.clock import now
from portal.core import calendar_text
from portal.core.calendar_changes import first_difference
from portal.core.calendar_faults import CalendarRefused
from portal.core.calendar_text import Written
from portal.store import calendar as calendars
from portal.store import counted
from portal.store.db import connection
from portal.words import calendar as words
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

LISTED = 50
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LANGUAGE = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")

calendar = AppGroup("calendar", help="Check a calendar's text, or publish it as the next revision.")


@calendar.command("check")
@FILE
@LANGUAGE
def check(file: Path, lang: str) -> None:
    """Name every fault of FILE. Changes nothing."""
    with force_locale(lang):
        _written(file)
        click.echo(_("%(file)s has no faults.", file=file.name))


@calendar.command("publish")
@FILE
@click.option("--person", required=True, help="Who publishes it.")
@click.option("--yes", is_flag=True, help="Without asking.")
@LANGUAGE
def publish(file: Path, person: str, yes: bool, lang: str) -> None:
    """Show what FILE would move, ask, publish it as the next revision, and recount every case it touches."""
    with force_locale(lang), connection():
        written, moment = _written(file), now()
        last = calendars.row(written.slug)
        moves = _moves(last.written if last else None, written, moment)
        _tell(moves, moment)
        if not yes:
            click.confirm(_("Publish it?"), abort=True)
        _publish(file.read_text("utf-8-sig"), last.revision if last else 0, person, moves, moment)


def _written(file: Path) -> Written:
    try:
        return calendar_text.read(file.read_text("utf-8-sig"))
    except CalendarRefused as refused:
        for fault in refused.faults:
            click.echo(words.fault(fault))
        number = len(refused.faults)
        told = ngettext("%(num)d fault. Nothing was published.", "%(num)d faults. Nothing was published.", number)
        raise click.ClickException(told) from None
    except UnicodeDecodeError:
        raise click.ClickException(_("This is not UTF-8 text.")) from None


def _moves(before: Written | None, after: Written, moment: datetime) -> list[Shift]:
    """Every round that would move, counted with a bar."""
    since = first_difference(before, after) if before else None
    if since is None:
        return []
    found = list(counted.rounds(after.slug, since))
    with click.progressbar(length=len(found), label=_("Counting")) as bar:
        return list(shifts.of_rounds(found, after, moment, lambda: bar.update(1)))


def _tell(moves: list[Shift], moment: datetime) -> None:
    """How many, and the first of them."""
    moving = [shift for shift in moves if not shift.stays]
    click.echo(ngettext("%(num)d running promise moves", "%(num)d running promises move", len(moving)))
    for shift in moving[:LISTED]:
        was = time.due_short(shift.was, "UTC", moment) if shift.was else _("the clock stands still")
        click.echo(
            f"  {shift.round.reference}  {shift.round.code}  {was} → {time.due_short(shift.now, 'UTC', moment)} UTC"
        )
    if len(moving) > LISTED:
        click.echo(ngettext("And %(num)d more.", "And %(num)d more.", len(moving) - LISTED))


def _publish(text: str, base: int, person: str, moves: list[Shift], moment: datetime) -> None:
    case_ids = sorted({shift.round.case for shift in moves if not shift.stays})
    is_later = any(shift.later for shift in moves)
    try:
        row = revising.publish_text(text, base, person, case_ids, is_later, moment)
    except revising.Overtaken:
        raise click.ClickException(_("Somebody published a revision meanwhile. Nothing was changed.")) from None
    except revising.NeverReached as never:
        raise click.ClickException(_("Some promises could never be kept: %(codes)s.", codes=str(never))) from None
    except revising.NoReason:
        told = _('Dates of customers move later. Tell them why: note = { en = "…", zh = "…" }')
        raise click.ClickException(told) from None
    with click.progressbar(case_ids, label=_("Recounting")) as bar:
        for case_id in bar:
            recounting.one(case_id, now())
    click.echo(_("Revision %(number)d counts from now on.", number=row.revision))
