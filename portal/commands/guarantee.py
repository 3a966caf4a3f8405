"""`flask guarantee check FILE` and `flask guarantee publish FILE --author A --approver B`."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from peewee import OperationalError, ProgrammingError

from portal.actions import publishing
from portal.commands.clock import now
from portal.core import coverage
from portal.core import guarantee as core
from portal.core.coverage import Row
from portal.core.guarantee import Fault, GuaranteeRefused
from portal.store.db import connection
from portal.words import case, time
from portal.words import faults as words
from portal.words.guarantee import CELLS
from portal.words.text import set_in_columns
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

NO_DATABASE = (OperationalError, ProgrammingError)

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LANGUAGE = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")

guarantee = AppGroup("guarantee", help="Check a guarantee's text, or publish it.")


@guarantee.command("check")
@FILE
@LANGUAGE
def check(file: Path, lang: str) -> None:
    """Name every fault of FILE, each with its line. Changes nothing."""
    with force_locale(lang):
        text = text_of(file)
        _stop_at(_faults(text))
        for note in publishing.notes(text):
            click.echo(words.line(note))
        _tell_gaps(coverage.gaps(core.parse(text)))
        click.echo(_("%(file)s has no faults.", file=file.name))


@guarantee.command("publish")
@FILE
@click.option("--author", required=True, help="Who wrote it.")
@click.option("--approver", help="The second person, who approved it.")
@LANGUAGE
def publish(file: Path, author: str, approver: str | None, lang: str) -> None:
    """Publish FILE as the next version, with the calendars it names where there are none of that name yet."""
    with force_locale(lang):
        try:
            number, effective = _publish(text_of(file), author, approver)
        except GuaranteeRefused as refused:
            _stop_at(refused.faults)
        except NO_DATABASE as error:
            raise click.ClickException(_("The database cannot be used: %(error)s", error=error)) from None
        click.echo(_("Published as %(number)s. In force from %(moment)s.", number=number, moment=effective))


def _publish(text: str, author: str, approver: str | None) -> tuple[str, str]:
    """The number it got, and from when it counts."""
    with connection():
        row = publishing.publish(text, author, approver, now())
        return row.number, time.moment(row.effective_at, row.version.zone)


def text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise click.ClickException(_("From line %(line)s on this is not UTF-8 text.", line=line)) from None


def _faults(text: str) -> list[Fault]:
    """Judged beside what was published before; by itself alone where there is no database yet."""
    try:
        with connection():
            return publishing.check(text, now())
    except NO_DATABASE:
        click.echo(_("There is no database here: the text is judged by itself and by the calendars that ship."))
        return core.check(text, publishing.shipped_calendars())


def _tell_gaps(rows: Sequence[Row]) -> None:
    """The sorts of case nobody promised anything, or no first response, as a table."""
    if not rows:
        return
    click.echo(_("Where nothing is promised:"))
    head = [_("Kind"), _("Channel"), *(str(case.SEVERITIES[severity]) for severity in coverage.SORTED)]
    lines = [[case.KINDS[row.kind], case.CHANNELS[row.channel], *map(CELLS.get, row.cells)] for row in rows]
    for line in set_in_columns([head, *lines]):
        click.echo(f"  {line}")


def _stop_at(faults: list[Fault]) -> None:
    for fault in faults:
        click.echo(words.line(fault))
    if faults:
        raise click.ClickException(
            ngettext("%(num)d fault. Nothing was published.", "%(num)d faults. Nothing was published.", len(faults))
        )
