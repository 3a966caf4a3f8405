"""A line of the register of broken promises in words, to staff."""

from datetime import UTC, datetime

from portal.core import breach as core
from portal.core.rounds import Clocks
from portal.mail.letters import zone_of
from portal.store import calendar
from portal.store.deadline import Breach
from portal.words import case as words
from portal.words import promise, time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

GRADES = {"minor": _l("Minor"), "major": _l("Major")}
NEVER = _l("still not done")


def breach_item(breach: Breach, now: datetime) -> dict:
    """One line. Its deadline, case and owner were read before."""
    case, deadline = breach.case, breach.deadline
    version = case.guarantee.version if case.guarantee_id else None
    zone = zone_of(version)
    line = version.promise(deadline.code) if version and deadline.code else None
    return {
        "id": breach.id,
        "reference": case.reference,
        "owner": case.owner.name if case.owner_id else "",
        "promise": promise.sentence(line, staff=True) if line else str(words.STAFF_TARGETS[deadline.target]),
        "due_text": time.due_short(deadline.due_at, zone, now) if deadline.due_at else "",
        "due_iso": deadline.due_at.astimezone(zone).isoformat() if deadline.due_at else "",
        "late_text": _late(breach),
        "grade": breach.grade,
        "grade_text": GRADES.get(breach.grade, ""),
        "cause": breach.cause,
        "action": breach.action,
        "action_text": time.due_short(breach.action_due, zone, now) if breach.action_due else "",
        "overdue": bool(breach.action_due and not breach.done_at and breach.action_due < now),
        "done_text": time.short(breach.done_at, zone, now) if breach.done_at else "",
        "remedy": breach.remedy,
        "remedied_text": time.short(breach.remedied_at, zone, now) if breach.remedied_at else "",
        "person": breach.person,
        "waits": breach.waits_since is not None,
    }


def proposed_grade(breach: Breach, now: datetime) -> str | None:
    """The grade by the guarantee's own rule, as late as it is by now; None where there is no rule."""
    case, deadline = breach.case, breach.deadline
    version = case.guarantee.version if case.guarantee_id else None
    if version is None or version.grading is None or deadline.due_at is None:
        return None
    clock = Clocks(version, calendar.latest()).clock(deadline)
    end = came_at(breach) or now
    about = {name: getattr(case, name) for name in ("kind", "severity", "channel", "service")}
    late = core.lateness(clock, deadline.start_at, deadline.due_at, end)
    return core.grade(version.grading, *late, about | {"target": deadline.target})


def came_at(breach: Breach) -> datetime | None:
    """When what was missed came at last, in this round or in one after it."""
    came = breach.came
    return datetime.fromtimestamp(came, UTC) if isinstance(came, int) else came


def _late(breach: Breach) -> str:
    deadline = breach.deadline
    if deadline.ruling == "broken" and deadline.verdict == "kept":
        return _("broken by a ruling")
    came = came_at(breach)
    return time.late_by(deadline.due_at, came) if came and deadline.due_at else str(NEVER)
