"""Where nothing is promised: the sorts of case, by kind, channel and severity, that no line of a version speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from portal.core.terms import CHANNELS, KINDS, SEVERITIES, Guarantee

RESPONSE = "response"
FROM_RECEIPT = (RESPONSE, "attended", "progress", "plan", "resolution")  # remedy and follow-up come of the others
NOTHING, NO_RESPONSE, PROMISED = "nothing", "no-response", "promised"
SORTED = ("", *SEVERITIES)  # a case no one has sorted yet, and sorted ones


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one kind and channel: for each severity of SORTED whether anything is promised."""

    kind: str
    channel: str
    cells: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return all(cell == PROMISED for cell in self.cells)


def rows(guarantee: Guarantee) -> Iterator[Row]:
    """Every kind by every channel, for a case that names no service."""
    for kind, channel in product(KINDS, CHANNELS):
        yield Row(kind, channel, tuple(_cell(guarantee, kind, channel, severity) for severity in SORTED))


def gaps(guarantee: Guarantee) -> tuple[Row, ...]:
    """The rows with a cell in which nothing, or no first response, is promised."""
    return tuple(row for row in rows(guarantee) if not row.is_whole)


def unpromised(guarantee: Guarantee) -> dict[str, tuple[str, ...]]:
    """By kind, the channels by which a customer is promised nothing at all when he writes."""
    empty = [row for row in rows(guarantee) if row.cells[0] == NOTHING]
    return {kind: found for kind in KINDS if (found := tuple(row.channel for row in empty if row.kind == kind))}


def _cell(guarantee: Guarantee, kind: str, channel: str, severity: str) -> str:
    chosen = guarantee.select(kind=kind, channel=channel, severity=severity)
    if RESPONSE in chosen:
        return PROMISED
    return NO_RESPONSE if any(target in chosen for target in FROM_RECEIPT) else NOTHING
