"""The history of the guarantee: each version with what it changed of the one before, and from when to when it held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from portal.core import comparison
from portal.core import guarantee as core
from portal.core.comparison import Comparison
from portal.store.guarantee import Guarantee as Row
from portal.words import comparison as words


@dataclass(frozen=True, slots=True)
class Chapter:
    """One version. `until` is when the next one took its place; `overtaken` where that was before it ever counted."""

    row: Row
    until: datetime | None
    overtaken: bool
    standing: str  # in-force, coming, old
    before: Row | None
    changes: dict | None


def chapters(rows: Sequence[Row], now: datetime) -> list[Chapter]:
    """The versions in the order in which they were published, the newest first."""
    return [_chapter(rows, at, now) for at in range(len(rows))]


def _chapter(rows: Sequence[Row], at: int, now: datetime) -> Chapter:
    row, before = rows[at], rows[at + 1] if at + 1 < len(rows) else None
    until = min((later.effective_at for later in rows[:at]), default=None)
    overtaken = until is not None and until <= row.effective_at
    changes = words.table(_between(row.toml, before.toml)) if before else None
    return Chapter(row, until, overtaken, _standing(row, until, overtaken, now), before, changes)


def _standing(row: Row, until: datetime | None, overtaken: bool, now: datetime) -> str:
    if overtaken or (until is not None and until <= now):
        return "old"
    return "in-force" if row.effective_at <= now else "coming"


@lru_cache(maxsize=64)
def _between(toml: str, before: str) -> Comparison:
    """Two published texts never change, so they are compared once a process."""
    return comparison.compare(core.parse(toml), core.parse(before))
