"""When a desk is open: hours by weekday, dated exceptions that replace the whole day, one IANA zone.

Holiday, half day and make-up working day (调休) are one mechanism: an exception. Intervals are half-open,
laid on local wall time date by date (`fold=0`) and measured in real seconds, so a 25-hour day counts 25
hours and an interval that a clock change swallows counts nothing.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from portal.core import calendar_file
from portal.core.calendar_faults import CalendarRefused
from portal.core.calendar_file import Exceptional, Hours
from portal.core.instants import EPOCH, SECOND, Span, instant, seconds, unite
from portal.core.timetable import Timetable, Year, join

__all__ = ["FAR", "CalendarRefused", "OutOfReach", "WorkingCalendar"]

DAY = 86_400
FAR = 18_263 * DAY  # fifty years: a due moment further away is refused
MARGIN = 2 * DAY  # no local date lies further from the same date in UTC
NOVEMBER = 11  # the State Council's notice of the next year appears in it
STRIDE = 5  # so many years are added when a count runs past the last year laid


class OutOfReach(ValueError):
    """The amount would end more than fifty years away, or never."""

    def __init__(self) -> None:
        super().__init__("This much time ends more than 50 years away or is never reached.")


class WorkingCalendar:
    """The hours of one desk. Made by `from_dict`; never changed afterwards, safe to share by threads."""

    def __init__(
        self,
        zone: ZoneInfo,
        week: tuple[Hours, ...],
        exceptions: Mapping[int, Exceptional],
        slug: str = "",
        title: Mapping[str, str] | None = None,
        years: frozenset[int] | None = None,
        doubled: tuple[date, ...] = (),
        note: Mapping[str, str] | None = None,
        revision: int = 1,
    ) -> None:
        self.zone = zone
        self.slug = slug
        self.title = title or {}
        self.years = years
        self.doubled = doubled  # dates one source has free and another has worked: they count as worked
        self.note = note or {}  # why it differs from the revision before it
        self.revision = revision
        self._week = week
        self._exceptions = exceptions
        self._laid: dict[int, Year] = {}
        self._spans: dict[int, list[Span]] = {}  # of single dates that were asked for
        self._table: Timetable | None = None
        self._lock = Lock()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], revision: int = 1) -> "WorkingCalendar":
        """Read a calendar file's data: `tz`, `week`, `exceptions`, `slug`, `title`, `years`, `note`; else
        CalendarRefused with every fault. `revision`: which of its series this is, where it is kept in one."""
        return cls(**calendar_file.read(data), revision=revision)

    @property
    def week(self) -> tuple[Hours, ...]:
        """The usual hours, Monday first: (open, close) in seconds since local midnight."""
        return self._week

    # What a date is

    def is_working_day(self, day: date) -> bool:
        return bool(self._lay(day.toordinal()))

    def hours(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the date is open, as aware UTC instants (open, close)."""
        return tuple((instant(begin), instant(end)) for begin, end in self._lay(day.toordinal()))

    def closing(self, day: date) -> datetime:
        """The closing moment of a working day; CalendarRefused for a day that is closed."""
        laid = self._lay(day.toordinal())
        if not laid:
            raise CalendarRefused(f"{day} is no working day, so it has no closing moment.")
        return instant(laid[-1][1])

    def midnight(self, day: date) -> datetime:
        """The instant at which a local date begins, aware UTC."""
        return instant(self._wall(day.toordinal(), 0))

    def kind(self, day: date) -> str:
        """`open` or `closed` by the week; `holiday`, `make_up` or `special` (other hours) by exception."""
        ordinal = day.toordinal()
        usual = bool(self._week[(ordinal - 1) % 7])
        if ordinal not in self._exceptions:
            return "open" if usual else "closed"
        if not self._exceptions[ordinal].hours:
            return "holiday"
        return "special" if usual else "make_up"

    def name(self, day: date) -> dict[str, str] | None:
        """What an exceptional date is called, {"en", "zh"}; None for a date without a name."""
        exceptional = self._exceptions.get(day.toordinal())
        return dict(exceptional.name) if exceptional and exceptional.name else None

    def provisional(self, at: datetime) -> bool:
        """Whether the holidays of this moment's local year are not entered yet.

        Midnight belongs to the day it ends, as a due moment does.
        """
        local = instant(seconds(at) - 1).astimezone(self.zone)
        return self.years is not None and local.year not in self.years

    def unentered(self, at: datetime) -> tuple[int, ...]:
        """The years whose holidays are needed by now and are not entered: this one, from 1 November the next too."""
        local = at.astimezone(self.zone)
        needed = (local.year, local.year + 1) if local.month >= NOVEMBER else (local.year,)
        return tuple(year for year in needed if self.years is not None and year not in self.years)

    # What is counted

    def is_open(self, at: datetime) -> bool:
        whole = seconds(at)
        return self.timetable(whole, whole).is_open(whole)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant at which the calendar has been open for `amount` since `start`."""
        if amount < timedelta(0):
            raise CalendarRefused("Time is added forward only: give an amount above zero.")
        begin, count = seconds(start), amount // SECOND
        return instant(self.reach(begin, count) if count else begin)

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """How long the calendar is open between two instants; below zero if they stand in reverse."""
        first, last = seconds(begin), seconds(end)
        if last < first:
            return -timedelta(seconds=self.worked(last, first))
        return timedelta(seconds=self.worked(first, last))

    def worked(self, begin: int, end: int) -> int:
        """Open seconds between two instants in whole seconds, `begin` ≤ `end`."""
        table = self.timetable(begin, end)
        return table.worked(end) - table.worked(begin)

    def reach(self, begin: int, amount: int) -> int:
        """The earliest instant at which `amount` (above 0) open seconds have run since `begin`; else OutOfReach."""
        if amount > FAR:
            raise OutOfReach
        table = self.timetable(begin, begin)
        at = table.reach(table.worked(begin) + amount)
        while at is None:
            table = self.longer(table, begin)
            at = table.reach(table.worked(begin) + amount)
        return at

    # The timetable behind it

    def timetable(self, first: int, last: int) -> Timetable:
        """A timetable that is sure of every instant from `first` to `last`."""
        table = self._table
        if table is not None and table.start <= first and last < table.stop:
            return table
        return self._extend(instant(first - MARGIN).year, instant(last + MARGIN).year)

    def longer(self, table: Timetable, start: int) -> Timetable:
        """A timetable that reaches further than this one; OutOfReach if this one is fifty years past `start`."""
        if table.stop > start + FAR:
            raise OutOfReach
        return self._extend(table.first_year, table.last_year + STRIDE)

    def ordinal(self, at: int) -> int:
        """The local date of an instant, as an ordinal.

        A date begins once, when its 00:00 is first reached: where clocks then go back across midnight, the hour before
        it that comes again does not make it yesterday anew, or what is received later could be due earlier.
        """
        return self.timetable(at, at).date(at)

    def _extend(self, first_year: int, last_year: int) -> Timetable:
        with self._lock:
            if self._table is not None:
                first_year = min(first_year, self._table.first_year)
                last_year = max(last_year, self._table.last_year)
            self._table = self._join(first_year, last_year)
            return self._table

    def _join(self, first_year: int, last_year: int) -> Timetable:
        for year in range(first_year, last_year + 1):
            if year not in self._laid:
                self._laid[year] = self._lay_year(year)
        years = [self._laid[year] for year in range(first_year, last_year + 1)]
        start, stop = ((datetime(year, 1, 1, tzinfo=UTC) - EPOCH) // SECOND for year in (first_year, last_year + 1))
        return join(first_year, years, start + MARGIN, stop - MARGIN)

    def _lay_year(self, year: int) -> Year:
        dates = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        midnights = [self._wall(ordinal, 0) for ordinal in [*dates, dates.stop]]
        nights = zip(dates, midnights, midnights[1:], strict=False)
        laid = {ordinal: spans for ordinal, begin, end in nights if (spans := self._between(ordinal, begin, end))}
        return Year(
            spans=[span for spans in laid.values() for span in spans],
            days=list(laid),
            closings=[spans[-1][1] for spans in laid.values()],
            midnights=midnights[1:],
        )

    def _lay(self, ordinal: int) -> list[Span]:
        """When one date is open, in real seconds; empty if it is closed or a clock change swallows it all."""
        if ordinal not in self._spans:
            self._spans[ordinal] = self._between(ordinal, self._wall(ordinal, 0), self._wall(ordinal, DAY))
        return self._spans[ordinal]

    def _between(self, ordinal: int, midnight: int, next_midnight: int) -> list[Span]:
        exceptional = self._exceptions.get(ordinal)
        day = self._week[(ordinal - 1) % 7] if exceptional is None else exceptional.hours
        if next_midnight - midnight == DAY:  # no clock change: the wall shows how long ago midnight was
            return unite((midnight + begin, midnight + end) for begin, end in day)
        return unite((self._wall(ordinal, begin), self._wall(ordinal, end)) for begin, end in day)

    def _wall(self, ordinal: int, second: int) -> int:
        """The instant at which the clock on the wall shows this second of this date, the first time it does."""
        wall = datetime.fromordinal(ordinal) + timedelta(seconds=second)
        return (wall.replace(tzinfo=self.zone) - EPOCH) // SECOND
