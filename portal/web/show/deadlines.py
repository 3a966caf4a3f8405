"""A deadline with its clock, as macros/promise.html draws it, judged by the core as of `now`."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from portal.core.clock import Clock
from portal.core.promise import Within
from portal.core.rounds import FIXED, LOGGED, PROMISED
from portal.mail.letters import zone_of
from portal.store.deadline import Deadline
from portal.store.message import Message
from portal.store.sheet import Sheet
from portal.words import calendar as calendars
from portal.words import case as words
from portal.words import promise, text, time
from portal.words.translated import gettext as _

RUNNING = ("running", "paused", "late")


def deadline_item(deadline: Deadline, sheet: Sheet, now: datetime, staff: bool = False, step: str = "") -> dict:
    """One round for macros/promise.html, judged by the core as of `now`, in words to the customer or to staff. `step`:
    what somebody said happens by the date he gave."""
    clock, zone = _clock(deadline, sheet), zone_of(sheet.guarantee)
    due = _due(deadline, clock)
    standing = _standing(deadline, clock, now)
    return {
        "target": deadline.target,
        "round": deadline.round,
        "cycle": deadline.cycle,
        "due_at": due,
        "sentence": _sentence(deadline, clock, staff, step),
        "standing": standing,
        "due_text": _when(due, zone, now, standing) if due else "",
        "due_iso": due.astimezone(zone).isoformat() if due else "",
        "left_text": _left(clock, due, now) if standing in RUNNING else "",
        "verdict_text": str(words.void(deadline.reason)) if standing == "void" else None,
        "ruling": deadline.ruling if deadline.ruling != deadline.verdict else None,
        "note": text.sentences(_notes(deadline, sheet, clock, due, now, staff)),
        "reason": _reason(deadline, sheet, clock) if clock and standing != "void" else "",
        "share": _share(deadline, clock, due, now) if standing in RUNNING else None,
    }


def deadline_items(
    sheet: Sheet, now: datetime, cycle: int | None = None, staff: bool = False, said: Iterable[Message] = ()
) -> list[dict]:
    """The rounds of one cycle (of all without it): what runs first, by its moment, then what was judged. A date we gave
    names what was to happen by then where the page may show what was `said`."""
    rounds, steps = [r for r in sheet.rounds if cycle is None or r.cycle == cycle], _steps(said)
    items = [deadline_item(r, sheet, now, staff, steps.get(r.start_at, "")) for r in rounds]
    running = [item for item in items if item["standing"] in RUNNING]
    judged = [item for item in items if item["standing"] not in RUNNING]
    return sorted(running, key=lambda item: (item["due_at"] is None, item["due_at"])) + judged


def _steps(said: Iterable[Message]) -> dict[datetime, str]:
    """What comes next, by the moment it was said: there the clock of the date that was given with it began."""
    return {message.at: message.next_step for message in said if message.next_step}


def next_item(items: Iterable[dict]) -> dict | None:
    """The promise whose moment comes next; None while nothing runs."""
    return next((item for item in items if item["standing"] in ("running", "late")), None)


def owed_item(sheet: Sheet, now: datetime) -> dict | None:
    """To staff: what was missed for good and is still not done, the oldest first: late. None where nothing is owed."""
    owed = min(sheet.late(), key=lambda r: r.due_at, default=None)
    if owed is None:
        return None
    due = time.due_moment(owed.due_at, zone_of(sheet.guarantee), now)
    left = _left(_clock(owed, sheet), owed.due_at, now)
    return deadline_item(owed, sheet, now, staff=True) | {
        "standing": "late",
        "due_text": due,
        "left_text": left,
        "share": None,
    }


def _clock(deadline: Deadline, sheet: Sheet) -> Clock | None:
    """The clock of a round, as it was when the round was met: what happened afterwards does not concern it. One that
    was judged before a supervisor struck a pause is told as it was judged; the ruling stands beside it."""
    met, seen = deadline.met_at, (sheet.clocks, sheet.clocks_as_asked)
    if deadline.verdict is None or not any(ask.ruling == "struck" for ask in sheet.asks):
        return (seen[0].until(met) if met else seen[0]).clock(deadline)
    clocks = [clocks.until(met) if met else clocks for clocks in seen]
    as_ruled, as_asked = (each.clock(deadline) for each in clocks)
    judged_so = deadline.verdict is not None and as_asked and as_ruled.due != deadline.due_at == as_asked.due
    return as_asked if judged_so else as_ruled


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


def _reason(deadline: Deadline, sheet: Sheet, clock: Clock) -> str:
    later = deadline.start_at != sheet.case.received_at
    return promise.reason(clock.explain(), zone_of(sheet.guarantee), later)


def _sentence(deadline: Deadline, clock: Clock | None, staff: bool, step: str) -> str:
    said = promise.sentence(clock.promise, staff) if clock else ""
    if deadline.because == "missed":
        return _("New, after we missed it: %(promise)s", promise=said)
    if deadline.because == "decline":
        return _declined(said, staff)
    if deadline.because == "score":
        return _("Because of a low score: %(promise)s", promise=said)
    if deadline.because in FIXED or not said:
        return _date_given(deadline, step) if staff else _date_of(deadline, step)
    return said


def _declined(said: str, staff: bool) -> str:
    if staff:
        return _("After the customer declined the plan: %(promise)s", promise=said)
    return _("After you declined our plan: %(promise)s", promise=said)


def _date_of(deadline: Deadline, step: str) -> str:
    """A date somebody named, to the customer."""
    if deadline.because == "agreed":
        return _("The date of the plan you agreed to.")
    if deadline.because == "extended":
        return _("The new date we gave you: %(target)s.", target=words.TARGETS[deadline.target])
    if deadline.because == "given" and step:
        return _("The date we gave you: %(step)s", step=step)
    return _("The date we gave you.")


def _date_given(deadline: Deadline, step: str) -> str:
    """The same to staff."""
    if deadline.because == "agreed":
        return _("The date of the plan the customer agreed to.")
    if deadline.because == "extended":
        return _("The new date we gave: %(target)s.", target=words.STAFF_TARGETS[deadline.target])
    if deadline.because == "given" and step:
        return _("The date we gave the customer: %(step)s", step=step)
    return _("The date we gave the customer.")


def _notes(
    deadline: Deadline, sheet: Sheet, clock: Clock | None, due: datetime | None, now: datetime, staff: bool
) -> list[str]:
    """What else there is to know: when it was met, what a miss owes, a ruling, a later date, a year not entered yet."""
    notes = (
        _owed_for(deadline, sheet, staff),
        _met(deadline, sheet, now),
        _owed(deadline, sheet, staff),
        _ruled(deadline, sheet),
        _extended(deadline, sheet, now),
        _provisional(deadline, clock, due),
    )
    return [note for note in notes if note]


def _owed_for(deadline: Deadline, sheet: Sheet, staff: bool) -> str:
    """Of a remedy: what it is, and for which miss."""
    breach = sheet.remedies.get(deadline.id) if deadline.target == "remedy" else None
    missed = next((r for r in sheet.rounds if breach and r.id == breach.deadline_id), None)
    promised = sheet.clocks.promise(missed) if missed else None
    if promised is None:
        return ""
    said = promise.sentence(promised, staff)
    if not _remedy(missed, sheet):
        return _("Owed because we missed this: “%(promise)s”", promise=said)
    return _("%(remedy)s, because we missed this: “%(promise)s”", remedy=_remedy(missed, sheet), promise=said)


def _extended(deadline: Deadline, sheet: Sheet, now: datetime) -> str:
    """Of a round that was given a later date: that one, and that this one is judged as it stands."""
    after = [r for r in sheet.rounds if r.because == "extended" and _same(r, deadline) and r.round > deadline.round]
    if not after or deadline.because == "extended":
        return ""
    moment = time.due_moment(after[-1].due_at, zone_of(sheet.guarantee), now)
    return _("We have given a later date, %(moment)s. This one is judged as it stands.", moment=moment)


def _same(one: Deadline, other: Deadline) -> bool:
    return (one.cycle, one.target) == (other.cycle, other.target)


def _met(deadline: Deadline, sheet: Sheet, now: datetime) -> str:
    if deadline.met_at is None:
        return ""
    moment = time.short(deadline.met_at, zone_of(sheet.guarantee), now)
    if deadline.target in LOGGED:
        return _("Done on %(moment)s, as our staff entered it.", moment=moment)
    return _("Done on %(moment)s.", moment=moment)


def _owed(deadline: Deadline, sheet: Sheet, staff: bool) -> str:
    broken = (deadline.ruling or deadline.verdict) == "broken" and deadline.because in PROMISED
    remedy = _remedy(deadline, sheet) if broken and not sheet.case.imported else ""
    if not remedy:
        return ""
    return (
        _("Owed for this: %(remedy)s.", remedy=remedy)
        if staff
        else _("We owe you for this: %(remedy)s.", remedy=remedy)
    )


def _remedy(deadline: Deadline, sheet: Sheet) -> str:
    line = sheet.clocks.promise(deadline)
    return line.on_miss.remedy[time.language()] if line and line.on_miss.remedy else ""


def _ruled(deadline: Deadline, sheet: Sheet) -> str:
    """What a supervisor made of the verdict, which stands beside it."""
    if deadline.ruling is None or deadline.ruling == deadline.verdict:
        return ""
    if deadline.ruling == "kept":
        return _("A supervisor looked at it again: it counts as kept.")
    clocks = sheet.clocks.until(deadline.met_at) if deadline.met_at else sheet.clocks
    moment = time.due_moment(clocks.due(deadline), zone_of(sheet.guarantee))
    return _(
        "A supervisor struck waiting time. Without it this was due %(moment)s, so it counts as broken.", moment=moment
    )


def _provisional(deadline: Deadline, clock: Clock | None, due: datetime | None) -> str:
    return calendars.provisional(clock.calendar, due) if clock and deadline.verdict is None else ""
