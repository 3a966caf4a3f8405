"""The places in a canned reply: `{name}` and its like, which a case fills in."""

import re
from collections.abc import Mapping

PLACES = ("name", "reference", "service", "order_number", "received", "due", "me")
_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is none of PLACES, in order."""
    return [place for place in dict.fromkeys(_PLACE.findall(text)) if place not in PLACES]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled; a place without a fact stays as it is written."""
    return _PLACE.sub(lambda place: facts.get(place[1], place[0]), text)
