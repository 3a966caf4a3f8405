"""What can be wrong with a calendar: each fault with its place, a code, and the facts its sentence needs.

The English sentences are here, because a refusal of the core says why wherever it comes up; `words.calendar` says the
same in the reader's language.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

SENTENCES = {
    "not-toml": "This is no TOML: {reason}",
    "no-table": "{place}: this is not a table of names and values.",
    "unknown": "{place}: {value} is unknown here. Known are {known}.",
    "no-zone": "{place}: “{value}” is no time zone. Write one such as “Asia/Shanghai”.",
    "no-slug": "{place}: “{value}” is no name to call it by. Use up to 40 small letters, digits and single hyphens.",
    "slug-missing": 'This calendar has no name to call it by. Add a line such as slug = "service-desk".',
    "no-text": "{place}: this is no text in quotation marks of up to {most} characters.",
    "no-years": "{place}: list the years whose holidays are entered, such as [2025, 2026].",
    "never-open": "This calendar is never open. Give at least one day its hours.",
    "no-hours": '{place}: list its hours, such as [["09:00", "18:00"]].',
    "hours-missing": "{place}: say its hours, or hours = [] for a day that is closed.",
    "no-interval": '{place}: an interval is a pair, such as ["09:00", "18:00"].',
    "ends-before": "{place}: {begin}–{end} ends before it begins.",
    "overlap": "{place}: two of its intervals overlap.",
    "no-clock": "{place}: “{value}” is no time of day. Write it as “09:00”.",
    "beyond-day": "{place}: “{value}” is no time of day. The last one is “24:00”.",
    "no-date": "{place}: “{value}” is no date. Write it as 2026-02-14.",
    "out-of-years": "{place}: {value} lies outside the years {first} to {last}.",
}


class CalendarFault(NamedTuple):
    """One thing wrong. `place`: a weekday (`mon`), a date, or a key of the file (`tz`, `years`, …)."""

    place: str
    code: str
    facts: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        place = "A calendar" if self.place == "calendar" else self.place
        return SENTENCES[self.code].format(place=place, **self.facts)


class CalendarRefused(ValueError):
    """This is no calendar, or it cannot answer; the message says what is wrong, `.faults` each thing by itself."""

    def __init__(self, message: str, faults: Iterable[CalendarFault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)

    @classmethod
    def for_faults(cls, faults: Iterable[CalendarFault]) -> "CalendarRefused":
        found = tuple(faults)
        return cls(" ".join(fault.sentence for fault in found), found)
