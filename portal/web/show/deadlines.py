"""A deadline with its clock, as macros/promise.html draws it, judged by the core as of `now`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo

from flask_babel import gettext as _

from portal.core.clock import Clock
from portal.core.promise import Within
from portal.core.rounds import FIXED, PROMISED
from portal.mail.letters import zone_of
from portal.store.deadline import Deadline
from portal.store.sheet import Sheet
from portal.words import case as words
from portal.words import promise, text, time

LOGGED = ("attended", "remedy", "follow_up")  # met by an entry of staff, not by a message
RUNNING = ("running", "paused", "late")


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
        "due_text": _when(due, zone, now, standing) if due else "",
        "due_iso": due.astimezone(zone).isoformat() if due else "",
        "left_text": _left(clock, due, now) if standing in RUNNING else "",
        "verdict_text": str(words.void(deadline.reason)) if standing == "void" else None,
        "note": text.sentences(_notes(deadline, sheet, clock, due, now)),
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


def owed_item(sheet: Sheet, now: datetime) -> dict | None:
    """What was missed for good and is still not done, the oldest first: late. None where nothing is owed."""
    owed = min(sheet.late(), key=lambda r: r.due_at, default=None)
    if owed is None:
        return None
    due = time.due_moment(owed.due_at, zone_of(sheet.guarantee), now)
    left = _left(_clock(owed, sheet), owed.due_at, now)
    return deadline_item(owed, sheet, now) | {"standing": "late", "due_text": due, "left_text": left, "share": None}


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


def _when(due: datetime, zone: tzinfo, now: datetime, standing: str) -> str:
    """“tomorrow, 10:00” while it runs; afterwards the full moment, called what it was."""
    if standing in RUNNING:
        return time.due_moment(due, zone, now)
    return _("Due %(moment)s", moment=time.due_moment(due, zone))


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
    if deadline.because == "score":
        return _("Because of a low score: %(promise)s", promise=said)
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


def _notes(deadline: Deadline, sheet: Sheet, clock: Clock | None, due: datetime | None, now: datetime) -> list[str]:
    """What else there is to know: when it was met, what a miss owes, a ruling, a year not entered yet."""
    provisional = _provisional(deadline, clock, due, sheet)
    notes = (_met(deadline, sheet, now), _owed(deadline, sheet), _ruled(deadline), provisional)
    return [note for note in notes if note]


def _met(deadline: Deadline, sheet: Sheet, now: datetime) -> str:
    if deadline.met_at is None:
        return ""
    moment = time.short(deadline.met_at, zone_of(sheet.guarantee), now)
    if deadline.target in LOGGED:
        return _("Done on %(moment)s, as our staff entered it.", moment=moment)
    return _("Done on %(moment)s.", moment=moment)


def _owed(deadline: Deadline, sheet: Sheet) -> str:
    line = None if sheet.case.imported else sheet.clocks.promise(deadline)
    if line is None or deadline.verdict != "broken" or deadline.because not in PROMISED or not line.on_miss.remedy:
        return ""
    return _("We owe you for this: %(remedy)s.", remedy=line.on_miss.remedy[time.language()])


def _ruled(deadline: Deadline) -> str:
    if deadline.ruling == "kept":
        return _("A supervisor looked at it again: it counts as kept.")
    return _("A supervisor looked at it again: it counts as broken.") if deadline.ruling == "broken" else ""


def _provisional(deadline: Deadline, clock: Clock | None, due: datetime | None, sheet: Sheet) -> str:
    calendar = clock.calendar if clock else None
    if not (calendar and due and deadline.verdict is None and calendar.provisional(due)):
        return ""
    year = due.astimezone(zone_of(sheet.guarantee)).year
    return _("Provisional: the holidays of %(year)d are not entered yet, so this moment may still change.", year=year)
