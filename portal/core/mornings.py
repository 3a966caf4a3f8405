"""When the office reads its mail: the mornings of its working days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portal.core.calendar import WorkingCalendar

BEGINS = time(8)
FAR = 60  # days: no office is closed for longer, and then the digest comes anyway


@dataclass(frozen=True, slots=True)
class Mornings:
    """In this zone, on the working days of this calendar; without one, every day."""

    zone: tzinfo
    calendar: WorkingCalendar | None = None

    def next(self, now: datetime) -> datetime:
        """The first morning after now."""
        return next(morning for morning in self._from(now, 1) if morning > now)

    def last(self, now: datetime) -> datetime:
        """The morning that began last, or begins now."""
        return next(morning for morning in self._from(now, -1) if morning <= now)

    def _from(self, now: datetime, step: int) -> Iterator[datetime]:
        today = now.astimezone(self.zone).date()
        for days in range(FAR):
            if self._works(day := today + timedelta(days=step * days)):
                yield self._morning(day)
        yield self._morning(today + timedelta(days=step * FAR))

    def _works(self, day: date) -> bool:
        return self.calendar is None or self.calendar.is_working_day(day)

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, BEGINS, self.zone).astimezone(UTC)
