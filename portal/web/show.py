"""Rows as the macros draw them: a deadline with its clock, a message, the history, whose turn it is.

Every function gives plain dicts (the macros' head comments name their keys) and asks the store for nothing that was not
read before. Moments are told in the zone of the case's guarantee.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from flask_babel import gettext as _

from portal.core.case import Facts, State
from portal.core.clock import Clock
from portal.core.promise import Within
from portal.core.rounds import FIXED, PROMISED
from portal.mail.letters import zone_of
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from portal.store.sheet import Sheet
from portal.words import case as words
from portal.words import history, promise, time, turn

LOGGED = ("attended", "remedy", "follow_up")  # met by an entry of staff, not by a message
RUNNING = ("running", "paused", "late")
Url = Callable[[File], str]


# --- a deadline


def deadline_item(deadline: Deadline, sheet: Sheet, now: datetime) -> dict:
    """One round for macros/promise.html, judged by the core as of `now`."""
    clock, zone = _clock(deadline, sheet), zone_of(sheet.guarantee)
    due = _due(deadline, clock)
    standing = _standing(deadline, clock, now)
    return {
        "target": deadline.target,
        "round": deadline.round,
        "cycle": deadline.cycle,
        "due_at": due,
        "sentence": _sentence(deadline, clock),
        "standing": standing,
        "due_text": time.due_moment(due, zone, now) if due else "",
        "due_iso": due.astimezone(zone).isoformat() if due else "",
        "left_text": _left(clock, due, now) if standing in RUNNING else "",
        "verdict_text": str(words.void(deadline.reason)) if standing == "void" else None,
        "note": " ".join(_notes(deadline, sheet, clock, due)),
        "reason": promise.reason(clock.explain(), zone) if clock and standing != "void" else "",
        "share": _share(deadline, clock, due, now) if standing in RUNNING else None,
    }


def deadline_items(sheet: Sheet, now: datetime, cycle: int | None = None) -> list[dict]:
    """The rounds of one cycle (of all without it): what runs first, by its moment, then what was judged."""
    rounds = [r for r in sheet.rounds if cycle is None or r.cycle == cycle]
    items = [deadline_item(r, sheet, now) for r in rounds]
    running = [item for item in items if item["standing"] in RUNNING]
    judged = [item for item in items if item["standing"] not in RUNNING]
    return sorted(running, key=lambda item: (item["due_at"] is None, item["due_at"])) + judged


def next_item(items: Iterable[dict]) -> dict | None:
    """The promise whose moment comes next; None while nothing runs."""
    return next((item for item in items if item["standing"] in ("running", "late")), None)


def _clock(deadline: Deadline, sheet: Sheet) -> Clock | None:
    """The clock of a round, as it was when the round was met: what happened afterwards does not concern it."""
    clock, met = sheet.clocks.clock(deadline), deadline.met_at
    if clock is None or met is None:
        return clock
    return replace(clock, pauses=tuple((a, min(b or met, met)) for a, b in clock.pauses if a < met))


def _due(deadline: Deadline, clock: Clock | None) -> datetime | None:
    """The moment of a running round is counted anew; that of a judged one stands as it was judged."""
    if clock is None or deadline.verdict is not None:
        return deadline.due_at or (clock.due if clock and deadline.met_at else None)
    return clock.due


def _standing(deadline: Deadline, clock: Clock | None, now: datetime) -> str:
    if deadline.verdict is not None:
        return deadline.verdict
    if clock:
        return clock.standing(now, deadline.met_at)
    return "late" if deadline.due_at and now > deadline.due_at else "running"


def _left(clock: Clock | None, due: datetime | None, now: datetime) -> str:
    if clock is None:
        return time.left(None, None, now, due)
    return time.left(clock.promise.within, clock.calendar, now, due, clock.breaks)


def _share(deadline: Deadline, clock: Clock | None, due: datetime | None, now: datetime) -> int:
    """How much of the time has run, in percent: in the promise's own clock, and for days by real time."""
    within: Within | None = clock.promise.within if clock else None
    if within is None or within.is_days:
        run, whole = (now - deadline.start_at, due - deadline.start_at) if due else (now - now, None)
        return _percent(run.total_seconds(), whole.total_seconds() if whole else 0)
    return _percent(clock.elapsed(now).total_seconds(), within.seconds)


def _percent(run: float, whole: float) -> int:
    return max(0, min(100, round(100 * run / whole))) if whole > 0 else 0


def _sentence(deadline: Deadline, clock: Clock | None) -> str:
    said = promise.sentence(clock.promise) if clock else ""
    if deadline.because == "missed":
        return _("New, after we missed it: %(promise)s", promise=said)
    if deadline.because == "decline":
        return _("After you declined our plan: %(promise)s", promise=said)
    if deadline.because in FIXED or not said:
        return _date_of(deadline)
    return said


def _date_of(deadline: Deadline) -> str:
    """A date somebody named."""
    if deadline.because == "agreed":
        return _("The date of the plan you agreed to.")
    if deadline.because == "extended":
        return _("The new date we gave you: %(target)s.", target=words.TARGETS[deadline.target])
    return _("The date we gave you.")


def _notes(deadline: Deadline, sheet: Sheet, clock: Clock | None, due: datetime | None) -> list[str]:
    """What else there is to know: when it was met, what a miss owes, a ruling, a year not entered yet."""
    return [note for note in (_met(deadline, sheet), _owed(deadline, sheet), _ruled(deadline)) if note] + (
        [_provisional(due, zone_of(sheet.guarantee))]
        if due and deadline.verdict is None and clock and clock.calendar and clock.calendar.provisional(due)
        else []
    )


def _met(deadline: Deadline, sheet: Sheet) -> str:
    if deadline.met_at is None:
        return ""
    moment = time.short(deadline.met_at, zone_of(sheet.guarantee))
    if deadline.target in LOGGED:
        return _("Done on %(moment)s, as our staff entered it.", moment=moment)
    return _("Done on %(moment)s.", moment=moment)


def _owed(deadline: Deadline, sheet: Sheet) -> str:
    line = sheet.clocks.promise(deadline)
    if line is None or deadline.verdict != "broken" or deadline.because not in PROMISED or not line.on_miss.remedy:
        return ""
    return _("We owe you for this: %(remedy)s.", remedy=line.on_miss.remedy[time.language()])


def _ruled(deadline: Deadline) -> str:
    if deadline.ruling == "kept":
        return _("A supervisor looked at it again: it counts as kept.")
    return _("A supervisor looked at it again: it counts as broken.") if deadline.ruling == "broken" else ""


def _provisional(due: datetime, zone: tzinfo) -> str:
    year = due.astimezone(zone).year
    return _("The holidays of %(year)d are not entered yet: this moment is provisional and may still change.", year=year)


# --- words and files


def file_item(file: File, url: Url) -> dict:
    return {"name": file.name, "url": url(file), "size_text": size(file.size), "type_text": ""}


def size(octets: int) -> str:
    """“340 kB”, “2.1 MB”."""
    return f"{octets / 1_000_000:.1f} MB" if octets >= 1_000_000 else f"{max(1, round(octets / 1000))} kB"


def message_item(
    message: Message, zone: tzinfo, files: Iterable[File] = (), url: Url | None = None, staff: bool = False
) -> dict:
    """One message for macros/case.html. `files` are its own; `url` gives the address of each."""
    names = words.STAFF_MESSAGES if staff else words.MESSAGES
    return {
        "id": message.id,
        "who": _writer(message, staff),
        "role": _role(message),
        "type_text": str(names.get(message.type, "")),
        "at_text": time.short(message.at, zone),
        "at_iso": message.at.astimezone(zone).isoformat(),
        "body": message.body,
        "next_step": message.next_step,
        "by_text": _("by %(moment)s", moment=time.due_short(message.by_when, zone)) if message.by_when else "",
        "files": [file_item(file, url) for file in files],
    }


def conversation(
    messages: Iterable[Message], files: Iterable[File], zone: tzinfo, url: Url, staff: bool = False
) -> list[dict]:
    """What was said, in order, each message with its files; files that came with no message go with the first."""
    by_message: dict[int, list[File]] = {}
    messages = list(messages)
    first = messages[0].id if messages else 0
    for file in files:
        by_message.setdefault(file.message_id or first, []).append(file)
    return [message_item(m, zone, by_message.get(m.id, ()), url, staff) for m in messages]


def _role(message: Message) -> str:
    if message.type == "note":
        return "note"
    return {"customer": "customer", "watch": "system"}.get(message.who, "staff")


def _writer(row: Message | Event, staff: bool) -> str:
    """Who wrote or did it: “You” to the customer, and to him every colleague by the public name."""
    if row.who == "customer":
        return str(words.ROLES["customer"]) if staff else _("You")
    if row.person is None:
        return ""
    return row.person.name if staff else row.person.public_name


# --- the history

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
    "withdraw": "cross",
    "dismiss": "cross",
    "restore": "back",
    "extend": "calendar",
    "miss": "broken",
    "warn": "alert",
    "remind": "clock",
    "escalate": "flag",
    "contest": "flag",
    "correct": "mail",
    "relink": "lock",
    "note": "lock",
    "log": "check",
}
TONES = {"miss": "bad", "accept": "good", "confirm": "good"}


def timeline(events: Iterable[Event], sheet: Sheet, staff: bool = False) -> list[dict]:
    """The history for macros/case.html, without the words, which stand in the conversation."""
    zone, targets = zone_of(sheet.guarantee), {r.id: r.target for r in sheet.rounds}
    shown = [event for event in events if staff or event.verb not in history.INTERNAL]
    return [_line(event, zone, targets, staff) for event in shown]


def _line(event: Event, zone: tzinfo, targets: Mapping[int, str], staff: bool) -> dict:
    return {
        "at_text": time.short(event.at, zone),
        "at_iso": event.at.astimezone(zone).isoformat(),
        "who": "" if event.who == "watch" else _writer(event, staff),
        "what": history.sentence(event, staff, targets.get(event.deadline or 0, "")),
        "icon": ICONS.get(event.verb, "info"),
        "tone": TONES.get(event.verb, "plain"),
    }


# --- whose turn it is


def whose_turn(sheet: Sheet, facts: Facts, now: datetime, told: bool = True, staff: bool = False) -> turn.Turn:
    """Who has the ball. `told` False: the page that keeps names and what was said to itself."""
    owner = sheet.case.owner if told and sheet.case.owner_id else None
    return turn.turn(facts, _dates(sheet, facts, now), owner.public_name if owner else "", staff, told)


def _dates(sheet: Sheet, facts: Facts, now: datetime) -> dict[str, str]:
    """When the case lapses, closes, and until when it can be opened again, as words; only what is still ahead."""
    ask, life = sheet.open_ask, sheet.life
    moments = {
        "lapses": facts.lapses_at or (ask.at + max(life.lapse, *life.remind) if ask else None),
        "closes": facts.closes_at,
        "reopen": facts.reopen_until if facts.state is State.CLOSED and _reopens(facts) else None,
    }
    zone = zone_of(sheet.guarantee)
    return {name: time.short(at, zone, now) for name, at in moments.items() if at and at >= now}


def _reopens(facts: Facts) -> bool:
    return facts.outcome not in ("duplicate", "spam")
