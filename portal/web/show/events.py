"""The history of a case as macros/case.html draws it, without the words, which stand in the conversation."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from flask import g

from portal.mail.letters import zone_of
from portal.store.event import Event
from portal.store.sheet import Sheet
from portal.web.show.messages import writer
from portal.words import history, time

ICONS = {
    "file": "letter",
    "take": "person",
    "assign": "person",
    "respond": "mail",
    "progress": "mail",
    "ask": "pause",
    "propose": "calendar",
    "reply": "pen",
    "accept": "check",
    "decline": "cross",
    "resolve": "mail",
    "confirm": "check",
    "close": "check",
    "not_solved": "back",
    "thanks": "praise",
    "more": "pen",
    "answer": "feedback",
    "withdraw": "cross",
    "dismiss": "cross",
    "restore": "back",
    "link": "clip",
    "unlink": "cross",
    "recount": "calendar",
    "extend": "calendar",
    "miss": "broken",
    "warn": "alert",
    "remind": "clock",
    "escalate": "flag",
    "contest": "flag",
    "correct": "mail",
    "relink": "lock",
    "bounce": "alert",
    "erase": "cross",
    "note": "lock",
    "log": "check",
}
TONES = {"miss": "bad", "bounce": "bad", "accept": "good", "confirm": "good"}


def timeline(events: Iterable[Event], sheet: Sheet, staff: bool = False) -> list[dict]:
    """The history for macros/case.html, without the words, which stand in the conversation."""
    zone, targets = zone_of(sheet.guarantee), {r.id: r.target for r in sheet.rounds}
    shown = [event for event in events if staff or event.verb not in history.INTERNAL]
    return [_line(event, zone, targets, staff) for event in shown]


def _line(event: Event, zone: tzinfo, targets: Mapping[int, str], staff: bool) -> dict:
    return {
        "at_text": time.short(event.at, zone, g.get("now")),
        "at_iso": event.at.astimezone(zone).isoformat(),
        "who": "" if event.who == "watch" else writer(event, staff),
        "what": history.sentence(event, staff, targets.get(event.deadline or 0, ""), zone),
        "icon": ICONS.get(event.verb, "info"),
        "tone": TONES.get(event.verb, "plain"),
    }
