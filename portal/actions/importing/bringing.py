"""Bringing rows in: each becomes one case in one transaction, or a line of the report that says why it did not."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import force_locale
from peewee import IntegrityError

from portal.actions import moves
from portal.actions.importing.mappings import Mapping, Record
from portal.actions.importing.table import RowRefused, Table
from portal.actions.moves import Said
from portal.core.case import Given, State, Verb
from portal.store import case as cases
from portal.store import search
from portal.store.case import Case, new_link_key
from portal.store.db import transaction
from portal.store.guarantee import Guarantee
from portal.words import importing as words

LONGEST_ID = 100  # characters, beside the name of the kind of file


@dataclass(slots=True)
class Report:
    """What became of the rows: cases by their state, the numbers of the refused rows by the code of the reason, and how
    many cases came in with something odd, by its code."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    here: int = 0
    refused: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    noted: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def imported(self) -> int:
        return sum(self.states.values())


class Import:
    """One file on its way in. `dry_run`: everything is looked at and nothing is kept."""

    def __init__(self, table: Table, mapping: Mapping, guarantee: Guarantee, now: datetime, dry_run: bool = False):
        self.table, self.mapping, self.guarantee, self.now, self.dry_run = table, mapping, guarantee, now, dry_run
        self.report = Report()
        self._here = cases.origins(mapping.name)
        self._seen: set[str] = set()

    def take(self, number: int, cells: list[str]) -> None:
        """One row: a case, or a line of the report."""
        try:
            record = self.mapping.read(self.table.row(number, cells))
            self._refuse(record)
        except RowRefused as refused:
            self.report.refused[refused.code].append(number)
            return
        if self._origin(record) in self._here:
            self.report.here += 1
            return
        self._bring(record)
        for code in record.notes:
            self.report.noted[code] += 1

    def _refuse(self, record: Record) -> None:
        """Raise RowRefused with the first reason there is against this row."""
        reason = next((code for code, applies in self._reasons(record) if applies), None)
        if reason:
            raise RowRefused(reason)
        self._seen.add(record.id)

    def _reasons(self, record: Record):
        received, replied = record.received_at, record.replied_at
        yield "id_missing", not record.id or len(record.id) > LONGEST_ID
        yield "duplicate", record.id in self._seen
        yield "received_missing", received is None
        yield "no_text", not record.body
        yield "reply_without_moment", bool(record.reply) and replied is None
        yield "moment_without_reply", replied is not None and not record.reply
        yield "replied_before_received", replied is not None and replied < received
        yield "in_the_future", max(received, replied or received) > self.now

    def _bring(self, record: Record) -> None:
        if self.dry_run:
            self.report.states[_becomes(record)] += 1
            return
        try:
            with transaction():
                case = self._row(record)
                moves.replay(case, Given(body=record.body), _said(record), self.now)
                search.add(case, record.subject, record.name)
        except IntegrityError:  # another import of the same file was quicker
            if self._origin(record) not in cases.origins(self.mapping.name):
                raise
            self.report.here += 1
            return
        self.report.states[case.state] += 1

    def _row(self, record: Record) -> Case:
        return Case.create(
            reference=cases.unused_reference(),
            origin=self._origin(record),
            link_key=new_link_key(),
            kind="complaint",
            channel=record.channel,
            language=record.language,
            guarantee=self.guarantee,
            received_at=record.received_at,
            cycle_at=record.received_at,
            name=record.name,
            subject=record.subject,
        )

    def _origin(self, record: Record) -> str:
        return f"{self.mapping.name}:{record.id}"


def _said(record: Record) -> list[Said]:
    """What colleagues should know of this row, and what was answered."""
    with force_locale(record.language):
        notes = [words.note(code) for code in record.notes]
    said = [Said(record.received_at, Verb.NOTE, Given(body="\n".join(notes)))] if notes else []
    if record.receipt:
        said.append(Said(record.replied_at, Verb.RESPOND, Given(body=record.reply)))
    elif record.reply:
        given = Given(body=record.reply, outcome=record.outcome)
        said.append(Said(record.replied_at, Verb.RESOLVE, given, record.exact))
    return said


def _becomes(record: Record) -> str:
    """The state a dry run foresees."""
    if record.receipt:
        return State.IN_PROGRESS
    return State.CLOSED if record.reply else State.RECEIVED
