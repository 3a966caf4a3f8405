"""`flask doctor`: one look at everything the portal stands on, and for whatever is wrong, what to do."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from peewee import PeeweeException

from portal.commands.checkup import inside, outside
from portal.commands.checkup.finding import BAD, GOOD, LOOK, Finding, bad
from portal.commands.clock import now
from portal.config import Settings
from portal.store.db import connection
from portal.words import text
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

COLOURS = {GOOD: "green", LOOK: "yellow", BAD: "red"}
LEFT = " " * 22


@click.command("doctor")
@click.option("--short", is_flag=True, help="One line, for a monitor: what is wrong, or that nothing is.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the answer.")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, short: bool, lang: str) -> None:
    """Look at settings, database, mail, disk, clock, calendars and worker. Exit code 1 if something is broken."""
    with force_locale(lang):
        found = []
        for finding in examine(current_app.config["KEPT"]):
            found.append(finding)
            if not short:
                click.echo(_told(finding))
        click.echo(_summary(found) if short else f"\n{_summary(found)}")
    context.exit(int(any(finding.standing == BAD for finding in found)))


def examine(kept: Settings) -> Iterator[Finding]:
    """Every part in turn. What needs the database is left out where the database is not to be had."""
    yield from outside.settings(kept)
    yield outside.disk(kept)
    yield outside.mail(kept)
    yield from outside.answers(kept)
    if lacking := _no_file(kept):
        yield lacking
        return
    try:
        with connection():
            yield from _store()
    except PeeweeException as error:
        said = _("it does not answer: %(error)s", error=str(error).strip().partition("\n")[0])
        yield bad(_("Database"), said, _("Check DATABASE_URL, and whether the database runs and lets us in."))


def _store() -> Iterator[Finding]:
    database = inside.database()
    yield database
    if database.standing == BAD:
        return
    moment = now()
    yield inside.clock(moment)
    yield inside.promise(moment)
    yield from inside.calendars(moment)
    yield inside.worker(moment)
    yield inside.letters(moment)
    yield inside.people()


def _no_file(kept: Settings) -> Finding | None:
    """A look makes no database: SQLite would begin an empty one."""
    file = kept.database_url.removeprefix("sqlite:///")
    if file in (kept.database_url, ":memory:") or Path(file).exists():
        return None
    return bad(_("Database"), _("there is none at %(file)s", file=file), _("Run: %(command)s", command=inside.MIGRATE))


def _told(finding: Finding) -> str:
    word = {GOOD: _("good"), LOOK: _("look"), BAD: _("bad")}[finding.standing]
    line = f"  {click.style(_wide(word, 6), fg=COLOURS[finding.standing])}{_wide(finding.about, 14)}{finding.said}"
    return f"{line}\n{LEFT}{finding.do}" if finding.do else line


def _wide(text: str, cells: int) -> str:
    """Filled up to so many cells of a terminal, where a Chinese character takes two."""
    return text + " " * (cells - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))


def _summary(found: list[Finding]) -> str:
    count = Counter(finding.standing for finding in found)
    if count[GOOD] == len(found):
        return _("Everything is well.")
    parts = [
        ngettext("%(num)d thing is broken", "%(num)d things are broken", count[BAD]) if count[BAD] else "",
        ngettext("%(num)d thing needs a look", "%(num)d things need a look", count[LOOK]) if count[LOOK] else "",
    ]
    names = dict.fromkeys(finding.about for finding in found if finding.standing != GOOD)
    told = text.listed(parts)
    return _("%(count)s: %(parts)s", count=told, parts=text.listed(names))
