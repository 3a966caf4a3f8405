"""`flask backup FILE|DIR`: one archive with the database and the files, while everybody goes on working."""

from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.actions import keeping
from portal.actions.keeping import Manifest
from portal.commands.clock import now
from portal.store.db import connection
from portal.store.snapshot import NotPossible

KEYS_ELSEWHERE = (
    "The keys that sign the private links are not in it. Without the same SECRET_KEYS (or DATA_DIR/secret_keys) no "
    "link that was ever mailed opens again: keep a copy of them in another place."
)


@click.command("backup")
@click.argument("place", metavar="FILE|DIR", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Also the keys of DATA_DIR/secret_keys. Then guard it like a key.")
@with_appcontext
def backup(place: Path, with_keys: bool) -> None:
    """Write everything the portal keeps into one archive, FILE or a new file in DIR. Nothing need be stopped."""
    with connection():
        moment = now()
        path = place / f"kept-{moment:%Y%m%d-%H%M%S}.tar.gz" if place.is_dir() else place
        try:
            manifest = _make(path, moment, with_keys)
        except FileExistsError:
            raise click.ClickException(f"{path} is there already, and no backup is written over.") from None
        except (NotPossible, OSError) as error:
            raise click.ClickException(f"There is no backup: {error}") from None
    _tell(path, manifest, with_keys)


def _make(path: Path, moment, with_keys: bool) -> Manifest:
    if path.exists():
        raise FileExistsError(path)
    progress = partial(click.progressbar, label="Adding files", show_pos=True)
    version = current_app.jinja_env.globals["version"]
    return keeping.make(path, current_app.config["KEPT"], moment, version, progress, with_keys)


def _tell(path: Path, manifest: Manifest, with_keys: bool) -> None:
    size = path.stat().st_size / 1024 / 1024
    cases = manifest.counts.get("cases", 0)
    click.echo(f"{path}: {cases} cases, {len(manifest.files)} files, {size:.1f} MB.")
    if not with_keys:
        click.echo(KEYS_ELSEWHERE)
