"""What is no fault of a guarantee, but good to know before it is published."""

from collections.abc import Iterator, Mapping

from portal.core.calendar import WorkingCalendar
from portal.core.guarantee_reader import Fault
from portal.core.terms import KINDS, Guarantee


def notes(guarantee: Guarantee, calendars: Mapping[str, WorkingCalendar]) -> list[Fault]:
    """Notes in the shape of faults, without a line (0)."""
    found = (
        *_without_response(guarantee),
        *_filled_by_us(guarantee),
        *_approval_waived(guarantee),
        *_last_years(guarantee, calendars),
        *_double_days(guarantee, calendars),
    )
    return [Fault(0, code, facts) for code, facts in found]


def _without_response(guarantee: Guarantee) -> Iterator[tuple[str, dict]]:
    gaps = guarantee.gaps()
    for kind in KINDS:
        channels = [channel for of, channel in gaps if of == kind]
        if channels:
            yield "note-no-response", {"kind": kind, "channels": ", ".join(channels)}


def _filled_by_us(guarantee: Guarantee) -> Iterator[tuple[str, dict]]:
    lines = (*guarantee.promises, *guarantee.rates, *guarantee.procedures)
    codes = [line.code for line in lines if line.filled_by_us]
    if codes:
        yield "note-filled-by-us", {"codes": ", ".join(codes)}


def _approval_waived(guarantee: Guarantee) -> Iterator[tuple[str, dict]]:
    if guarantee.approval_waived:
        yield "note-approval-waived", {"reason": guarantee.approval_waived}


def _last_years(guarantee: Guarantee, calendars: Mapping[str, WorkingCalendar]) -> Iterator[tuple[str, dict]]:
    for slug in guarantee.calendars:
        years = calendars[slug].years if slug in calendars else None
        if years:
            yield "note-last-year", {"calendar": slug, "year": max(years)}


def _double_days(guarantee: Guarantee, calendars: Mapping[str, WorkingCalendar]) -> Iterator[tuple[str, dict]]:
    for slug in guarantee.calendars:
        for day in calendars[slug].doubled if slug in calendars else ():
            yield "note-double-day", {"calendar": slug, "day": day}
