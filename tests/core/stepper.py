"""The clock once more, slow and obviously right: it walks tick by tick, or date by date, and asks.

It shares nothing with the engine but the calendar's data. Moments, hours and pauses must lie on the tick.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)


class Stepper:
    def __init__(self, data: dict, tick: int = 1) -> None:
        self.zone = ZoneInfo(data["tz"])
        self.week = data.get("week", {})
        self.exceptions = data.get("exceptions", {})
        self.tick = timedelta(seconds=tick)

    def wall(self, day: date, clock: str) -> datetime:
        if clock == "24:00":
            return self.wall(day + ONE_DAY, "00:00")
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=self.zone).astimezone(UTC)

    def hours(self, day: date) -> list:
        intervals = self.exceptions.get(str(day), self.week.get(WEEKDAYS[day.weekday()], []))
        laid = [(self.wall(day, begin), self.wall(day, end)) for begin, end in intervals]
        return [(begin, end) for begin, end in laid if begin < end]

    def is_open(self, at: datetime) -> bool:
        today = at.astimezone(self.zone).date()
        near = (today - ONE_DAY, today, today + ONE_DAY)
        return any(begin <= at < end for day in near for begin, end in self.hours(day))

    # Units that run to the second

    def due(self, within, start, pauses, limit):
        """The due moment; None if it is not reached before `limit`."""
        left = timedelta(seconds=within.seconds)
        while start < limit:
            left -= self.runs(within, start, pauses)
            start += self.tick
            if not left:
                return start
        return None

    def elapsed(self, within, start, end, pauses):
        ran = timedelta(0)
        while start < end:
            ran += self.runs(within, start, pauses)
            start += self.tick
        return ran

    def runs(self, within, at, pauses) -> timedelta:
        if any(begin <= at and (end is None or at < end) for begin, end in pauses):
            return timedelta(0)
        return self.tick if within.is_elapsed or self.is_open(at) else timedelta(0)

    # Day units

    def due_day(self, within, start, pauses, limit):
        """The closing moment of the day that is due; None if it is not reached before `limit`."""
        day, counted = start.astimezone(self.zone).date(), 0
        while self.wall(day, "00:00") < limit:
            day += ONE_DAY
            if not self.counts(within, day, pauses):
                continue
            counted += 1
            if counted >= within.amount and self.hours(day):
                return self.closing(within, day)
        return None

    def elapsed_days(self, within, start, end, pauses):
        day, counted = start.astimezone(self.zone).date() + ONE_DAY, 0
        while self.wall(day, "00:00") <= end:
            counted += self.counts(within, day, pauses) and self.closing(within, day) <= end
            day += ONE_DAY
        return timedelta(days=counted)

    def counts(self, within, day, pauses) -> bool:
        if within.unit == "working_days" and not self.hours(day):
            return False
        at = self.closing(within, day)
        return not self.held(at, pauses)

    def held(self, at, pauses) -> bool:
        """Whether the clock stands still just before and just after this moment."""
        before, after = at - timedelta(seconds=1), at
        return self.still(before, pauses) and self.still(after, pauses)

    def still(self, at, pauses) -> bool:
        return any(begin <= at and (end is None or at < end) for begin, end in pauses)

    def closing(self, within, day) -> datetime:
        if within.unit == "working_days":
            return max(end for _, end in self.hours(day))
        return self.wall(day, "24:00")
