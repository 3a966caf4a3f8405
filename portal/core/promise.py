"""A promise: one line of a guarantee, and the time it gives itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

TARGETS = ("attended", "response", "progress", "plan", "resolution", "remedy", "follow_up", "given")

DAY = 86_400
ELAPSED = {"seconds": 1, "minutes": 60, "hours": 3600}
WORKING = {f"working_{unit}": seconds for unit, seconds in ELAPSED.items()}
DAYS = {"working_days": DAY, "days": DAY}
UNITS = ELAPSED | WORKING | DAYS

WRITTEN = re.compile(r"\s*(\d+)\s*([a-z]+(?:[\s_-]+[a-z]+)*)\s*", re.IGNORECASE)


class WithinRefused(ValueError):
    """This is no time a promise can give; the message says why."""


@dataclass(frozen=True, slots=True)
class Within:
    """How much time a promise gives: a whole amount above zero of one of UNITS."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            known = ", ".join(unit.replace("_", " ") for unit in UNITS)
            raise WithinRefused(f"“{self.unit}” is not a unit of time. Use one of: {known}.")
        if type(self.amount) is not int:
            raise WithinRefused(f"The amount of a promise is a whole number, not “{self.amount}”.")
        if self.amount <= 0:
            raise WithinRefused(f"The amount of a promise is above zero, not {self.amount}.")

    @classmethod
    def parse(cls, text: str) -> "Within":
        """Read “2 working hours”, forgiving about spaces, capitals and one or many; else WithinRefused."""
        written = WRITTEN.fullmatch(text) if isinstance(text, str) and len(text) < 100 else None
        if written is None:
            raise WithinRefused(
                f"“{str(text)[:100]}” is not a time: write a whole number and a unit, such as “2 working hours”."
            )
        return cls(int(written[1]), _plural("_".join(re.split(r"[\s_-]+", written[2].lower()))))

    def __str__(self) -> str:
        """The words `parse` reads back: “1 working day”, “30 minutes”."""
        unit = self.unit.replace("_", " ")
        return f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"

    @property
    def is_elapsed(self) -> bool:
        """Real time, day and night."""
        return self.unit in ELAPSED

    @property
    def is_working(self) -> bool:
        """Time in which the calendar is open."""
        return self.unit in WORKING

    @property
    def is_days(self) -> bool:
        """Whole days that end at a closing moment or at midnight."""
        return self.unit in DAYS

    @property
    def needs_calendar(self) -> bool:
        return not self.is_elapsed

    @property
    def seconds(self) -> int:
        """The amount in seconds of the unit's own clock; a day of a day unit counts 86 400."""
        return self.amount * UNITS[self.unit]


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"


@dataclass(frozen=True, slots=True)
class OnMiss:
    """What a missed promise brings: a new time, somebody higher, something owed ({"en", "zh"})."""

    again: Within | None = None
    escalate: str | None = None
    remedy: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of a guarantee: for which cases, which target, within what time, and what a miss brings.

    `applies` maps a dimension (kind, channel, severity, service) to the values it holds for; a dimension
    that is not named holds for every case. `calendar` is the slug the working and day units count on.
    """

    code: str
    title: Mapping[str, str]
    applies: Mapping[str, frozenset[str]]
    target: str
    within: Within
    calendar: str | None = None
    pauses: bool = False
    repeats: bool = False
    on_miss: OnMiss = field(default_factory=OnMiss)
    filled_by_us: bool = False
