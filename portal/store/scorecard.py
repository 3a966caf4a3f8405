"""What the scorecard is counted from: finished months that are kept, and the deadlines themselves for the rest.

Every read here is answered by an index that holds all the columns it needs (migrations/0005_scorecard.py).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from peewee import SQL, Expression, ModelSelect, fn
from peewee import Case as When

from portal.core import figures
from portal.core.case import OUTCOMES
from portal.core.figures import CLOSED, Judged, Share, Span
from portal.core.rounds import PROMISED
from portal.core.terms import Rate
from portal.store import month
from portal.store.case import Case
from portal.store.db import db
from portal.store.deadline import Deadline
from portal.store.prepared import Prepared, prepared
from portal.store.survey import Answer

ALL, OWN, IMPORTED = ORIGINS = ("", "own", "imported")

#: Outcomes we told the customer; a case that ended otherwise was neither solved nor left unsolved by us.
TOLD = tuple(sorted({outcome for of_kind in OUTCOMES.values() for outcome in of_kind}))
SOLVED = ("solved", "answered")

LATEST = 5000  # of so many broken promises it is told how late they came: enough for a median, whatever the years

_JUDGED = Deadline.judged_on.is_null(False)


class Missed(NamedTuple):
    """One broken promise, with nothing in it that leads to a case. `met_at` is None while it is still owed."""

    code: str
    due_at: datetime
    met_at: datetime | None
    judged_on: date


# --- what was judged


def judged(since: str, today: date, zone: tzinfo, origin: str = ALL) -> list[Judged]:
    """What was judged from a month on (YYYY-MM; "" from the beginning), and what is kept already but due later."""
    months = month.kept(since)
    brought = {ALL: (False, True), OWN: (False,), IMPORTED: (True,)}[origin]
    found = [judged for rows in months.values() for imported, judged in rows if imported in brought]
    return [*found, *counted(_missing(months, since, today), today, zone, origin), *_ahead(today, origin)]


def judged_in(months: Sequence[str], today: date, zone: tzinfo) -> list[Judged]:
    """What was judged in these months that follow each other, as far as they have begun, whosever cases they were."""
    begun = [name for name in months if name <= f"{today:%Y-%m}"]
    kept = month.kept(begun[0], begun[-1]) if begun else {}
    found = [judged for rows in kept.values() for _imported, judged in rows]
    return [*found, *counted(set(begun) - kept.keys(), today, zone)]


def counted(months: Iterable[str], until: date, zone: tzinfo, origin: str = ALL) -> list[Judged]:
    """These months from the deadlines and the cases themselves, up to a day."""
    spans = figures.stretches(months, zone)
    return figures.folded([*_deadlines(spans, until, origin), *_closed(spans, zone, origin)]) if spans else []


def to_keep(yesterday: date) -> str | None:
    """The latest month that was over yesterday and is not kept."""
    over = figures.months_back(yesterday, 2)[0]
    return max((name for name in _missing(month.kept(""), "", yesterday) if name <= over), default=None)


def _missing(kept: Iterable[str], since: str, today: date) -> set[str]:
    """The months up to today's that are not among those kept."""
    last = f"{today:%Y-%m}"
    first = since or str(Deadline.select(fn.min(Deadline.judged_on)).where(_JUDGED).scalar() or today)[:7]
    return set(figures.months_between(min(first, last), last)) - set(kept)


def _deadlines(spans: Sequence[Span], until: date, origin: str) -> list[Judged]:
    within = reduce(or_, [Deadline.judged_on.between(span.first, min(span.last, until)) for span in spans])
    return _grouped(within, origin)


def _ahead(today: date, origin: str) -> list[Judged]:
    return [row._replace(month="", ahead=True) for row in _grouped(Deadline.judged_on > today, origin)]


def _grouped(chosen: Expression, origin: str) -> list[Judged]:
    """By day in the order of the index, so that the database need not sort; then by month."""
    sort = (Deadline.code, Deadline.because, Deadline.verdict, Deadline.reason, Deadline.ruling)
    rows = Deadline.select(Deadline.judged_on.cast("text"), *sort, fn.count(Deadline.code))
    rows = rows.where(_JUDGED, chosen, *_of(origin)).group_by(Deadline.judged_on, *sort)
    numbers: Counter[tuple] = Counter()
    for day, *alike, number in db.execute(rows):
        numbers[day[:7], *alike] += number
    return [Judged(*alike, number) for alike, number in numbers.items()]


def _closed(spans: Sequence[Span], zone: tzinfo, origin: str) -> list[Judged]:
    """Cases closed with an answer, by month: broken are those that had come back as not solved."""
    months = [figures.span([name], zone) for span in spans for name in span.months]
    named = When(None, [(Case.closed_at < one.end, one.months[0]) for one in months])
    within = reduce(or_, [_between(Case.closed_at, span.begin, span.end) for span in spans])
    verdict = When(None, [(Case.cycle > 1, "broken")], "kept")
    rows = Case.select(named.alias("month"), verdict.alias("verdict"), fn.count(Case.outcome))
    rows = rows.where(within, Case.outcome.in_(TOLD), *_cases_of(origin)).group_by(SQL("month"), SQL("verdict"))
    return [Judged(name, "", CLOSED, verdict, None, None, number) for name, verdict, number in rows.tuples()]


# --- besides


def running(origin: str = ALL) -> dict[str, int]:
    """How many deadlines of each promise are running now."""
    return dict(_running(origin)())


@cache
def _running(origin: str) -> Prepared:
    @prepared
    def read():
        now_running = Deadline.verdict.is_null() & Deadline.because.in_(PROMISED)
        rows = Deadline.select(Deadline.code, fn.count(Deadline.code)).where(now_running, *_of(origin))
        return rows.group_by(Deadline.code).tuples()

    return read


def late(since: date, until: date, origin: str = ALL) -> dict[str, list[int | None]]:
    """By promise, how many seconds late each of the last LATEST broken ones came; None for what never came so far."""
    rows = _broken(Deadline.code, _came() - Deadline.due_at, since=since, until=until, origin=origin)
    found: dict[str, list[int | None]] = {}
    # As they are stored: they are many, and the difference of two moments is none.
    for code, seconds in db.execute(rows.order_by(Deadline.judged_on.desc()).limit(LATEST)):
        found.setdefault(code, []).append(seconds)
    return found


def last_missed(since: date, until: date, origin: str = ALL) -> Missed | None:
    """Which promise was broken last, whoever's it was."""
    row = _last_missed(origin).first(since.isoformat(), until.isoformat())
    return Missed(*row) if row else None


@cache
def _last_missed(origin: str) -> Prepared:
    @prepared
    def read(since: str, until: str):
        columns = (Deadline.code, Deadline.due_at, _came(), Deadline.judged_on)
        rows = _broken(*columns, since=since, until=until, origin=origin)
        return rows.order_by(Deadline.judged_on.desc(), Deadline.due_at.desc()).limit(1).tuples()

    return read


def solved(rate: Rate, of: Span, origin: str = ALL) -> Share:
    """Of the cases a rate is about that were closed with an answer in a span of time: those solved in full."""
    closed = _between(Case.closed_at, of.begin, of.end) & Case.outcome.in_(TOLD)
    rows = Case.select(Case.outcome, fn.count(Case.outcome)).where(closed, *_applies(rate), *_cases_of(origin))
    numbers = dict(rows.group_by(Case.outcome).tuples())
    return Share(sum(numbers.get(outcome, 0) for outcome in SOLVED), sum(numbers.values()))


def kept_of(rate: Rate, of: Span, until: date, origin: str = ALL) -> Share:
    """The promises kept in the cases a rate is about, where it is not about all of them, up to a day."""
    standing = fn.coalesce(Deadline.ruling, Deadline.verdict)
    due = Deadline.judged_on.between(of.first, min(of.last, until))
    about = [Deadline.target == "response"] if rate.measure == "response" else []
    rows = (
        Deadline.select(standing, fn.count(Deadline.code))
        .join(Case)
        .where(due, *about, *_counts(), *_applies(rate), *_cases_of(origin))
        .group_by(standing)
    )
    numbers = dict(rows.tuples())
    return Share(numbers.get("kept", 0), numbers.get("kept", 0) + numbers.get("broken", 0))


def scores(of: Span, rate: Rate | None = None, origin: str = ALL) -> dict[int, int]:
    """How often each score from 1 to 5 was given by customers asked after their case, if wanted of some cases only."""
    asked = _between(Answer.at, of.begin, of.end) & Answer.case.is_null(False) & Answer.score.is_null(False)
    rows = Answer.select(Answer.score, fn.count(Answer.score)).where(asked)
    if rate and (rate.applies or origin):
        rows = rows.join(Case).where(*_applies(rate), *_cases_of(origin))
    return dict(rows.group_by(Answer.score).tuples())


def kept_word(since: datetime) -> Share:
    """Of the customers asked after their case who said yes or no: those who say we kept our word."""
    numbers = dict(_kept_word(int(since.timestamp())))
    return Share(numbers.get(True, 0), sum(numbers.values()))


@prepared
def _kept_word(since: int):
    said = (Answer.at >= since) & Answer.case.is_null(False) & Answer.kept_word.is_null(False)
    return Answer.select(Answer.kept_word, fn.count(Answer.at)).where(said).group_by(Answer.kept_word).tuples()


def imported() -> int:
    """How many cases were received elsewhere and brought in later."""
    return Case.select().where(Case.origin.is_null(False)).count()


# --- conditions


def _broken(*columns, since: date | str, until: date | str, origin: str) -> ModelSelect:
    """Promises broken by their verdict, unless a supervisor ruled otherwise or the case proved to be none."""
    ruled = Deadline.ruling.is_null() | (Deadline.ruling == "broken")
    due = Deadline.judged_on.between(since, until)
    return Deadline.select(*columns).where(Deadline.verdict == "broken", due, ruled, *_counts(), *_of(origin))


def _came() -> Expression:
    """When what was missed came at last: a round that was missed is over, and what comes meets one after it."""
    later = Deadline.alias()
    same = (later.case == Deadline.case) & (later.cycle == Deadline.cycle) & (later.target == Deadline.target)
    return fn.coalesce(Deadline.met_at, later.select(fn.min(later.met_at)).where(same, later.round > Deadline.round))


def _counts() -> Sequence[Expression]:
    return [Deadline.because.in_(PROMISED), Deadline.reason.is_null()]


def _between(moment: Expression, begin: datetime, end: datetime) -> Expression:
    return (moment >= begin) & (moment < end)


def _of(origin: str) -> Sequence[Expression]:
    brought = Case.select(Case.id).where(Case.origin.is_null(False))
    conditions = {OWN: Deadline.case.not_in(brought), IMPORTED: Deadline.case.in_(brought)}
    return [conditions[origin]] if origin else []


def _cases_of(origin: str) -> Sequence[Expression]:
    # Not "is null", which would be looked up in the index of origins instead of the one that holds all columns.
    conditions = {OWN: fn.coalesce(Case.origin, "") == "", IMPORTED: Case.origin.is_null(False)}
    return [conditions[origin]] if origin else []


def _applies(rate: Rate) -> list[Expression]:
    return [getattr(Case, dimension).in_(sorted(values)) for dimension, values in rate.applies.items()]
