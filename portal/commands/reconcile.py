"""`flask reconcile`: whether cases, history, promises, letters and files agree. It reads, and changes nothing."""

from collections.abc import Iterator
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.actions.keeping import reconcile as check
from portal.commands.clock import now
from portal.store import books, file, mail
from portal.store.db import connection
from portal.store.shelf import Shelf


@click.command("reconcile")
@click.option("--fix", is_flag=True, help="Set signposts anew, and remove files no row knows. Nothing else is touched.")
@click.pass_context
@with_appcontext
def reconcile(context: click.Context, fix: bool) -> None:
    """Check that everything that is kept agrees; a sentence for each disagreement, and then the exit code 1."""
    shelf = Shelf(current_app.config["KEPT"].files_dir)
    with connection():
        found = [*_cases(fix), *_files(shelf), *_originals(shelf), *_orphans(shelf, now(), fix)]
    for said in found:
        click.echo(said)
    if found:
        click.echo(f"{len(found)} disagreements.")
        context.exit(1)
    click.echo("Everything agrees.")


def _cases(fix: bool) -> Iterator[str]:
    with click.progressbar(books.read(), books.count(), label="Cases", show_pos=True) as each:
        for book in each:
            said = check.case(book) and check.case(fresh := check.again(book))
            for sentence in said:
                yield f"{sentence}{_set(fresh, fix) if check.SIGNPOST in sentence else ''}"


def _set(book: books.Book, fix: bool) -> str:
    if fix:
        check.set_signposts(book)
    return " It was set anew." if fix else ""


def _files(shelf: Shelf) -> Iterator[str]:
    with click.progressbar(file.every(), file.count(), label="Files", show_pos=True) as each:
        yield from (said for row in each if (said := check.file(row, shelf)))


def _originals(shelf: Shelf) -> Iterator[str]:
    with click.progressbar(mail.originals(), mail.count_originals(), label="Mail", show_pos=True) as each:
        yield from (said for row in each if (said := check.original(row, shelf)))


def _orphans(shelf: Shelf, moment: datetime, fix: bool) -> Iterator[str]:
    for name in check.orphans(shelf, moment):
        if fix:
            shelf.remove(name)
        yield f"On the shelf lies {name}, and no row knows it.{' It was removed.' if fix else ''}"
