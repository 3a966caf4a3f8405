"""A report as values: counted once a request, then drawn as a page or written as a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple

from portal.core import period, rates
from portal.core import report as core
from portal.core.figures import Share
from portal.core.period import Named
from portal.core.rates import Period, Points
from portal.core.report import Tally, Waits
from portal.core.terms import Guarantee
from portal.store import guarantee, scorecard
from portal.store import report as store
from portal.store.report import Entered, Received, Said, Waited
from portal.words import case as words
from portal.words.report import in_order

GRADES = ("major", "minor", "")


class Waiting(NamedTuple):
    """How long the customers of one sort waited, of so many cases received."""

    cases: int
    answer: Waits
    outcome: Waits


class Register(NamedTuple):
    """The broken promises of a period: by how grave they are, and what is still to be done about them."""

    grades: Mapping[str, int]  # the gravest first; "" for those that have none
    without_cause: int
    still_to_do: int


class Report:
    """Everything a report tells at one moment. Each figure is read when it is first asked for."""

    def __init__(self, asked: str, now: datetime):
        self.now, self.versions = now, guarantee.history()
        self.in_force: Guarantee | None = rates.in_force(self.versions, now)
        self.zone: tzinfo = self.in_force.zone if self.in_force else UTC
        self.today: date = now.astimezone(self.zone).date()
        named, self.refused = period.asked(asked, self.today)
        self.named: Named = named
        self.period: Period = named.at(self.today, self.zone)
        self.until: datetime = min(self.period.span.end, now)

    @cached_property
    def guarantees(self) -> list[Guarantee]:
        """Every version that was in force in this period so far."""
        return period.in_force_during(self.versions, self.period.span._replace(end=self.until))

    # --- promises

    @cached_property
    def _months(self) -> dict[bool, Tally]:
        """This period (True) and the one before, out of the months of the scorecard."""
        mine, before = self.named.months, self.named.moved(-1).months
        judged = scorecard.judged_in([*before, *mine], self.today, self.zone)
        return {this: core.tally(row for row in judged if (row.month in mine) is this) for this in (True, False)}

    @property
    def overall(self) -> Tally:
        return self._months[True]

    @property
    def before(self) -> Share:
        return self._months[False].share

    @cached_property
    def _judged(self) -> list:
        return store.judged(self.period.span, self.today)

    @cached_property
    def kinds(self) -> dict[str, Tally]:
        found = core.tallies((kind, judged) for kind, _channel, judged in self._judged)
        return {kind: found[kind] for kind in in_order(found, list(words.KINDS))}

    @cached_property
    def channels(self) -> dict[str, Tally]:
        found = core.tallies((channel, judged) for _kind, channel, judged in self._judged)
        return {channel: found[channel] for channel in in_order(found, list(words.CHANNELS))}

    @property
    def shares(self) -> dict[str, Share]:
        return {channel: tally.share for channel, tally in self.channels.items()}

    # --- how long customers waited

    @cached_property
    def _waited(self) -> list[Waited]:
        return store.waited(self.period.span)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more cases than it is told of how long they waited."""
        return len(self._waited) == store.MOST

    @cached_property
    def waiting(self) -> Waiting:
        return _waiting(self._waited)

    @cached_property
    def waiting_by_kind(self) -> dict[str, Waiting]:
        return _by(self._waited, lambda row: row.kind, list(words.KINDS))

    @cached_property
    def waiting_by_channel(self) -> dict[str, Waiting]:
        return _by(self._waited, lambda row: row.channel, list(words.CHANNELS))

    # --- cases

    @cached_property
    def received(self) -> Received:
        return store.received(self.period.span)

    @cached_property
    def closed(self) -> int:
        return store.closed(self.period.span)

    @cached_property
    def reopened(self) -> int:
        return store.reopened(self.period.span)

    @cached_property
    def still_open(self) -> int:
        return store.still_open(self.until)

    @cached_property
    def told(self) -> dict[str, dict[str, int]]:
        """How often each outcome was told, by kind."""
        found = store.told(self.period.span)
        kinds = in_order({kind for kind, _outcome in found}, list(words.KINDS))
        return {kind: {code: found[kind, code] for code in words.OUTCOMES if (kind, code) in found} for kind in kinds}

    # --- what customers said, and what the register holds

    @cached_property
    def said(self) -> list[Said]:
        return store.said(self.period.span)

    @property
    def solved(self) -> Share:
        return _share((row.solved == "yes", row.number) for row in self.said if row.solved)

    @property
    def kept_word(self) -> Share:
        return _share((row.kept_word, row.number) for row in self.said if row.kept_word is not None)

    @property
    def score(self) -> Points:
        scores: Counter[int] = Counter()
        for row in self.said:
            if row.score is not None:
                scores[row.score] += row.number
        return Points.of(scores)

    @cached_property
    def register(self) -> Register:
        return _register(store.entered(self.period.span, self.today))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened in this period."""
        judged = self.overall.share.judged or self.overall.void
        return not (judged or self.received.number or self.closed or self.reopened or self.told or self.said)


def _share(rows: Iterable[tuple[bool, int]]) -> Share:
    rows = list(rows)
    return Share(sum(number for yes, number in rows if yes), sum(number for _yes, number in rows))


def _waiting(rows: list[Waited]) -> Waiting:
    answers = [row.answer for row in rows if row.answer is not None]
    outcomes = [row.outcome for row in rows if row.outcome is not None]
    return Waiting(len(rows), core.waits(answers), core.waits(outcomes))


def _by(rows: list[Waited], sort: Callable[[Waited], str], known: list[str]) -> dict[str, Waiting]:
    found: dict[str, list[Waited]] = {}
    for row in rows:
        found.setdefault(sort(row), []).append(row)
    return {code: _waiting(found[code]) for code in in_order(found, known)}


def _register(rows: list[Entered]) -> Register:
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers[row.grade or ""] += row.number
    return Register(
        {grade: numbers[grade] for grade in GRADES if numbers[grade]},
        sum(row.number for row in rows if row.waits),
        sum(row.number for row in rows if row.is_open),
    )
