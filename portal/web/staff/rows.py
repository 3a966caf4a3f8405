"""A row of the queue in words: the case, whose it is, and its next promise with the time left in its own clock."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from portal.core.case import State
from portal.mail.letters import zone_of
from portal.store import queue
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.guarantee import Guarantee
from portal.store.queue import Line
from portal.words import calendar as calendars
from portal.words import case as words
from portal.words import time
from portal.words.translated import gettext as _


def rows(
    cases: list[Case], in_force: Guarantee | None, now: datetime, incidents: Mapping[int, str] | None = None
) -> list[dict]:
    """The rows for templates/macros/queue.html. `incidents` are those that are named in them, by their ids."""
    return [_row(line, now, incidents or {}) for line in queue.lines(cases, in_force)]


def _row(line: Line, now: datetime, incidents: Mapping[int, str]) -> dict:
    case = line.case
    clock = _clock(line, now)
    return {
        "reference": case.reference,
        "about": case.subject or line.begins or _("Without words"),
        "kind": case.kind,
        "kind_text": words.KINDS[case.kind],
        "severity": case.severity,
        "severity_text": words.SEVERITIES[case.severity] if case.severity else "",
        "state": case.state,
        "state_text": words.OUTCOMES.get(case.outcome) if case.state == State.CLOSED else words.STATES[case.state],
        "customer": case.name or case.email or case.phone or _("No name"),
        "owner": case.owner.name if case.owner_id else "",
        "sealed": case.sealed,
        "low_score": _low_score(line),
        "incident": incidents.get(case.incident_id, ""),
        "clock": clock,
        "idle": _idle(line, now),
        "late": bool(clock) and clock["standing"] == "late",
        "broken": line.broken if case.state != State.CLOSED else 0,
    }


def _clock(line: Line, now: datetime) -> dict | None:
    """The next promise for `clock` of macros/promise.html, with `target` for its name; None where nothing runs."""
    deadline, zone = line.next_round, zone_of(line.guarantee)
    if deadline is None:
        return _by_itself(line.case, zone, now)
    due = deadline.due_at if deadline.verdict else line.clocks.due(deadline)
    return {
        "standing": "paused" if due is None else "late" if now > due else "running",
        "due_text": time.due_short(due, zone, now) if due else "",
        "due_iso": due.astimezone(zone).isoformat() if due else "",
        "left_text": _left(line, deadline, due, now),
        "target": words.STAFF_TARGETS[deadline.target],
        "provisional": _provisional(line, deadline, due),
    }


def _provisional(line: Line, deadline: Deadline, due: datetime | None) -> str:
    clock = None if deadline.verdict else line.clocks.clock(deadline)
    return calendars.provisional(clock.calendar, due) if clock else ""


def _low_score(line: Line) -> bool:
    """Whether the customer was not content, and nobody has asked him why since."""
    mine = [r for r in line.rounds if r.cycle == line.case.cycle]
    return any(r.because == "score" and r.met_at is None for r in mine)


def _left(line: Line, deadline: Deadline, due: datetime | None, now: datetime) -> str:
    clock = line.clocks.clock(deadline)
    if clock is None:
        return time.left(None, None, now, due)
    return time.left(clock.promise.within, clock.calendar, now, due, clock.breaks)


def _idle(line: Line, now: datetime) -> str:
    """What stands in the place of a clock where none runs."""
    closed_at = line.case.closed_at
    if closed_at is None:
        return _("Nothing is due")
    return _("Closed %(moment)s", moment=time.short(closed_at, zone_of(line.guarantee), now))


def _by_itself(case: Case, zone: tzinfo, now: datetime) -> dict | None:
    """Nothing is promised any more; what the portal does next without anybody: a reminder, or closing the case."""
    if case.wake_at is None or case.state == State.CLOSED:
        return None
    return {
        "standing": "upcoming",
        "due_text": time.short(case.wake_at, zone, now),
        "due_iso": case.wake_at.astimezone(zone).isoformat(),
        "target": _("Closes by itself") if case.state == State.RESOLVED else _("Next reminder"),
    }
