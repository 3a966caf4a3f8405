"""Keeping a good file under its form's ticket until the form becomes a case, and clearing away what never did.

The file is on the shelf before its row is written, so a crash leaves at worst a file nobody asks for.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from portal.actions.attaching.contents import Good, NotTaken, Offered, judge
from portal.store import file as files
from portal.store import mail as mails
from portal.store.db import transaction
from portal.store.file import File
from portal.store.shelf import Shelf

MAX_FILES = 5
KEPT = timedelta(hours=24)
AT_ONCE = 500  # names asked for in one query


def keep(offered: Offered, ticket: str, shelf: Shelf, now: datetime) -> File:
    """The row of this file, waiting under this ticket; the same file sent again has the same row. Raises NotTaken."""
    good = judge(offered)
    sha256 = hashlib.sha256(good.data).hexdigest()
    waiting = files.waiting(ticket)
    there = next((row for row in waiting if row.sha256 == sha256), None)
    if there:
        return there
    if len(waiting) >= MAX_FILES:
        raise NotTaken("many", good.name)
    return _row(good, sha256, _stored(good, shelf), ticket, now)


def keep_all(all_offered: Iterable[Offered], ticket: str, shelf: Shelf, now: datetime) -> list[tuple[str, int, str]]:
    """Keep what is good of these under this ticket: (name, bytes, "" or the code of why it was not taken) of each."""
    return [_told(offered, ticket, shelf, now) for offered in all_offered]


def _told(offered: Offered, ticket: str, shelf: Shelf, now: datetime) -> tuple[str, int, str]:
    try:
        row = keep(offered, ticket, shelf, now)
    except NotTaken as refused:
        return refused.name or "?", len(offered.data), refused.code
    return row.name, len(offered.data), ""


def _stored(good: Good, shelf: Shelf) -> str:
    try:
        return shelf.put(good.data)
    except OSError as error:
        raise NotTaken("full", good.name) from error


def _row(good: Good, sha256: str, stored: str, ticket: str, now: datetime) -> File:
    with transaction():
        return File.create(
            ticket=ticket,
            name=good.name,
            stored=stored,
            type=good.type,
            size=len(good.data),
            sha256=sha256,
            at=now,
        )


def drop(ticket: str, ids: list[int], shelf: Shelf) -> None:
    """Take back files that wait under this very ticket; ids of anybody else's files find nothing."""
    waiting = files.waiting(ticket) if ids else []
    for row in waiting:
        if row.id in ids:
            _forget(row, shelf)


def sweep(shelf: Shelf, now: datetime) -> int:
    """Clear away the files nobody waits for, and those on the shelf that no row knows. How many."""
    left = clear(shelf, now)
    lost = list(unknown(shelf, now - KEPT))
    for name in lost:
        shelf.remove(name)
    return left + len(lost)


def clear(shelf: Shelf, now: datetime) -> int:
    """Clear away the files of forms that never came back, and those of erased cases. How many."""
    left = files.left_behind(now - KEPT)
    for row in left:
        _forget(row, shelf)
    return len(left)


def unknown(shelf: Shelf, before: datetime) -> Iterator[str]:
    """What was put on the shelf before this moment, and what no row knows: a crash came between the two."""
    names = shelf.names(before)
    while some := list(islice(names, AT_ONCE)):
        yield from set(some) - files.known(some) - mails.known_originals(some)


def _forget(row: File, shelf: Shelf) -> None:
    """The row goes first: a row without its file would be a promise we cannot keep."""
    with transaction():
        row.delete_instance()
    shelf.remove(row.stored)
