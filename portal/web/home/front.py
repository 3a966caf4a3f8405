"""What the front page tells of the guarantee: when one would hear, writing this minute, and its main lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from flask_babel import LazyString

from portal.core import clock, figures
from portal.core.calendar import WorkingCalendar
from portal.core.figures import Share
from portal.core.guarantee import Guarantee
from portal.core.promise import Promise
from portal.store import scorecard
from portal.web.language import in_language
from portal.words import time
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

Calendars = Mapping[str, WorkingCalendar]

#: The doors in the order people need them: the angry first.
DOORS = {
    "complaint": (_l("Make a complaint"), _l("Something went wrong and should be put right.")),
    "enquiry": (_l("Ask a question"), _l("There is something you want to know.")),
    "suggestion": (_l("Suggest something"), _l("You see how it could be better.")),
    "praise": (_l("Praise somebody"), _l("Somebody did well and should hear of it.")),
}

#: Which lines stand on the front page, the first `SHOWN` of those that the guarantee has.
HEADLINES = (
    ("complaint", "response"),
    ("complaint", "plan"),
    ("enquiry", "response"),
    ("enquiry", "resolution"),
    ("complaint", "resolution"),
    ("suggestion", "response"),
)
SHOWN = 4


class Door(NamedTuple):
    kind: str
    name: LazyString
    what: LazyString
    hear_by: str  # in words; empty where nothing is promised
    hear_by_iso: str


def doors(version: Guarantee | None, calendars: Calendars, now: datetime) -> list[Door]:
    """The four ways in, each with the moment by which somebody replies to one who writes now."""
    return [Door(kind, name, what, *_reply(version, kind, calendars, now)) for kind, (name, what) in DOORS.items()]


def headlines(version: Guarantee, calendars: Calendars, now: datetime) -> list[dict]:
    """The main lines of the guarantee, as items of the promise macro."""
    lines = (version.select(kind=kind, channel="web").get(target) for kind, target in HEADLINES)
    chosen = list(dict.fromkeys(line.code for line in lines if line))[:SHOWN]
    return [_item(version.promise(code), version, calendars, now) for code in chosen]


def kept(version: Guarantee, now: datetime) -> Share:
    """How many promises were kept of those judged in the last twelve months, as the scorecard says it."""
    today = now.astimezone(version.zone).date()
    since = figures.months_back(today, 12)[0]
    judged = scorecard.judged(since, today, version.zone)
    return figures.total(figures.count(judged).by_month().values())


def _reply(version: Guarantee | None, kind: str, calendars: Calendars, now: datetime) -> tuple[str, str]:
    promise = version.select(kind=kind, channel="web").get("response") if version else None
    due = _due(promise, calendars, now) if promise else None
    return (time.due_moment(due, version.zone, now), due.isoformat()) if due else ("", "")


def _item(promise: Promise, version: Guarantee, calendars: Calendars, now: datetime) -> dict:
    by = time.due_short(_due(promise, calendars, now), version.zone, now)
    return {
        "sentence": in_language(promise.title),
        "due_text": gettext("within %(time)s", time=time.amount(promise.within)),
        "left_text": gettext("if you write now: by %(moment)s", moment=by),
    }


def _due(promise: Promise, calendars: Calendars, now: datetime) -> datetime | None:
    return clock.due(promise.within, calendars.get(promise.calendar), now)
