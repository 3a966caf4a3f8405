"""What a report tells besides the scorecard's own figures: by kind and channel, how long customers waited, what became
of the cases, what customers said, and what the register holds.

**Sealed complaints are counted like all others**, and no read here asks who reads. The public scorecard does the same.
Figures that left them out would tell one colleague what they tell another, so that two of them could find by
subtraction what neither may see; and a paper one signs says the same whoever prints it. What is given away are
numbers: of promises, as everybody has them from the scorecard, and here of kinds, channels and outcomes too. A one
among them says that there is such a case, never which, nor what is in it. Shares, averages and waits are told only of
ten or more, and answers of customers only so, lest they be those of the one case somebody may not see. Nothing here
holds a reference, a name or a word of anybody.

Each read is answered by an index on the moments or days of the period (migrations 0001, 0003, 0005, 0009, 0011), and
costs what happened in it: `still_open` alone counts from the beginning, within two indexes.
"""

from datetime import date, datetime
from typing import NamedTuple

from peewee import SQL, Expression, Select, fn
from peewee import Case as When

from portal.core.case import Verb
from portal.core.figures import NOT_CASES, Judged, Span
from portal.core.rounds import PROMISED
from portal.store.case import Case
from portal.store.db import db
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.scorecard import TOLD
from portal.store.survey import Answer

MOST = 20_000  # of so many cases it is told how long they waited: enough for any of these figures


class Waited(NamedTuple):
    """One case of the period, and how many seconds after receipt it had its first answer and its outcome."""

    kind: str
    channel: str
    answer: int | None
    outcome: int | None


class Received(NamedTuple):
    """So many cases: of them brought in from older records, and those that proved to be none."""

    number: int
    imported: int
    aside: int


class Said(NamedTuple):
    """So many answers alike. None is what was not said."""

    solved: str | None
    kept_word: bool | None
    score: int | None
    number: int


class Entered(NamedTuple):
    """So many broken promises alike. `grade` None: nobody has graded them."""

    grade: str | None
    waits: bool  # for somebody to tell its cause; older records wait for nobody
    is_open: bool  # what is done so that it does not happen again is not done yet
    number: int


def judged(of: Span, until: date) -> list[tuple[str, str, Judged]]:
    """What was judged in a period, up to a day, by (kind, channel)."""
    sort = (Case.kind, Case.channel, Deadline.because, Deadline.verdict, Deadline.reason, Deadline.ruling)
    rows = Deadline.select(*sort, fn.count(Deadline.code)).join(Case).where(*_due(of, until)).group_by(*sort)
    return [(kind, channel, Judged("", "", *alike)) for kind, channel, *alike in db.execute(rows)]


def received(of: Span) -> Received:
    """The cases received in a period."""
    none = When(None, [(Case.outcome.in_(NOT_CASES), 1)])
    rows = Case.select(fn.count(Case.id), fn.count(Case.origin), fn.count(none)).where(*_within(Case.received_at, of))
    return Received(*next(iter(db.execute(rows))))


def closed(of: Span) -> int:
    """How many cases were closed in a period and not reopened since."""
    return Case.select(Case.closed_at).where(*_within(Case.closed_at, of)).count()


def reopened(of: Span) -> int:
    """How often a customer said in a period that it is not solved."""
    # To the letter as the small index of what customers do says it.
    his = SQL("who = 'customer' and verb <> 'file'")
    return Event.select(Event.at).where(his, Event.verb == Verb.NOT_SOLVED, *_within(Event.at, of)).count()


def still_open(at: datetime) -> int:
    """How many cases had been received before a moment and not been closed."""
    there = Case.select(fn.count(Case.received_at)).where(Case.received_at < at)
    gone = Case.select(fn.count(Case.closed_at)).where(Case.closed_at < at)
    ((received, closed),) = db.execute(Select(columns=[there, gone]))
    return received - closed


def told(of: Span) -> dict[tuple[str, str], int]:
    """How often each outcome was told in a period, by (kind, outcome)."""
    outcome = (Event.verb == Verb.RESOLVE, Event.outcome.in_(TOLD), *_within(Event.at, of))
    rows = Event.select(Case.kind, Event.outcome, fn.count(Event.outcome)).join(Case).where(*outcome)
    return {(kind, code): number for kind, code, number in db.execute(rows.group_by(Case.kind, Event.outcome))}


def waited(of: Span) -> list[Waited]:
    """The cases received in a period, the newest MOST of them, without those that proved to be none."""
    rows = Case.select(Case.kind, Case.channel, Case.received_at, _answered(), _resolved())
    real = fn.coalesce(Case.outcome, "").not_in(NOT_CASES)
    rows = rows.where(real, *_within(Case.received_at, of)).order_by(Case.received_at.desc(), Case.id.desc())
    return [
        Waited(*sort, _after(at, answer), _after(at, end)) for *sort, at, answer, end in db.execute(rows.limit(MOST))
    ]


def said(of: Span) -> list[Said]:
    """What customers asked after their case answered in a period."""
    sort = (Answer.solved, Answer.kept_word, Answer.score)
    asked = (Answer.case.is_null(False), *_within(Answer.at, of))
    return list(map(Said._make, Answer.select(*sort, fn.count(Answer.at)).where(*asked).group_by(*sort).tuples()))


def entered(of: Span, until: date) -> list[Entered]:
    """The broken promises of a period, as the register has them."""
    broken = fn.coalesce(Deadline.ruling, Deadline.verdict) == "broken"
    counts = Deadline.reason.is_null() | Deadline.reason.not_in(NOT_CASES)
    sort = (
        Breach.grade,
        _flag(Breach.waits_since.is_null(False)),
        _flag(Breach.action_due.is_null(False) & Breach.done_at.is_null()),
    )
    rows = Deadline.select(*sort, fn.count(Deadline.code)).left_outer_join(Breach, on=(Breach.deadline == Deadline.id))
    rows = rows.where(broken, counts, *_due(of, until)).group_by(*sort)
    return [Entered(grade, bool(waits), bool(is_open), number) for grade, waits, is_open, number in db.execute(rows)]


# --- parts


def _due(of: Span, until: date) -> tuple[Expression, ...]:
    return Deadline.because.in_(PROMISED), Deadline.judged_on.between(of.first, min(of.last, until))


def _within(moment: Expression, of: Span) -> tuple[Expression, ...]:
    return moment >= of.begin, moment < of.end


def _after(received: int, moment: int | None) -> int | None:
    return None if moment is None else moment - received


def _flag(condition: Expression) -> Expression:
    return When(None, [(condition, 1)], 0)


def _answered() -> Select:
    """When the first answer came; where its round was missed, what comes meets one after it."""
    mine = (Deadline.case == Case.id, Deadline.cycle == 1, Deadline.target == "response")
    return Deadline.select(fn.min(Deadline.met_at)).where(*mine)


def _resolved() -> Select:
    """When the customer was told an outcome for the first time."""
    return Event.select(fn.min(Event.at)).where(Event.case == Case.id, Event.verb == Verb.RESOLVE)
