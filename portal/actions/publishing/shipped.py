"""What ships with the portal: the demo guarantee and the calendars."""

import tomllib
from functools import cache
from pathlib import Path

from portal.core import guarantee as core
from portal.core.calendar import WorkingCalendar

SHIPPED = Path(__file__).parent.parent.parent / "guarantees"
DEMO = SHIPPED / "demo.toml"


def demo() -> core.Guarantee:
    """The demo guarantee, published or not."""
    return core.parse(DEMO.read_text("utf-8"))


def shipped_calendars() -> dict[str, WorkingCalendar]:
    """The calendars that ship, by slug."""
    return {slug: _compiled(text) for slug, text in calendar_texts().items()}


@cache
def _compiled(text: str) -> WorkingCalendar:
    return WorkingCalendar.from_dict(tomllib.loads(text))


@cache
def calendar_texts() -> dict[str, str]:
    """Their texts. They come with the program, so they are read once."""
    return {file.stem: file.read_text("utf-8") for file in sorted((SHIPPED / "calendars").glob("*.toml"))}
