"""What one look at one part of the portal found."""

from dataclasses import dataclass

GOOD, LOOK, BAD = "good", "look", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is the part, `standing` one of good, look (it works, but not for long or not for everybody) and bad.
    `said` is what was seen; `do` is what to do about it."""

    about: str
    standing: str
    said: str
    do: str = ""


def good(about: str, said: str) -> Finding:
    return Finding(about, GOOD, said)


def look(about: str, said: str, do: str) -> Finding:
    return Finding(about, LOOK, said, do)


def bad(about: str, said: str, do: str) -> Finding:
    return Finding(about, BAD, said, do)
