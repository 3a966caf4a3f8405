"""`flask mail receive`: a mail server on this machine hands over what it took for us.

The exit codes are those of sysexits.h, which mail servers read: 0, stored, and only then; 75, keep it and try again.
"""

import sys

import click
from flask.cli import with_appcontext

from portal.commands import letterbox
from portal.commands.clock import now
from portal.store.db import connection

TRY_AGAIN, NOTHING = 75, 65


@click.group("mail")
def mail() -> None:
    """Mail that comes in."""


@mail.command("receive")
@click.option("--to", "also_to", multiple=True, metavar="ADDRESS", help="Whom it was sent to, by its envelope.")
@click.pass_context
@with_appcontext
def receive(context: click.Context, also_to: tuple[str, ...]) -> None:
    """Take in one mail from standard input."""
    raw = sys.stdin.buffer.read()
    if not raw.strip():
        click.echo("There is no mail in this.", err=True)
        context.exit(NOTHING)
    try:
        with connection():
            letterbox.take_in(raw, now(), also_to)
    except Exception as error:
        click.echo(f"It could not be stored now ({type(error).__name__}). Keep it, and try again.", err=True)
        context.exit(TRY_AGAIN)
