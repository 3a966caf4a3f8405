"""The history of a case as macros/case.html draws it, without the words, which stand in the conversation."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from flask import g

from portal.core.procedure import BACK
from portal.mail.letters import zone_of
from portal.store.event import Event
from portal.store.sheet import Sheet
from portal.web.language import in_language
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
    "step": "check",
}
TONES = {"miss": "bad", "bounce": "bad", "accept": "good", "confirm": "good"}


def timeline(events: Iterable[Event], sheet: Sheet, staff: bool = False) -> list[dict]:
    """The history for macros/case.html, without the words, which stand in the conversation."""
    zone, targets = zone_of(sheet.guarantee), {r.id: r.target for r in sheet.rounds}
    shown = [event for event in events if staff or event.verb not in history.INTERNAL]
    return [_line(event, zone, targets, staff, _step(event, sheet)) for event in shown]


def _step(event: Event, sheet: Sheet) -> str:
    """What the guarantee calls the step a line is about; of a case that was sorted anew, of whichever procedure."""
    if event.verb != "step" or sheet.guarantee is None:
        return ""
    steps = (procedure.step(event.detail.removeprefix(BACK)) for procedure in sheet.guarantee.procedures)
    return next((in_language(step.title) for step in steps if step), "")


def _line(event: Event, zone: tzinfo, targets: Mapping[int, str], staff: bool, step: str) -> dict:
    return {
        "at_text": time.short(event.at, zone, g.get("now")),
        "at_iso": event.at.astimezone(zone).isoformat(),
        "who": "" if event.who == "watch" else writer(event, staff),
        "what": history.sentence(event, staff, targets.get(event.deadline or 0, ""), zone, step),
        "icon": ICONS.get(event.verb, "info"),
        "tone": TONES.get(event.verb, "plain"),
    }
