"""The archive itself: a .tar.gz with a manifest at its end that names everything in it, with size and hash.

There is no archive until it is whole: it is written beside its place and renamed.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

FORMAT = 1
MANIFEST, KEYS, FILES = "manifest.json", "secret_keys", "files"
#: Nothing of another name is in an archive of ours, so nothing else is ever written to a disk.
NAMES = re.compile(r"manifest\.json|secret_keys|database\.sqlite|database\.sql|files/[0-9a-f]{32}", re.ASCII)
PIECE = 1024 * 1024


class NotABackup(ValueError):
    """This file is none of our archives, or a damaged one; the message says which, in a sentence."""


@dataclass
class Manifest:
    """What an archive says of itself. `contents` is name → (bytes, sha256), `counts` table → rows."""

    version: str
    made_at: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    contents: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        """The names of the attachments in it."""
        return [name.partition("/")[2] for name in self.contents if name.startswith(f"{FILES}/")]


class Writer:
    """An archive being written."""

    def __init__(self, tar: tarfile.TarFile):
        self.tar, self.contents = tar, {}

    def add(self, name: str, path: Path) -> None:
        """Take in this file under this name. Raises FileNotFoundError where somebody erased it meanwhile."""
        with path.open("rb") as opened:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(opened.fileno()).st_size, 0o600
            hashing = _Hashing(opened)
            self.tar.addfile(info, hashing)
        self.contents[name] = (info.size, hashing.hash.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        manifest.contents = self.contents
        text = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self.tar.addfile(info, io.BytesIO(text))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new archive at this path, whole or not at all, for its owner's eyes only. Raises FileExistsError, OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(draft, path)  # unlike a rename, this never writes over another archive
    finally:
        draft.unlink(missing_ok=True)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write what is in the archive into this folder, and check every byte of it. Raises NotABackup."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            found = {member.name: _taken(tar, member, folder) for member in tar}
        manifest = _manifest(folder)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError, OSError) as error:
        if isinstance(error, NotABackup):
            raise
        raise NotABackup(f"{archive.name} is no backup of Kept, or it is cut off or damaged: {error}") from None
    _compare(found, manifest)
    return manifest


def _taken(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> tuple[int, str]:
    if not member.isreg() or not NAMES.fullmatch(member.name):
        raise NotABackup(f"There is something in it that no backup of Kept holds: {member.name}")
    path = folder / member.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    hashing = _Hashing(tar.extractfile(member))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        while piece := hashing.read(PIECE):
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return member.size, hashing.hash.hexdigest()


def _manifest(folder: Path) -> Manifest:
    if not (folder / MANIFEST).exists():
        raise NotABackup("It has no manifest: it is no backup of Kept, or its end is missing.")
    read = json.loads((folder / MANIFEST).read_text("utf-8"))
    if read.get("format") != FORMAT:
        raise NotABackup("It was made by another version of Kept, in a form this one cannot read.")
    read["contents"] = {name: tuple(facts) for name, facts in read["contents"].items()}
    return Manifest(**read)


def _compare(found: dict[str, tuple[int, str]], manifest: Manifest) -> None:
    del found[MANIFEST]
    wrong = sorted(name for name in found.keys() | manifest.contents if found.get(name) != manifest.contents.get(name))
    if wrong:
        raise NotABackup(f"The backup is damaged: {wrong[0]} is not what its manifest says.")


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO):
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.hash.update(piece)
        return piece
