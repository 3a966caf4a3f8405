"""The reference of a case: K7Q-3FM-9, short enough to say on the phone and safe against a slip of the pen.

Six random symbols and a check symbol from an alphabet of 31. No symbol looks like another: there is no O, I or
L, and no U (it is heard as V). The check is a weighted sum modulo 31 with the weights 1 to 7. 31 is prime, so a
single wrong symbol changes the sum by weight × difference ≠ 0, and two symbols that changed places, neighbours
or not, by (difference of weights) × (difference of symbols) ≠ 0: every one of these slips is found.
"""

import unicodedata
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXZ"
LOOKALIKE = str.maketrans("OIL", "011")
RANDOM_SYMBOLS = 6
PRIME = len(ALPHABET)


def new(random: Random) -> str:
    """A reference from this source of chance: `random.SystemRandom()` where it is to be unguessable."""
    symbols = "".join(random.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return written(symbols + _check_symbol(symbols))


def parse(typed: str) -> str | None:
    """The reference a person meant, however he wrote it, or None where it cannot be one.

    Forgiven: lower case, spaces, dashes of any kind or none, full-width characters, O for 0, I and L for 1.
    """
    symbols = _symbols(typed)
    if len(symbols) != RANDOM_SYMBOLS + 1 or any(symbol not in ALPHABET for symbol in symbols):
        return None
    return written(symbols) if _check_symbol(symbols[:-1]) == symbols[-1] else None


def written(symbols: str) -> str:
    """Seven symbols as they are printed: in groups of 3, 3 and 1."""
    return f"{symbols[:3]}-{symbols[3:6]}-{symbols[6:]}"


def _symbols(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:100]).upper().translate(LOOKALIKE)
    return "".join(character for character in plain if not _separates(character))


def _separates(character: str) -> bool:
    """Spaces and control characters, dashes and other punctuation: a reference may stand in brackets."""
    return unicodedata.category(character)[0] in "ZCP" or character == "−"


def _check_symbol(symbols: str) -> str:
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(symbols, start=1))
    # The check symbol weighs 7 itself, so that a full reference sums to 0: 7 × 9 = 63 = 1 (mod 31).
    return ALPHABET[-total * 9 % PRIME]
