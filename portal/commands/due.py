"""`flask due`: when something is due, and why. For a clerk with a calendar in his hand, and for checks."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core import clock
from portal.core.calendar import WorkingCalendar
from portal.core.promise import Within
from portal.words import promise as words

Pause = tuple[datetime, datetime | None]


@click.command("due")
@click.option("--within", required=True, help='How much time, such as "2 working hours".')
@click.option("--calendar", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A TOML file.")
@click.option("--from", "start", required=True, metavar="ISO", help="The start; without an offset, in the file's zone.")
@click.option("--pause", "pauses", multiple=True, metavar="ISO/ISO", help="A pause, from/to; “from/” while it is open.")
@click.argument("more", nargs=-1, metavar="[ISO/ISO …]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")
@with_appcontext
def due(within: str, file: Path | None, start: str, pauses: tuple[str, ...], more: tuple[str, ...], lang: str) -> None:
    """Print the due moment, and what was counted and what was not."""
    with force_locale(lang):
        try:
            calendar = _calendar(file)
            breaks = [_pause(text, calendar) for text in (*pauses, *more)]
            _answer(Within.parse(within), calendar, _moment(start, calendar), breaks)
        except ValueError as refused:  # each refusal of the core is one, with a sentence
            raise click.ClickException(str(refused)) from None


def _answer(within: Within, calendar: WorkingCalendar | None, start: datetime, pauses: list[Pause]) -> None:
    zone = calendar.zone if calendar else start.tzinfo
    at = clock.due(within, calendar, start, pauses)
    click.echo(at.astimezone(zone).isoformat() if at else _("No due moment while the pause is open."))
    click.echo(words.reason(clock.explain(within, calendar, start, pauses), zone))
    if at and calendar and calendar.provisional(at):
        click.echo(_("Provisional: the holidays of that year are not entered yet."))


def _calendar(file: Path | None) -> WorkingCalendar | None:
    return file and WorkingCalendar.from_dict(tomllib.loads(file.read_text("utf-8-sig")))


def _moment(text: str, calendar: WorkingCalendar | None) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no moment. Write it as 2026-08-20T11:30:00+08:00.", text=text)) from None
    return found if found.tzinfo else found.replace(tzinfo=calendar.zone if calendar else UTC)


def _pause(text: str, calendar: WorkingCalendar | None) -> Pause:
    begin, slash, end = text.partition("/")
    if not slash:
        raise ValueError(_("“%(text)s” is no pause. Write it as from/to, or as from/ while it is open.", text=text))
    return _moment(begin, calendar), _moment(end, calendar) if end else None
