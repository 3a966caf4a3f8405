"""`flask retention`: erase the closed cases whose time has come, as their guarantee says.

The watch does this by itself; the command shows what is due, and catches up where it had nobody to do it.
"""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.actions import attaching, erasing
from portal.commands.clock import now
from portal.store.case import Case
from portal.store.db import connection
from portal.store.shelf import Shelf


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only list what would be erased.")
@click.option("--imported", is_flag=True, help="Also cases that came from an older system.")
@with_appcontext
def retention(dry_run: bool, imported: bool) -> None:
    """Erase words, names, files and letters of cases closed longer ago than their guarantee keeps them."""
    with connection():
        moment = now()
        due = erasing.overdue(moment, imported)
        if dry_run:
            _list(due)
            return
        erased = _erase(due, moment)
        settings = current_app.config["KEPT"]
        attaching.clear(Shelf(settings.files_dir), moment)
        erasing.finish(settings.mail_dir, moment)
    click.echo(f"{erased} cases erased.")


def _list(due: list[Case]) -> None:
    for case in due:
        click.echo(f"{case.reference}  {case.kind:<10}  closed {case.closed_at:%Y-%m-%d}")
    click.echo(f"{len(due)} cases would be erased. Nothing was changed.")


def _erase(due: list[Case], moment) -> int:
    with click.progressbar(due, label="Erasing", show_pos=True) as each:
        return sum(erasing.erase(case, moment) for case in each)
