"""Making a backup while everybody works: first the database, then the files its rows name.

A file is on the shelf before its row is written, so every row in the copy has its file, unless the case was erased
between the two: then it is rightly not in the backup.
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from portal.actions.keeping import archive
from portal.actions.keeping.archive import FILES, KEYS, Manifest
from portal.config import Settings
from portal.store import schema, snapshot
from portal.store.shelf import Shelf
from portal.store.snapshot import NotPossible

#: Shows how far it is: click's progress bar, or nothing.
Progress = Callable[[Iterable[str]], AbstractContextManager[Iterable[str]]]


def make(path: Path, settings: Settings, now: datetime, version: str, progress: Progress, keys=False) -> Manifest:
    """Write the archive. `keys`: with the secret keys, where they lie in DATA_DIR. Raises NotPossible, OSError."""
    beside = tempfile.TemporaryDirectory(prefix=".kept-backup-", dir=path.parent)
    with beside as folder, archive.written(path) as writer:
        counts = snapshot.save(Path(folder))
        writer.add(snapshot.name(), Path(folder) / snapshot.name())
        _add_files(writer, settings.files_dir, progress)
        if keys:
            _add_keys(writer, settings.data_dir / KEYS)
        manifest = Manifest(version, now.isoformat(), snapshot.name(), schema.applied(), counts)
        writer.finish(manifest)
    return manifest


def _add_files(writer: archive.Writer, folder: Path, progress: Progress) -> None:
    names = sorted(Shelf(folder).all())
    with progress(names) as each:
        for name in each:
            try:
                writer.add(f"{FILES}/{name}", folder / name)
            except FileNotFoundError:
                continue  # erased meanwhile


def _add_keys(writer: archive.Writer, file: Path) -> None:
    if not file.exists():
        raise NotPossible("the keys are in SECRET_KEYS and no file of DATA_DIR: keep a copy of that setting.")
    writer.add(KEYS, file)
