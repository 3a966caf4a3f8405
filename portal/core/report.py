"""What a report reckons: shares by kind and by channel, which of them clearly differ, and how long customers waited.

A wait is told by two of its customers: the middle one, and the one nine in ten waited no longer than. An average would
be made by the few who waited longest, and nobody waited that long.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

from portal.core import figures
from portal.core.figures import ENOUGH, Judged, Share
from portal.core.rounds import PROMISED


class Tally(NamedTuple):
    """Promises judged, and how many besides do not count: void, or of a case that proved to be none."""

    share: Share = Share()
    void: int = 0


class Waits(NamedTuple):
    """How long `n` customers waited: seconds of real time. Told from ENOUGH on, as every share is."""

    n: int
    median: float | None = None
    nine_in_ten: int | None = None

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


def tally(judged: Iterable[Judged]) -> Tally:
    """By the rules of the scorecard. Dates we gave afterwards are no promises of the guarantee, and left out."""
    found = figures.count(row for row in judged if row.because in PROMISED)
    aside = sum(share.judged for share in found.set_aside.values())
    return Tally(figures.total(found.by_month().values()), found.void.total() + aside)


def tallies(rows: Iterable[tuple[str, Judged]]) -> dict[str, Tally]:
    """The same for each of several sorts, from (sort, judged)."""
    sorts = defaultdict(list)
    for sort, judged in rows:
        sorts[sort].append(judged)
    return {sort: tally(judged) for sort, judged in sorts.items()}


def apart(shares: Mapping[str, Share]) -> list[tuple[str, str]]:
    """The pairs that clearly differ, as (the better, the worse): their 95 % intervals do not even touch.

    It is stricter than a test of the two at 95 %, and rightly so: of many pairs one would differ by chance.
    """
    sure = sorted((sort for sort in shares if shares[sort].enough), key=lambda sort: -shares[sort].value)
    return [(better, worse) for better, worse in combinations(sure, 2) if _clear(shares[better], shares[worse])]


def comparable(shares: Mapping[str, Share]) -> bool:
    """Whether there are two of which there is enough to say."""
    return sum(share.enough for share in shares.values()) > 1


def _clear(better: Share, worse: Share) -> bool:
    return better.interval[0] > worse.interval[1]


def waits(seconds: Sequence[int]) -> Waits:
    """Nine in ten by nearest rank: a wait somebody had, never one reckoned between two."""
    n = len(seconds)
    if n < ENOUGH:
        return Waits(n)
    return Waits(n, median(seconds), sorted(seconds)[-(-n * 9 // 10) - 1])
