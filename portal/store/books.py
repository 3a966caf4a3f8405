"""Everything that is kept of the cases, read for many cases at once, so that it can be checked against itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.core import rounds
from portal.store import calendar, likeness, search
from portal.store.case import Case
from portal.store.db import Row
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.guarantee import Guarantee
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.message import MARKS, Message
from portal.store.queue import Line
from portal.store.reply_draft import ReplyDraft
from portal.store.survey import Answer

AT_ONCE = 200


@dataclass(frozen=True)
class Book:
    """One case and every row that speaks of it."""

    case: Case
    messages: list[Message]
    deadlines: list[Deadline]
    breaches: list[Breach]
    events: list[Event]
    files: list[File]
    letters: list[Letter]
    answers: list[Answer]
    mails: list[Mail]
    drafts: list[ReplyDraft]
    sheet: Line
    indexed: bool
    compared: bool

    @property
    def signposts(self) -> tuple:
        """(due_at, wake_at) as the rules make them of the rows."""
        return rounds.signpost(self.sheet.rounds, self.sheet.late()), self.sheet.wakes_at()


def count() -> int:
    return Case.select().count()


def read() -> Iterator[Book]:
    """Every case, in the order of filing; a few queries for each couple of hundred."""
    last = 0
    while cases := list(Case.select().where(Case.id > last).order_by(Case.id).limit(AT_ONCE)):
        yield from of(cases)
        last = cases[-1].id


def of(cases: list[Case]) -> list[Book]:
    """The books of these cases as they are now."""
    ids = [case.id for case in cases]
    models = (Message, Deadline, Breach, Event, File, Letter, Answer, Mail, ReplyDraft)
    rows = {model: _by_case(model, ids) for model in models}
    versions = {row.id: row.version for row in Guarantee.select()}
    counted = [(versions.get(case.guarantee_id), one) for case in cases for one in rows[Deadline][case.id]]
    calendars = calendar.with_older(calendar.latest(), counted)
    indexed, compared = search.holding(ids), likeness.holding(ids)
    books = []
    for case in cases:
        mine = {model: found[case.id] for model, found in rows.items()}
        marks = [message for message in mine[Message] if message.type in MARKS]
        line = Line(case, versions.get(case.guarantee_id), mine[Deadline], marks, calendars)
        books.append(Book(case, *mine.values(), line, case.id in indexed, case.id in compared))
    return books


def _by_case(model: type[Row], ids: list[int]) -> dict[int, list]:
    found = defaultdict(list)
    for row in model.select().where(model.case.in_(ids)).order_by(model.id):
        found[row.case_id].append(row)
    return found


def references(ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """id → (reference, the id of the case it was joined with) of these cases."""
    columns = (Case.id, Case.reference, Case.merged_into)
    return {
        id: (reference, into) for id, reference, into in Case.select(*columns).where(Case.id.in_(list(ids))).tuples()
    }


def set_signposts(case: Case, due_at, wake_at) -> None:
    """Where the next look is due, once the rules were asked again. Whoever moves it meanwhile sets them himself."""
    unmoved = (Case.id == case.id, Case.version == case.version)
    Case.update(due_at=due_at, wake_at=wake_at).where(*unmoved).execute()
