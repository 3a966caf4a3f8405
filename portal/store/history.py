"""What is kept of many cases, read in batches for a rehearsal: a few queries for thousands of cases, and plain values
instead of rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from peewee import Expression, Field, ModelSelect

from portal.core.history import URGENCY, History, Judgement, Line, Said
from portal.store.case import Case
from portal.store.db import db
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.message import ASKS, Message

BATCH = 1000
EXTENSION = "extension"
GIVES_A_DATE = ("response", "progress", EXTENSION)
_TOLD = (*ASKS, *GIVES_A_DATE, URGENCY)


def ids(since: datetime, until: datetime) -> list[int]:
    """The cases received in this time, the oldest first."""
    received = (Case.received_at >= since) & (Case.received_at < until)
    return [case_id for (case_id,) in db.execute(Case.select(Case.id).where(received).order_by(Case.id))]


def of(case_ids: Iterable[int]) -> Iterator[list[History]]:
    """The histories of these cases, some hundreds at a time, in the same order."""
    rest = iter(case_ids)
    while batch := list(islice(rest, BATCH)):
        yield _histories(batch)


def _histories(batch: Sequence[int]) -> list[History]:
    lines, said, judged = _lines(batch), _said(batch), _judged(batch)
    columns = (Case.id, Case.guarantee, Case.channel, Case.origin, Case.received_at)
    sorted_as = (Case.kind, Case.service, Case.severity)
    rows = Case.select(*columns, *sorted_as).where(_among(Case.id, batch)).order_by(Case.id)
    return [
        History(
            case_id,
            version,
            channel,
            origin is not None,
            _at(received_at),
            {"kind": kind, "service": service, "severity": severity},
            lines[case_id],
            said[case_id],
            judged[case_id],
        )
        for case_id, version, channel, origin, received_at, kind, service, severity in db.execute(rows)
    ]


def _lines(batch: Sequence[int]) -> dict[int, list[Line]]:
    columns = (Event.case, Event.at, Event.verb, Event.cycle, Event.state)
    more = (Event.outcome, Event.message, Event.deadline, Event.detail)
    found: dict[int, list[Line]] = defaultdict(list)
    for case_id, at, *rest in _rows(Event.select(*columns, *more), Event, batch):
        found[case_id].append(Line(_at(at), *rest))
    return found


def _said(batch: Sequence[int]) -> dict[int, list[Said]]:
    columns = (Message.case, Message.id, Message.type, Message.at)
    asked = (Message.by_when, Message.contested_at, Message.ruling)
    chosen = Message.select(*columns, *asked).where(Message.type.in_(_TOLD))
    found: dict[int, list[Said]] = defaultdict(list)
    for case_id, message_id, type, at, by_when, contested_at, ruling in _rows(chosen, Message, batch):
        found[case_id].append(Said(message_id, type, _at(at), _at(by_when), _at(contested_at), ruling))
    return found


def _judged(batch: Sequence[int]) -> dict[int, list[Judgement]]:
    columns = (Deadline.case, Deadline.id, Deadline.cycle, Deadline.target, Deadline.round, Deadline.because)
    moments = (Deadline.code, Deadline.due_at, Deadline.met_at)
    judged = (Deadline.verdict, Deadline.reason, Deadline.ruling, Deadline.judged_on, Deadline.revision)
    found: dict[int, list[Judgement]] = defaultdict(list)
    for row in _rows(Deadline.select(*columns, *moments, *judged), Deadline, batch):
        case_id, *named, due_at, met_at, verdict, reason, ruling, day, revision = row
        told = (verdict, reason, ruling, str(day or ""), revision)
        found[case_id].append(Judgement(*named, _at(due_at), _at(met_at), *told))
    return found


def _rows(query: ModelSelect, table: type, batch: Sequence[int]):
    """As they are stored, in the order of the index: the moments of a hundred thousand cases are many."""
    return db.execute(query.where(_among(table.case, batch)).order_by(table.case, table.id))


def _among(column: Field, batch: Sequence[int]) -> Expression:
    """Ids in a row are named by their ends: to write down a thousand takes longer than to read them."""
    first, last = batch[0], batch[-1]
    return column.between(first, last) if last - first + 1 == len(batch) else column.in_(batch)


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
