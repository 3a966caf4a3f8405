"""`flask import FILE --guarantee NUMBER`: real complaints from another system, judged by one version of the guarantee.

Each row is one transaction. Ctrl-C ends between two rows; the same command again goes on where it stopped.
"""

import signal
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from peewee import OperationalError

from portal.actions.importing import (
    MAPPINGS,
    Import,
    Mapping,
    NotReadable,
    Report,
    Table,
    UnknownFile,
    mapping_for,
    read,
)
from portal.commands.clock import now
from portal.store import guarantee as versions
from portal.store.db import connection
from portal.store.guarantee import Guarantee
from portal.words import case as case_words
from portal.words import importing as words
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

STOPPED = 130  # what a shell expects of a command that Ctrl-C ended


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--guarantee", "number", required=True, metavar="NUMBER", help="The version the cases are judged by.")
@click.option("--mapping", "name", type=click.Choice(list(MAPPINGS)), help="What the columns mean, if not clear.")
@click.option("--dry-run", is_flag=True, help="Look at every row and keep nothing.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")
@click.pass_context
@with_appcontext
def import_(context: click.Context, file: Path, number: str, name: str | None, dry_run: bool, lang: str) -> None:
    """Bring the complaints of FILE in, with the moments at which they were received and answered."""
    with force_locale(lang), connection():
        table, mapping = _table(file, name)
        work = Import(table, mapping, _version(number), now(), dry_run)
        said = {"file": file.name, "mapping": mapping.name, "number": number}
        click.echo(_("%(file)s is read as %(mapping)s, judged by %(number)s.", **said))
        stopped = _take_all(work)
        _tell(work.report, dry_run)
        if stopped:
            click.echo(_("Stopped. Nothing is half imported; the same command again goes on from here."))
            context.exit(STOPPED)


def _table(file: Path, name: str | None) -> tuple[Table, Mapping]:
    try:
        table = read(file)
        return table, mapping_for(table.columns, name)
    except NotReadable as refused:
        raise click.ClickException(str(words.UNREADABLE[str(refused)])) from None
    except UnknownFile as unknown:
        raise click.ClickException(_unknown(unknown)) from None


def _unknown(unknown: UnknownFile) -> str:
    if unknown.lacking:
        return _("The file lacks these columns: %(columns)s.", columns=", ".join(unknown.lacking))
    return _("No mapping knows the columns of this file. There are: %(names)s.", names=", ".join(MAPPINGS))


def _version(number: str) -> Guarantee:
    found = versions.by_number(number)
    if found is None:
        known = ", ".join(row.number for row in versions.history()) or _("none yet")
        raise click.ClickException(
            _("There is no published guarantee %(number)s. Published: %(known)s.", number=number, known=known)
        )
    return found


def _take_all(work: Import) -> bool:
    """Row after row, until the end or until somebody asks to stop; whether somebody did."""
    asked: list[int] = []
    before = {name: signal.signal(name, lambda *_: asked.append(1)) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        with click.progressbar(work.table.rows, label=_("Importing"), show_pos=True) as rows:
            for row in rows:
                if asked:
                    break
                work.take(*row)
    except OperationalError as error:
        _tell(work.report, work.dry_run)
        raise click.ClickException(_("The database cannot be used: %(error)s", error=error)) from None
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    return bool(asked)


def _tell(report: Report, dry_run: bool) -> None:
    _tell_cases(report, dry_run)
    if report.here:
        click.echo(ngettext("%(num)d was here already.", "%(num)d were here already.", report.here))
    refused = sum(len(rows) for rows in report.refused.values())
    click.echo(ngettext("%(num)d row was refused.", "%(num)d rows were refused.", refused))
    for code, rows in report.refused.items():
        _tell_count(len(rows), words.REFUSED[code])
        click.echo("           " + _("Rows %(numbers)s", numbers=words.numbers(rows)))
    if report.noted:
        click.echo(_("Worth knowing, and noted in each of the cases:"))
    for code, count in report.noted.items():
        _tell_count(count, words.NOTED[code])


def _tell_cases(report: Report, dry_run: bool) -> None:
    if dry_run:
        click.echo(ngettext("%(num)d case would be imported.", "%(num)d cases would be imported.", report.imported))
    else:
        click.echo(ngettext("%(num)d case imported.", "%(num)d cases imported.", report.imported))
    for state, count in report.states.items():
        _tell_count(count, case_words.STATES[state])


def _tell_count(count: int, what: object) -> None:
    click.echo(f"  {count:>7}  {what}")
