"""What waits for a decision, in words."""

from datetime import datetime

from portal.mail.letters import zone_of
from portal.store.case import Case
from portal.store.message import ASKS, Message
from portal.store.person import Person
from portal.web.show.breaches import breach_item
from portal.words import case as words
from portal.words import time

__all__ = ["breach_item", "decision_item", "unbegun_item"]


def decision_item(row: Message, person: Person, now: datetime) -> dict:
    """A contested waiting time or a request: in which case, what is due there next, who asked, and the door to it."""
    case = row.case
    zone = zone_of(case.guarantee.version if case.guarantee_id else None)
    contested = row.type in ASKS
    since = row.contested_at if contested else row.at
    return {
        "reference": case.reference,
        "subject": case.subject,
        "what": str(words.STAFF_MESSAGES[row.type]),
        "who": row.person.name if row.person_id else "",
        "mine": row.person_id == person.id,
        "since_text": time.short(since, zone, now),
        "since_iso": since.astimezone(zone).isoformat(),
        "by_text": time.due_short(row.by_when, zone, now) if row.by_when and not contested else "",
        "body": row.body,
        "clock": _clock(case, zone, now),
        "door": "rule" if contested else {"more_time": "extend", "less_severe": "reclassify"}[row.type],
    }


def unbegun_item(case: Case, now: datetime) -> dict:
    """A major case in which no step of the special procedure is done, and whose it is."""
    zone = zone_of(case.guarantee.version)
    return {
        "reference": case.reference,
        "subject": case.subject,
        "who": case.owner.name if case.owner_id else "",
        "clock": _clock(case, zone, now),
    }


def _clock(case, zone, now: datetime) -> dict | None:
    """What the case owes next, by its signpost."""
    due = case.due_at
    if due is None:
        return None
    return {
        "standing": "late" if now > due else "running",
        "due_text": time.due_short(due, zone, now),
        "due_iso": due.astimezone(zone).isoformat(),
        "left_text": time.late_by(due, now) if now > due else "",
    }
