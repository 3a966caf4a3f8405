"""Putting a backup back: everything is checked before anything is touched; files first, the database last.

A file without a row is swept away by and by, a row without its file would be a loss: so whatever interrupts it, the
same command once more ends it.
"""

import os
import tempfile
from pathlib import Path

from portal.actions.keeping import archive
from portal.actions.keeping.archive import FILES, KEYS, Manifest
from portal.config import Settings
from portal.store import erasure, schema, snapshot
from portal.store.shelf import Shelf

KINDS = {snapshot.SQLITE: "SQLite", snapshot.POSTGRESQL: "PostgreSQL"}


class Refused(Exception):
    """The backup is good, but it does not belong here; the message says why, in a sentence."""


def put_back(path: Path, settings: Settings, force: bool = False) -> tuple[Manifest, list[str]]:
    """Make this portal what it was when the backup was made; what was in the backup, and the references of the cases
    that had been erased here since and are back. Needs an open connection.

    Raises NotABackup, Refused, NotPossible; then nothing was changed.
    """
    with tempfile.TemporaryDirectory(prefix=".kept-restore-", dir=settings.data_dir) as beside:
        folder = Path(beside)
        manifest = archive.unpack(path, folder)
        _refuse(manifest, settings, force)
        snapshot.check(folder)
        erased = erasure.references()
        _files(folder / FILES, settings.files_dir)
        snapshot.put_back(folder)
        schema.migrate()
        _keys(folder / KEYS, settings.data_dir / KEYS)
    return manifest, sorted(erased - erasure.references())


def _refuse(manifest: Manifest, settings: Settings, force: bool) -> None:
    if manifest.database != snapshot.name():
        here, there = KINDS[snapshot.name()], KINDS.get(manifest.database, manifest.database)
        raise Refused(f"The backup is of {there}, and DATABASE_URL names {here}.")
    unknown = sorted(set(manifest.migrations) - schema.known())
    if unknown:
        raise Refused(f"The backup was made by a newer version of Kept ({unknown[-1]}). Update first.")
    used = not snapshot.is_empty() or any(Shelf(settings.files_dir).all())
    if used and not force:
        raise Refused(
            "There is something here already: the backup would take its place. To say that you mean it: --force"
        )


def _files(unpacked: Path, shelf: Path) -> None:
    """Their names are random and their contents never change: what is here already may be written over."""
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in sorted(unpacked.glob("*")):
        file.replace(shelf / file.name)
    handle = os.open(shelf, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keys(unpacked: Path, place: Path) -> None:
    if unpacked.exists():
        unpacked.replace(place)
