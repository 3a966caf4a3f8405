"""Whether two texts say much the same.

What is compared is the words a text has, however often and in which order it has them: two people who tell of one
broken lift do not tell it in the same sentences. `alike` is exact. To find whom to ask it of among a hundred thousand
texts, `bands` makes a few numbers of each: two texts that have half of their words in common share at least one of them
in four cases of five, two that have a tenth in one of seventeen (MinHash in six bands of two).

Nothing here may depend on the process or on the version of Python: the numbers are kept.
"""

import zlib
from collections.abc import Iterable
from hashlib import blake2b

BANDS, ROWS = 6, 2
FEWEST = 6  # words; a shorter text is like every other one
THRESHOLD = 0.5
PRIME = (1 << 61) - 1


def _number(text: str) -> int:
    """Evenly spread, 64 bits, the same everywhere; it may be negative, as the column is."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


MIXERS = tuple((abs(_number(f"times {n}")) | 1, abs(_number(f"plus {n}"))) for n in range(BANDS * ROWS))


def words(grams: Iterable[str]) -> frozenset[str]:
    """What is compared of a text, given in pieces: Latin words whole, Chinese ones in pairs of characters."""
    kept = frozenset(grams)
    return kept if len(kept) >= FEWEST else frozenset()


def bands(grams: Iterable[str]) -> tuple[int, ...]:
    """Under which numbers a text is kept; none for one that is too short to be like another."""
    hashed = [zlib.crc32(word.encode()) for word in words(grams)]
    if not hashed:
        return ()
    least = [min((times * each + plus) % PRIME for each in hashed) for times, plus in MIXERS]
    rows = (least[n : n + ROWS] for n in range(0, len(least), ROWS))
    return tuple(_number(f"{n} {row}") for n, row in enumerate(rows))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the words of both that both have, from 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0
