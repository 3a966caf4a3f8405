"""The shelf: the bytes of people's files on disk, under random names, each either there as a whole or not at all."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

#: So much of the disk stays free: a full disk would stop the cases themselves.
RESERVE = 200 * 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class ShelfFull(OSError):
    """There is no room for more files now."""


class Shelf:
    """Files beneath one folder. A name is 32 random hexadecimal digits and says nothing about what is in it."""

    def __init__(self, folder: Path, reserve: int = RESERVE):
        self.folder, self.reserve = folder, reserve

    def put(self, data: bytes) -> str:
        """Store these bytes so that they survive a power cut, and give their new name. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free < self.reserve + len(data):
            raise ShelfFull("The disk of DATA_DIR is nearly full.")
        name = secrets.token_hex(16)
        _write_whole(data, self.folder / f"{name}.part", self.folder / name)
        return name

    def path(self, name: str) -> Path:
        """Where the file of this name is, if it is there. Raises ValueError for anything else than such a name."""
        if not NAME.fullmatch(name):
            raise ValueError("This is no name of a stored file.")
        return self.folder / name

    def remove(self, name: str) -> None:
        """Take it off the shelf; one that is gone already is no fault."""
        self.path(name).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The names of everything that is here as a whole."""
        return (path.name for path in self.folder.glob("*") if NAME.fullmatch(path.name))

    def names(self, before: datetime) -> Iterator[str]:
        """The names of what was put here before this moment; halves that a crash left are cleared away."""
        for path in self.folder.glob("*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
                continue
            if path.suffix == ".part":
                path.unlink(missing_ok=True)
            elif NAME.fullmatch(path.name):
                yield path.name


def _write_whole(data: bytes, part: Path, whole: Path) -> None:
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(whole)
        _keep_folder(whole.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _keep_folder(folder: Path) -> None:
    """The name of a new file is kept in its folder, which has its own way to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
