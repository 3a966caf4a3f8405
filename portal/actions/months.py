"""Finished months of the scorecard, counted once and kept, so that the public page costs the same after years."""

from datetime import UTC, datetime, timedelta

from portal.mail.letters import zone_of
from portal.store import guarantee, month, scorecard
from portal.store.db import transaction


def turn(now: datetime) -> bool:
    """Keep one month that was over a day ago; whether there was any."""
    zone = zone_of(guarantee.in_force(now)) or UTC
    yesterday = (now - timedelta(days=1)).astimezone(zone).date()
    name = scorecard.to_keep(yesterday)
    if name is None:
        return False
    with transaction():
        month.alone()
        own, imported = (
            scorecard.counted([name], yesterday, zone, origin) for origin in (scorecard.OWN, scorecard.IMPORTED)
        )
        month.keep(name, own, imported)
    return True
