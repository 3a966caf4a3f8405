"""`flask migrate`: bring the database to this version's tables."""

import click
from flask.cli import with_appcontext

from portal.store.db import connection
from portal.store.schema import migrate as migrate_store


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the tables of this version."""
    with connection():
        applied = migrate_store()
    click.echo("\n".join(f"applied {name}" for name in applied) or "The database is up to date.")
