"""`flask guarantee check FILE` and `flask guarantee publish FILE --author A --approver B`."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from peewee import OperationalError, ProgrammingError

from portal.actions import publishing
from portal.commands.clock import now
from portal.core import guarantee as core
from portal.core.guarantee import Fault, GuaranteeRefused
from portal.store.db import connection
from portal.words import faults as words
from portal.words import time

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LANGUAGE = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")

guarantee = AppGroup("guarantee", help="Check a guarantee's text, or publish it.")


@guarantee.command("check")
@FILE
@LANGUAGE
def check(file: Path, lang: str) -> None:
    """Name every fault of FILE, each with its line. Changes nothing."""
    with force_locale(lang), connection():
        text = _text(file)
        _stop_at(_faults(text))
        for note in _notes(text):
            click.echo(words.line(note))
        click.echo(f"{file.name}: no faults.")


@guarantee.command("publish")
@FILE
@click.option("--author", required=True, help="Who wrote it.")
@click.option("--approver", help="The second person who approved it.")
@LANGUAGE
def publish(file: Path, author: str, approver: str | None, lang: str) -> None:
    """Publish FILE as the next version, and add the calendars it names where the store has none."""
    with force_locale(lang), connection():
        try:
            row = publishing.publish(_text(file), author, approver, now())
        except GuaranteeRefused as refused:
            _stop_at(refused.faults)
        effective = time.moment(row.effective_at, row.version.zone)
        click.echo(f"Published as {row.number}. In force from {effective} ({row.version.zone}).")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise click.ClickException(f"{file.name} is not UTF-8 text from line {line} on. Save it as UTF-8.") from None


def _faults(text: str) -> list[Fault]:
    """Judged beside what was published before; where no database is there yet, by itself alone."""
    try:
        return publishing.check(text)
    except (OperationalError, ProgrammingError):
        click.echo("There is no database yet, so the text is judged by itself and by the calendars that ship.")
        return core.check(text, publishing.shipped_calendars())


def _notes(text: str) -> list[Fault]:
    return core.notes(core.parse(text), publishing.shipped_calendars())


def _stop_at(faults: list[Fault]) -> None:
    for fault in faults:
        click.echo(words.line(fault))
    if faults:
        raise click.ClickException(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}. Nothing was published.")
