"""What a start says of calendars that lack a year they need by now: its moments are provisional."""

from peewee import OperationalError, ProgrammingError

from portal.commands.clock import now
from portal.store import calendar
from portal.store.db import connection


def warnings() -> list[str]:
    """A sentence for each calendar; none where there is no database to ask yet."""
    try:
        with connection():
            missing = calendar.unentered(now())
    except (OperationalError, ProgrammingError):
        return []
    return [_sentence(slug, years) for slug, (_calendar, years) in sorted(missing.items())]


def _sentence(slug: str, years: tuple[int, ...]) -> str:
    listed = " and ".join(str(year) for year in years)
    return (
        f"The calendar {slug} lacks the holidays of {listed}, so moments in it are provisional. "
        f"An administrator enters them at /staff/calendars/{slug}/years."
    )
