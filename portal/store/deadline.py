"""Deadlines: one row for each round of each target in each cycle of each case. And the register of breaches."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.message import Message
from portal.store.prepared import prepared


class Deadline(Row):
    """One round. `because`: promise, repeat, decline are judged as the promise; missed, extended, agreed,
    given are dates we gave afterwards. `due_at` is empty while paused; `verdict` is written once;
    `judged_on` is the local date of the due moment, set with the verdict. `revision`: that of its calendar on which it
    is counted, and once judged, was."""

    case = ForeignKeyField(Case, backref="deadlines", index=False)
    cycle = IntegerField()
    target = CharField(max_length=12)
    round = IntegerField()
    because = CharField(max_length=12)
    code = CharField(max_length=60, default="")
    start_at = InstantField()
    due_at = InstantField(null=True)
    met_at = InstantField(null=True)
    message = ForeignKeyField(Message, null=True, index=False)
    verdict = CharField(max_length=8, null=True)
    reason = CharField(max_length=20, null=True)
    ruling = CharField(max_length=8, null=True)
    judged_on = DateField(null=True)
    warned = IntegerField(default=0)
    revision = IntegerField(default=1)

    class Meta:
        indexes = ((("case", "cycle", "target", "round"), True),)

    @property
    def running(self) -> bool:
        """Neither met nor judged: the clock of this round still counts."""
        return self.verdict is None and self.met_at is None

    @property
    def fixed(self) -> bool:
        """Whether its moment is a date somebody named, not a clock that is recounted."""
        return self.because in ("extended", "agreed", "given")


class Breach(Row):
    """A broken promise in the register. `waits_since`: nobody has told its cause yet (None once told, and for a case
    that was received elsewhere); `owed` is the round in which its remedy is due."""

    deadline = ForeignKeyField(Deadline, null=True, unique=True)
    case = ForeignKeyField(Case, backref="breaches")
    grade = CharField(max_length=8, null=True)
    cause = TextField(default="")
    action = TextField(default="")
    action_due = InstantField(null=True)
    remedy = TextField(default="")
    remedied_at = InstantField(null=True)
    person = CharField(max_length=120, default="")
    at = InstantField()
    waits_since = InstantField(null=True)
    owed = ForeignKeyField(Deadline, null=True, backref="owed_for", index=False)
    done_at = InstantField(null=True)


def of(case: Case) -> list[Deadline]:
    """Every round of the case, in the order they were made."""
    return _of(case.id)


@prepared
def _of(case_id: int):
    return Deadline.select().where(Deadline.case == case_id).order_by(Deadline.id)


def of_cases(case_ids: list[int]) -> list[Deadline]:
    """Every round of many cases in one query, in the order they were made, for a page of the queue."""
    return list(Deadline.select().where(Deadline.case.in_(case_ids)).order_by(Deadline.id))


def owed_for(case: Case) -> dict[int, Breach]:
    """The line of the register each remedy of the case is owed for, by the round in which it is due."""
    return {row.owed_id: row for row in _owed_for(case.id)}


@prepared
def _owed_for(case_id: int):
    return Breach.select().where(Breach.case == case_id, Breach.owed.is_null(False))
