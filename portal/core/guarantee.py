"""A version of the guarantee: parse its text, check it with every fault in one run, select the promises for a case.

The values are in `terms`, the shape of the text in `guarantee_text`, the rules between the lines in
`guarantee_rules`; everyone else comes in by this door.
"""

from collections.abc import Mapping, Sequence

from portal.core.calendar import WorkingCalendar
from portal.core.guarantee_notes import notes
from portal.core.guarantee_reader import Fault, Unreadable, read
from portal.core.guarantee_rules import Publishing, judge
from portal.core.guarantee_text import draft
from portal.core.notice import effective_on, weakened
from portal.core.terms import Guarantee, Life, Service

__all__ = [
    "Fault",
    "Guarantee",
    "GuaranteeRefused",
    "Life",
    "Publishing",
    "Service",
    "check",
    "effective_on",
    "notes",
    "parse",
    "weakened",
]


class GuaranteeRefused(ValueError):
    """The text is no guarantee that can be published; `.faults` says why, each with its line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"line {fault.line}: {fault.code}" for fault in faults))


def parse(text: str) -> Guarantee:
    """The guarantee a text says, judged by the text alone. Raises GuaranteeRefused with every fault."""
    guarantee, faults = _read(text, None, (), None)
    if faults:
        raise GuaranteeRefused(faults)
    return guarantee


def check(
    text: str,
    calendars: Mapping[str, WorkingCalendar],
    standing: Sequence[Guarantee] = (),
    publishing: Publishing | None = None,
) -> list[Fault]:
    """Every fault of a text in the order of its lines; an empty list means it can be published.

    `calendars` are all there are, by slug. `standing` are the versions customers rely on, whose notice binds this one:
    that in force and those announced. `publishing` says who publishes it and when, once that is known.
    """
    return _read(text, calendars, standing, publishing)[1]


def _read(text, calendars, standing, publishing) -> tuple[Guarantee | None, list[Fault]]:
    try:
        read_so_far = draft(read(text))
    except Unreadable as unreadable:
        return None, [unreadable.fault]
    judge(read_so_far, calendars, standing, publishing)
    return read_so_far.guarantee, sorted(read_so_far.faults, key=lambda fault: fault.line)
