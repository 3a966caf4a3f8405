"""`flask restore FILE`: make this portal what it was when the backup was made."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.actions import keeping
from portal.actions.keeping import Manifest, NotABackup, Refused
from portal.actions.keeping.archive import KEYS
from portal.store.db import connection
from portal.store.snapshot import NotPossible

AFTERWARDS = "Now start the portal. `flask --app wsgi reconcile` checks that everything fits together."
WITHOUT_KEYS = "The backup holds no keys: set the SECRET_KEYS it was made with, or no private link opens any more."


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Although there is something here already, which is lost then.")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE back into an empty place. Stop the portal first: web and worker."""
    click.echo(f"Checking {file.name} …")
    with connection():
        try:
            manifest, erased = keeping.put_back(file, current_app.config["KEPT"], force)
        except (NotABackup, Refused, NotPossible) as refused:
            raise click.ClickException(f"{refused} Nothing was changed.") from None
    _tell(manifest)
    if erased:
        names = ", ".join(erased)
        click.echo(f"Erased after the backup was made, and now back: {names}. Erase them again.")


def _tell(manifest: Manifest) -> None:
    cases = manifest.counts.get("cases", 0)
    click.echo(f"Restored as of {manifest.made_at}: {cases} cases, {len(manifest.files)} files.")
    if KEYS not in manifest.contents:
        click.echo(WITHOUT_KEYS)
    click.echo(AFTERWARDS)
