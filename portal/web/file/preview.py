"""By when a person would hear, if he filed this very moment: what the form shows before it is sent."""

from datetime import datetime

from portal.core import rounds
from portal.core.clock import Clock
from portal.core.guarantee import Guarantee
from portal.core.rounds import Clocks
from portal.store import calendar
from portal.words import calendar as words
from portal.words import promise, text, time


def promised(version: Guarantee | None, kind: str, service: str, urgent: bool, now: datetime) -> list[dict]:
    """The promises of such a case as items for macros/promise.html, the next first; none without a guarantee."""
    if version is None:
        return []
    selected = version.select(kind=kind, channel="web", severity="urgent" if urgent else "", service=service)
    clocks = Clocks(version, calendar.latest())
    fresh = [clocks.clock(one) for one in rounds.at_start(selected, "web", 1, now)]
    return sorted((_item(clock, version, now) for clock in fresh), key=lambda item: item["due_at"])


def cards(items: list[dict]) -> list[dict]:
    """The next promise says why in the open; the others when they are asked. What may still change says so."""
    noted = [{**item, "note": item["provisional"]} for item in items]
    first = [{**item, "note": text.sentences([item["reason"], item["note"]]), "reason": ""} for item in noted[:1]]
    return first + noted[1:]


def _item(clock: Clock, version: Guarantee, now: datetime) -> dict:
    due, line = clock.due, clock.promise
    return {
        "code": line.code,
        "target": line.target,
        "sentence": promise.sentence(line),
        "due_at": due,
        "due_iso": due.astimezone(version.zone).isoformat(),
        "due_text": time.due_moment(due, version.zone, now),
        "left_text": time.left(line.within, clock.calendar, now, due),
        "reason": promise.reason(clock.explain(), version.zone),
        "provisional": words.provisional(clock.calendar, due),
    }


def as_data(items: list[dict], version: Guarantee | None, now: datetime) -> dict:
    """The same for a machine. Moments are in the zone of the guarantee."""
    names = {"due_iso": "due_at", "due_text": "due", "left_text": "left"}
    return {
        "guarantee": version.number if version else None,
        "received_at": now.astimezone(version.zone).isoformat() if version else now.isoformat(),
        "promises": [{names.get(key, key): value for key, value in item.items() if key != "due_at"} for item in items],
    }
