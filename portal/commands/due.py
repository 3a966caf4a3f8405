"""`flask due`: when something is due, and why. For a clerk with a calendar in his hand, and for checks.

flask due --within "2 working hours" --calendar service-desk.toml --from 2026-08-21T17:00 [--pause FROM/TO …]
flask due --promise complaint-plan [--guarantee NUMBER|FILE] --from 2026-08-21T17:00
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from peewee import OperationalError, ProgrammingError

from portal.actions import publishing
from portal.commands.clock import now
from portal.core import clock
from portal.core import guarantee as core
from portal.core.calendar import WorkingCalendar
from portal.core.guarantee import Guarantee, GuaranteeRefused
from portal.core.promise import Promise, Within
from portal.store import calendar as calendars
from portal.store import guarantee as versions
from portal.store.db import connection
from portal.words import faults
from portal.words import promise as words
from portal.words.translated import gettext as _

Pause = tuple[datetime, datetime | None]
NO_DATABASE = (OperationalError, ProgrammingError)


@dataclass(frozen=True, slots=True)
class Asked:
    """How much time, on which calendar, and the zone of moments that name none; the promise that says so, if named."""

    within: Within
    calendar: WorkingCalendar | None
    zone: tzinfo | None
    promise: Promise | None = None


@click.command("due")
@click.option("--within", help='How much time, such as "2 working hours".')
@click.option("--promise", "code", help="Instead: the code of a promise, such as complaint-plan.")
@click.option("--guarantee", "version", metavar="NUMBER|FILE", help="Whose promise; without it, of the one in force.")
@click.option("--calendar", "desk", metavar="NAME|FILE", help="A TOML file, or a calendar of this site by its name.")
@click.option("--from", "start", required=True, metavar="ISO", help="The start; without an offset, in the file's zone.")
@click.option("--pause", "pauses", multiple=True, metavar="ISO/ISO", help="A pause, from/to; “from/” while it is open.")
@click.argument("more", nargs=-1, metavar="[ISO/ISO …]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")
@with_appcontext
def due(
    within: str | None,
    code: str | None,
    version: str | None,
    desk: str | None,
    start: str,
    pauses: tuple[str, ...],
    more: tuple[str, ...],
    lang: str,
) -> None:
    """Print the due moment, and what was counted and what was not."""
    with force_locale(lang):
        try:
            asked = _asked(within, code, version, desk)
            breaks = [_pause(text, asked.zone) for text in (*pauses, *more)]
            _answer(asked, _moment(start, asked.zone), breaks)
        except ValueError as refused:  # each refusal of the core is one, with a sentence
            raise click.ClickException(str(refused)) from None


def _answer(asked: Asked, start: datetime, pauses: list[Pause]) -> None:
    calendar, zone = asked.calendar, asked.zone or start.tzinfo
    counted = pauses if asked.promise is None or asked.promise.pauses else []
    at = clock.due(asked.within, calendar, start, counted)
    click.echo(at.astimezone(zone).isoformat() if at else _("No due moment while the pause is open."))
    click.echo(words.reason(clock.explain(asked.within, calendar, start, counted), zone))
    if asked.promise:
        click.echo(f"{asked.promise.code}: {words.sentence(asked.promise)}")
    if len(counted) < len(pauses):
        click.echo(_("This promise does not wait for the customer, so no pause counts."))
    if at and calendar and calendar.provisional(at):
        click.echo(_("Provisional: the holidays of that year are not entered yet."))


# --- what was asked


def _asked(within: str | None, code: str | None, version: str | None, desk: str | None) -> Asked:
    if (within is None) == (code is None):
        raise ValueError(_("Say either --within or --promise."))
    if code is None:
        calendar = _calendar(desk) if desk else None
        return Asked(Within.parse(within), calendar, calendar and calendar.zone)
    guarantee = _guarantee(version)
    promise = _promise(code, guarantee)
    calendar = _calendar(desk or promise.calendar) if desk or promise.calendar else None
    return Asked(promise.within, calendar, calendar.zone if calendar else guarantee.zone, promise)


def _promise(code: str, guarantee: Guarantee) -> Promise:
    found = guarantee.promise(code)
    if found is None:
        known = ", ".join(promise.code for promise in guarantee.promises)
        said = {"number": guarantee.number, "code": code, "known": known}
        raise ValueError(_("%(number)s has no promise %(code)s. It has: %(known)s.", **said))
    return found


def _guarantee(version: str | None) -> Guarantee:
    if version and Path(version).is_file():
        return _written(_text(Path(version)))
    found = _stored(lambda: versions.by_number(version) if version else versions.row_in_force(now()))
    if found is None:
        known = ", ".join(row.number for row in _stored(versions.history) or ()) or _("none yet")
        raise ValueError(_("There is no such guarantee here, and no such file. Published: %(known)s.", known=known))
    return found.version


def _written(text: str) -> Guarantee:
    try:
        return core.parse(text)
    except GuaranteeRefused as refused:
        raise ValueError("\n".join(faults.line(fault) for fault in refused.faults)) from None


def _calendar(desk: str) -> WorkingCalendar:
    if Path(desk).is_file():
        return WorkingCalendar.from_dict(tomllib.loads(_text(Path(desk))))
    known = {**publishing.shipped_calendars(), **(_stored(calendars.latest) or {})}
    if desk not in known:
        said = {"name": desk, "known": ", ".join(sorted(known))}
        raise ValueError(_("“%(name)s” is no file and no calendar of this site. It has: %(known)s.", **said))
    return known[desk]


def _text(file: Path) -> str:
    return file.read_text("utf-8-sig")


def _stored(read):
    """What is kept here; None where there is no database yet."""
    try:
        with connection():
            return read()
    except NO_DATABASE:
        return None


def _moment(text: str, zone: tzinfo | None) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no moment. Write it as 2026-08-20T11:30:00+08:00.", text=text)) from None
    return found if found.tzinfo else found.replace(tzinfo=zone or UTC)


def _pause(text: str, zone: tzinfo | None) -> Pause:
    begin, slash, end = text.partition("/")
    if not slash:
        raise ValueError(_("“%(text)s” is no pause. Write it as from/to, or as from/ while it is open.", text=text))
    return _moment(begin, zone), _moment(end, zone) if end else None
