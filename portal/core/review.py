"""Reviews of closed cases: which are drawn, so that anybody can draw them again, and what a filled sheet adds up to."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

MARKS = ("yes", "partly", "no", "none")  # `none`: the question did not arise in this case
POINTS = {"yes": 2, "partly": 1, "no": 0}
RESULTS = ("good", "advice", "serious")


def drawn(seed: str, references: Iterable[str], number: int) -> list[str]:
    """So many of these cases by lot: those whose reference, hashed together with the seed, comes first.

    The seed is kept with the draw, so anybody can do this again and see that nobody chose.
    """
    return sorted(references, key=lambda reference: _lot(seed, reference))[:number]


def share(marks: Mapping[str, str]) -> float | None:
    """How much of what was asked for was there, between 0 and 1; None where no question arose."""
    points = [POINTS[mark] for mark in marks.values() if mark in POINTS]
    return sum(points) / (2 * len(points)) if points else None


def is_flawless(marks: Mapping[str, str]) -> bool:
    """Whether there is nothing to explain: such a review is over with its sheet."""
    return all(mark in ("yes", "none") for mark in marks.values())


def _lot(seed: str, reference: str) -> str:
    return sha256(f"{seed}:{reference}".encode()).hexdigest()
