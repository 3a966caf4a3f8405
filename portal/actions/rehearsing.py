"""A rehearsal of a guarantee: the cases of the last months replayed by it, beside what the scorecard says of them.

Nothing is written. The same cases are counted on both sides, by the day each promise was due, as the scorecard does;
every so-many-th of them is also replayed by its own version, to see whether the replay can be trusted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core import figures
from portal.core import guarantee as core
from portal.core.calendar import WorkingCalendar
from portal.core.figures import Figures, Judged, Share
from portal.core.guarantee import Guarantee, GuaranteeRefused
from portal.core.history import History
from portal.core.promise import Promise
from portal.core.rehearsal import NOT_NOTED, Rehearsed, Terms, rehearse
from portal.store import calendar, history
from portal.store import guarantee as versions

TRIED = 1000  # of so many cases it is seen whether the replay finds what was judged
MONTHS = 120  # of no more months: a guarantee is not judged by what another generation did


@dataclass(frozen=True, slots=True)
class Compared:
    """One promise: as the draft says it and as the versions in force said it, each None where it does not know it; and
    how often it would have been kept, beside how often it was."""

    code: str
    draft: Promise | None
    known: Promise | None
    would: Share
    said: Share

    @property
    def difference(self) -> float | None:
        """By how much the share would have been higher (below 0: lower); None where either is too few to say."""
        if self.would.value is None or self.said.value is None:
            return None
        return self.would.value - self.said.value


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it. `cases` were received since `since`; of those `chosen` were to be replayed, and `left_out` could
    not be: how they were sorted at first is not known. `tried` were replayed by their own version, `agreed` of them
    with the very rounds that were judged."""

    since: date
    cases: int
    chosen: int
    left_out: int
    tried: int
    agreed: int
    would: Figures
    said: Figures
    promises: tuple[Compared, ...]

    @property
    def not_noted(self) -> int:
        """Promises that are met by what staff note, where nobody was asked to note it then."""
        return self.would.void[NOT_NOTED]


def read(text: str, shipped: Mapping[str, WorkingCalendar]) -> Guarantee:
    """A text that can be rehearsed: it must say what it promises, but not yet when and by whom it is published."""
    faults = core.check(text, {**shipped, **calendar.latest()})
    if faults:
        raise GuaranteeRefused(faults)
    return core.parse(text)


class Rehearsing:
    """A rehearsal under way. `at_most`: of so many cases, spread evenly over those of the months; `tried`: so many are
    replayed by their own version too; `shipped`: calendars the draft may name that nobody uses yet."""

    def __init__(
        self,
        draft: Guarantee,
        months: int,
        now: datetime,
        at_most: int | None = None,
        tried: int = TRIED,
        shipped: Mapping[str, WorkingCalendar] | None = None,
    ):
        self.draft, self.now, self._try_about = draft, now, tried
        self._today = now.astimezone(draft.zone).date()
        span = figures.span(figures.months_back(self._today, months), draft.zone)
        self._tomorrow = datetime.combine(self._today + timedelta(days=1), datetime.min.time(), draft.zone)
        self.since = span.first
        found = history.ids(span.begin, now + timedelta(seconds=1))
        self.cases, self.ids = len(found), _spread(found, at_most)
        calendars = {**(shipped or {}), **calendar.all_revisions()}
        self._terms = Terms(draft, calendars)
        self._versions = versions.history()
        self._own = {row.id: Terms(row.version, calendars) for row in self._versions}
        self._would: Counter[Judged] = Counter()
        self._said: Counter[Judged] = Counter()
        self._left_out = self._tried = self._agreed = 0

    def go(self) -> Iterator[int]:
        """Replay; after each batch, how many cases it was."""
        every = max(1, len(self.ids) // self._try_about)
        place = 0
        for batch in history.of(self.ids):
            for one in batch:
                self._take(one)
                if place % every == 0:
                    self._try(one)
                place += 1
            yield len(batch)

    def _take(self, one: History) -> None:
        found = rehearse(one, self._terms, self.now)
        if found is None:
            self._left_out += 1
            return
        self._would.update(self._judged(found))
        self._said.update(_as_stored(one, self._today.isoformat()))

    def _try(self, one: History) -> None:
        own = self._own.get(one.version) or Terms(None, {})
        found = rehearse(one, own, self.now)
        self._tried += found is not None
        self._agreed += found is not None and _same(found, one)

    def _judged(self, found: Iterable[Rehearsed]) -> Iterator[Judged]:
        for one in found:
            if one.verdict:
                ahead = one.judged_at >= self._tomorrow
                yield Judged("", one.code, one.because, one.verdict, one.reason, one.ruling, 0, ahead)

    def result(self) -> Rehearsal:
        would, said = _counted(self._would), _counted(self._said)
        numbers = (self.cases, len(self.ids), self._left_out, self._tried, self._agreed)
        return Rehearsal(self.since, *numbers, would, said, tuple(self._compared(would, said)))

    def _compared(self, would: Figures, said: Figures) -> Iterator[Compared]:
        """In the order of the draft; then what only other versions promise and was judged."""
        known = {promise.code: promise for row in reversed(self._versions) for promise in row.version.promises}
        codes = [promise.code for promise in self.draft.promises]
        for code in [*codes, *sorted(set(said.promises) - set(codes))]:
            shares = (figures.total(side.promises[code].values()) for side in (would, said))
            yield Compared(code, self.draft.promise(code), known.get(code), *shares)


def _spread(found: Sequence[int], at_most: int | None) -> Sequence[int]:
    """No more than so many of them, the same distance apart."""
    if not at_most or len(found) <= at_most:
        return found
    return [found[place * len(found) // at_most] for place in range(at_most)]


def _as_stored(one: History, today: str) -> Iterator[Judged]:
    for row in one.judged:
        if row.verdict:
            ahead = row.judged_on > today
            yield Judged("", row.code, row.because, row.verdict, row.reason, row.ruling, 0, ahead)


def _counted(rows: Counter[Judged]) -> Figures:
    return figures.count(row._replace(number=number) for row, number in rows.items())


def _same(found: Sequence[Rehearsed], one: History) -> bool:
    """Whether the replay has the same rounds with the same moments and verdicts as were stored."""
    names = ("cycle", "target", "round", "because", "code", "due_at", "verdict", "reason", "ruling")
    replayed = sorted(tuple(str(getattr(row, name)) for name in names) for row in found)
    return replayed == sorted(tuple(str(getattr(row, name)) for name in names) for row in one.judged)
