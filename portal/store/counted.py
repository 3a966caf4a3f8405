"""The running rounds that count on one calendar, with what their clocks need, read for many cases at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from portal.core.promise import Promise
from portal.core.rounds import FIXED, Clocks
from portal.core.terms import Guarantee as Version
from portal.store.calendar import Calendars
from portal.store.case import Case, visible_to
from portal.store.deadline import Deadline
from portal.store.guarantee import Guarantee
from portal.store.message import ASKS, Message, pauses
from portal.store.person import Person

AT_ONCE = 500
MARGIN = timedelta(days=2)  # no local date lies further from the same date in UTC


class Counted(NamedTuple):
    """One running round: the columns its clock needs, and its case."""

    id: int
    case: int
    reference: str
    guarantee: int
    target: str
    because: str
    code: str
    start_at: datetime
    due_at: datetime | None
    revision: int


COLUMNS = (
    *(Deadline.id, Deadline.case, Case.reference, Case.guarantee, Deadline.target, Deadline.because),
    *(Deadline.code, Deadline.start_at, Deadline.due_at, Deadline.revision),
)


def versions() -> dict[int, Version]:
    return {row.id: row.version for row in Guarantee.select() if row.published_at}


def promised_on(slug: str, version: Version) -> list[str]:
    """The codes of the promises that count on this calendar; one in real hours may name it, and does not."""
    return [line.code for line in version.promises if line.calendar == slug and _counts(line)]


def _counts(promise: Promise) -> bool:
    again = promise.on_miss.again
    return promise.within.needs_calendar or bool(again and again.needs_calendar)


def running_on(slug: str, since: date) -> list:
    """The queries, one for each version, of the rounds that may move where the hours differ from `since` on: what is
    due earlier does not, and what stands still might."""
    found = []
    for row_id, version in versions().items():
        codes = promised_on(slug, version)
        if codes:
            found.append(_running(row_id, codes, since))
    return found


def _running(guarantee_id: int, codes: list[str], since: date):
    rounds = (
        Deadline.select(*COLUMNS)
        .join(Case)
        .where(
            Deadline.verdict.is_null(),
            Deadline.met_at.is_null(),
            Deadline.code.in_(codes),
            Deadline.because.not_in(FIXED),
            Case.guarantee == guarantee_id,
        )
    )
    if since > date.min:
        begins = datetime.combine(since, time(), UTC) - MARGIN
        rounds = rounds.where(Deadline.due_at.is_null() | (Deadline.due_at >= begins))
    return rounds


def count(slug: str, since: date, most: int) -> int:
    """How many rounds may move, counted until `most`."""
    return sum(len(query.select(Deadline.id).limit(most).tuples()) for query in running_on(slug, since))


def cases(slug: str, since: date) -> list[int]:
    """The cases of the rounds that may move."""
    found: set[int] = set()
    for query in running_on(slug, since):
        found.update(case_id for (case_id,) in query.select(Deadline.case).distinct().tuples())
    return sorted(found)


def rounds(slug: str, since: date) -> Iterator[Counted]:
    """The rounds that may move."""
    for query in running_on(slug, since):
        yield from map(Counted._make, query.order_by(Deadline.due_at, Deadline.id).tuples().iterator())


def with_clocks(found: Sequence[Counted], calendars: Calendars) -> Iterator[tuple[Counted, Clocks]]:
    """Each round with the clocks of its case on these calendars; two queries for each few hundred."""
    known = versions()
    for some in (found[n : n + AT_ONCE] for n in range(0, len(found), AT_ONCE)):
        stood = _pauses({round.case for round in some if known[round.guarantee].promise(round.code).pauses})
        for round in some:
            yield round, Clocks(known[round.guarantee], calendars, stood.get(round.case, ()))


def _pauses(case_ids: set[int]) -> dict[int, tuple]:
    asks = defaultdict(list)
    columns = (Message.id, Message.case, Message.type, Message.at, Message.answered_at, Message.ruling)
    rows = Message.select(*columns).where(Message.case.in_(case_ids), Message.type.in_(ASKS)).order_by(Message.id)
    for ask in rows if case_ids else ():
        asks[ask.case_id].append(ask)
    return {case_id: pauses(mine) for case_id, mine in asks.items()}


def seen_by(person: Person, case_ids: set[int]) -> set[int]:
    """Those of these cases this person may see."""
    mine = Case.select(Case.id).where(Case.id.in_(case_ids), visible_to(person)).tuples()
    return {case_id for (case_id,) in mine}


def wake(case_ids: Sequence[int], at: datetime) -> None:
    """Let the watch look at these cases at this moment, if it would not do so earlier."""
    sooner = Case.wake_at.is_null() | (Case.wake_at > at)
    Case.update(wake_at=at).where(Case.id.in_(case_ids), sooner).execute()
