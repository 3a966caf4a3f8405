"""Whose turn it is in a case, with its dates in words."""

from datetime import datetime

from portal.core.case import Facts, State
from portal.mail.letters import zone_of
from portal.store.sheet import Sheet
from portal.words import time, turn


def whose_turn(sheet: Sheet, facts: Facts, now: datetime, told: bool = True, staff: bool = False) -> turn.Turn:
    """Who has the ball. `told` False: the page that keeps names and what was said to itself."""
    owner = sheet.case.owner if told and sheet.case.owner_id else None
    return turn.turn(facts, _dates(sheet, facts, now), owner.public_name if owner else "", staff, told)


def _dates(sheet: Sheet, facts: Facts, now: datetime) -> dict[str, str]:
    """When the case lapses, closes, and until when it can be opened again, as words; only what is still ahead."""
    ask, life = None if sheet.case.only_called else sheet.open_ask, sheet.life
    moments = {
        "lapses": facts.lapses_at or (ask.at + max(life.lapse, *life.remind) if ask else None),
        "closes": facts.closes_at,
        "reopen": facts.reopen_until if facts.state is State.CLOSED and _reopens(facts) else None,
    }
    zone = zone_of(sheet.guarantee)
    return {name: time.short(at, zone, now) for name, at in moments.items() if at and at >= now}


def _reopens(facts: Facts) -> bool:
    return facts.outcome not in ("duplicate", "spam")
