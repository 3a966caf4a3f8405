"""The scorecard as values: counted once a request, then drawn as a page or written as data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from portal.core import figures, rates
from portal.core.figures import Figures, Judged, Lateness, Share
from portal.core.promise import Promise
from portal.core.rates import Period, Points, Rated
from portal.core.terms import Guarantee, Rate
from portal.store import guarantee, scorecard
from portal.store.guarantee import Guarantee as Row
from portal.store.scorecard import Missed

Shares = Mapping[str, Share]
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: how far back, and whose cases (an item of scorecard.ORIGINS)."""

    everything: bool = False
    origin: str = scorecard.ALL


@dataclass(frozen=True, slots=True)
class Score:
    """One promise. `promise` is None for a code no published version knows; `months` may lack some."""

    code: str
    promise: Promise | None
    is_in_force: bool
    changed: bool  # other versions promise another time
    share: Share
    months: Shares
    running: int
    lateness: Lateness | None


class Card:
    """Everything there is to show at one moment. Each figure is read when it is first asked for."""

    def __init__(self, asked: Asked, now: datetime):
        self.asked, self.now = asked, now
        self.versions: list[Row] = guarantee.history()
        self.in_force: Guarantee | None = _in_force(self.versions, now)
        self.zone: tzinfo = self.in_force.zone if self.in_force else UTC
        self.today: date = now.astimezone(self.zone).date()
        self.months = figures.months_back(self.today, 12)
        year = figures.span(self.months, self.zone)
        self.first_month = "" if asked.everything else self.months[0]
        self.since: date = EPOCH.date() if asked.everything else year.first
        self.begin: datetime = EPOCH if asked.everything else year.begin

    # --- promises

    @cached_property
    def judged(self) -> list[Judged]:
        """From as far back as anything here asks for: a rate may be about a year that ended long ago."""
        periods = [rates.periods(self.today, rate.per, self.zone)[0] for rate in self._of_promises]
        first = min([self.first_month, *(period.span.months[0] for period in periods)])
        return scorecard.judged(first, self.today, self.zone, self.asked.origin)

    @property
    def _of_promises(self) -> list[Rate]:
        in_force = self.in_force.rates if self.in_force else ()
        return [rate for rate in in_force if FIGURES[rate.measure] is _kept]

    @cached_property
    def figures(self) -> Figures:
        return figures.count(row for row in self.judged if row.ahead or row.month >= self.first_month)

    @cached_property
    def of_rates(self) -> Figures:
        return figures.count(self.judged)

    def target(self, code: str) -> str:
        """What a promise is about, as any version says it."""
        return self.promises[code][0].target if code in self.promises else ""

    @cached_property
    def by_month(self) -> Shares:
        return self.figures.by_month()

    @cached_property
    def overall(self) -> Share:
        return figures.total(self.by_month.values())

    @cached_property
    def afterwards(self) -> Share:
        return figures.total(self.figures.afterwards.values())

    @cached_property
    def running(self) -> dict[str, int]:
        return scorecard.running(self.asked.origin)

    @cached_property
    def scores(self) -> list[Score]:
        """In the order of the guarantee, those of older versions last; all of this version, and what was counted."""
        current = [promise.code for promise in self.in_force.promises] if self.in_force else []
        older = [code for code in self.promises if code not in current]
        counted = {*self.figures.promises, *self.running}
        unknown = sorted(counted - {*current, *older})
        return [self._score(code) for code in [*current, *(c for c in older if c in counted), *unknown]]

    @cached_property
    def promises(self) -> dict[str, list[Promise]]:
        """By code, as each version says it: the one in force first, then the newest."""
        versions = [self.in_force] if self.in_force else []
        versions += [row.version for row in self.versions if row.version is not self.in_force]
        found: dict[str, list[Promise]] = {}
        for version in versions:
            for promise in version.promises:
                found.setdefault(promise.code, []).append(promise)
        return found

    def _score(self, code: str) -> Score:
        known = self.promises.get(code, [])
        months = self.figures.promises.get(code, {})
        return Score(
            code,
            known[0] if known else None,
            bool(self.in_force and self.in_force.promise(code)),
            len({str(promise.within) for promise in known}) > 1,
            figures.total(months.values()),
            months,
            self.running.get(code, 0),
            figures.lateness(self.late.get(code, ())),
        )

    @cached_property
    def late(self) -> dict[str, list[int | None]]:
        return scorecard.late(self.since, self.today, self.asked.origin)

    @cached_property
    def last_missed(self) -> Missed | None:
        return scorecard.last_missed(self.since, self.today, self.asked.origin)

    # --- cases, and what is promised for all of them together

    @cached_property
    def kept_word(self) -> Share:
        return scorecard.kept_word(self.begin)

    @cached_property
    def rates(self) -> list[tuple[Rated, Rated]]:
        """Each rate promise in the last period that is over, and in the one that runs."""
        return [self._of_both_periods(rate) for rate in self.in_force.rates] if self.in_force else []

    def _of_both_periods(self, rate: Rate) -> tuple[Rated, Rated]:
        last, running = rates.periods(self.today, rate.per, self.zone)
        return self._rated(rate.code, last), self._rated(rate.code, running)

    def _rated(self, code: str, period: Period) -> Rated:
        rate = rates.promised(code, self.versions, period)
        return Rated(rate, period, FIGURES[rate.measure](self, rate, period) if rate else Share())

    @cached_property
    def imported(self) -> int:
        return scorecard.imported()


def _in_force(versions: Iterable[Row], now: datetime) -> Guarantee | None:
    """Out of the versions that were read anyway: the one published last whose moment has come."""
    counting = [row for row in versions if row.effective_at and row.effective_at <= now]
    return max(counting, key=lambda row: (row.published_at, row.id)).version if counting else None


def _solved(card: Card, rate: Rate, period: Period) -> Share:
    return scorecard.solved(rate, period.span, card.asked.origin)


def _kept(card: Card, rate: Rate, period: Period) -> Share:
    """Of all promises, or of all answers: what was counted anyway. Of some cases only: counted for themselves."""
    if rate.applies:
        return scorecard.kept_of(rate, period.span, card.today, card.asked.origin)
    counted = card.of_rates.promises.items()
    chosen = [shares for code, shares in counted if rate.measure == "kept" or card.target(code) == rate.measure]
    return figures.total(shares.get(month, Share()) for shares in chosen for month in period.span.months)


def _satisfaction(card: Card, rate: Rate, period: Period) -> Points:
    return Points.of(scorecard.scores(period.span, rate, card.asked.origin))


FIGURES: Mapping[str, Callable[[Card, Rate, Period], Share | Points]] = {
    "solved": _solved,
    "response": _kept,
    "kept": _kept,
    "satisfaction": _satisfaction,
}
