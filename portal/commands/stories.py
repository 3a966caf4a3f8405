"""The demo's stories: the texts of `portal/demo`, with every moment counted from now."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from portal.core.calendar import WorkingCalendar

FOLDER = Path(__file__).parent.parent / "demo"
LANGUAGES = ("zh", "en")
FILE, CUSTOMER = "file", "customer"

_ON_A_DAY = re.compile(r"d(\d+) (\d\d:\d\d)")
_LATER = re.compile(r"([+-])(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did. `story` is the slug of the case, `by` that of a colleague or CUSTOMER, `do` a verb."""

    at: datetime
    story: str
    by: str
    do: str
    said: dict


@dataclass(frozen=True, slots=True)
class Strike:
    """What broke for several at once: since when, the slugs of its cases, what all of them were told and by whom."""

    began_at: datetime
    at: datetime
    by: str
    boss: str
    stories: list[str]
    words: dict[str, str]
    said: dict


def people() -> list[dict]:
    """Who works at the demo company, as they are invited and as they introduce themselves."""
    return _read("people")["person"]


def teams() -> list[dict]:
    """Who looks after which services."""
    return _read("people")["team"]


def replies() -> list[dict]:
    """What the demo company answers with again and again."""
    return _read("replies")["reply"]


def reviews() -> list[dict]:
    """What was said of the first cases that were drawn for review, in order."""
    return _read("people")["review"]


def strike(now: datetime, calendar: WorkingCalendar) -> Strike:
    """The one incident that goes on."""
    days, told = _Days(now, calendar), _read("incident")
    at = days.moment(told["told"], now)
    said = told["said"] | {"by_when": days.moment(told["said"]["by_when"], at)}
    words = {name: told[name] for name in ("title_en", "title_zh", "text_en", "text_zh")}
    return Strike(days.moment(told["began"], now), at, told["by"], told["boss"], told["stories"], words, said)


def steps(now: datetime, calendar: WorkingCalendar) -> list[Step]:
    """Everything that happened in all the stories, in order."""
    days = _Days(now, calendar)
    told = [step for language in LANGUAGES for story in _read(language)["case"] for step in _of(story, language, days)]
    return sorted(told, key=lambda step: step.at)


def _of(story: dict, language: str, days: "_Days") -> Iterator[Step]:
    """The filing of one case and what followed, each moment after the one before."""
    at = days.moment(story["at"], days.now)
    said = {name: value for name, value in story.items() if name not in ("at", "step", "slug")}
    yield Step(at, story["slug"], story.get("typed_by", CUSTOMER), FILE, {"language": language} | said)
    for step in story.get("step", []):
        at = days.moment(step["at"], at)
        said = {name: value for name, value in step.items() if name not in ("at", "by", "do")}
        if "by_when" in said:
            said["by_when"] = days.moment(said["by_when"], at)
        yield Step(at, story["slug"], step["by"], step["do"], said)


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


class _Days:
    """The working days before today, so that a story goes the same way on whatever day it is told."""

    def __init__(self, now: datetime, calendar: WorkingCalendar):
        self.now, self.calendar = now, calendar
        self._before = [now.astimezone(calendar.zone).date()]  # the n-th is n working days before today

    def moment(self, written: str, before: datetime) -> datetime:
        """ "d38 10:20": that time of the 38th working day before today; "+25m": so long after `before`; "-40m": so long
        before it."""
        if found := _ON_A_DAY.fullmatch(written):
            day, clock = self._day(int(found[1])), time.fromisoformat(found[2])
            return datetime.combine(day, clock, self.calendar.zone).astimezone(UTC)
        sign, amount, unit = _LATER.fullmatch(written).groups()
        length = timedelta(**{_UNITS[unit]: int(amount)})
        return before + length if sign == "+" else before - length

    def _day(self, number: int) -> date:
        while len(self._before) <= number:
            day = self._before[-1] - timedelta(days=1)
            while not self.calendar.is_working_day(day):
                day -= timedelta(days=1)
            self._before.append(day)
        return self._before[number]
