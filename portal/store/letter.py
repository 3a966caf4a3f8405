"""The outbox: one row a letter, written in the transaction of the change it tells of."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from peewee import CharField, ForeignKeyField, IntegerField, TextField, fn

from portal.store.case import Case, visible_to
from portal.store.db import InstantField, Row
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared

#: What needs somebody: refused, perhaps not arrived, come back.
TROUBLED = ("dead", "uncertain", "undelivered")
LOST = ("dead", "undelivered")
#: What one of staff is told of several cases at once, some of which may be kept from everybody else.
PERSONAL = ("digest", "handed_over")


class Letter(Row):
    """One mail. `state`: queued, uncertain, sent, undelivered (sent, and came back), dead, cancelled. `try_at` is when
    to try next and, while a worker holds the letter, the end of its lease; empty once the letter is settled."""

    case = ForeignKeyField(Case, null=True, backref="letters")
    kind = CharField(max_length=20)
    once = CharField(max_length=120, unique=True, null=True)
    recipient = TextField()
    mailbox = TextField(default="")  # the recipient in its plainest spelling: caps count it
    language = CharField(max_length=2)
    subject = TextField()
    text = TextField()
    message_id = CharField(max_length=200, unique=True)
    state = CharField(max_length=12, default="queued")
    try_at = InstantField(null=True)
    tries = IntegerField(default=0)
    worker = CharField(max_length=64, null=True)
    error = TextField(null=True)
    at = InstantField()
    sent_at = InstantField(null=True)

    class Meta:
        indexes = ((("recipient", "at"), False), (("mailbox", "at"), False))


def of(case: Case) -> list[Letter]:
    return _of(case.id)


@prepared
def _of(case_id: int):
    return Letter.select().where(Letter.case == case_id).order_by(Letter.id)


def last_id() -> int:
    """The newest letter of all, or 0."""
    return Letter.select(fn.MAX(Letter.id)).scalar() or 0


def first_message_id(case: Case) -> str | None:
    """The Message-ID all later letters of the case refer to."""
    first = Letter.select(Letter.message_id).where(Letter.case == case).order_by(Letter.id).first()
    return first.message_id if first else None


def by_message_ids(message_ids: Sequence[str]) -> Letter | None:
    """The newest letter with one of these Message-IDs."""
    if not message_ids:
        return None
    rows = Letter.select(Letter, Case).left_outer_join(Case, on=(Letter.case == Case.id))
    return rows.where(Letter.message_id.in_(message_ids)).order_by(Letter.id.desc()).first()


def came_back(letter: Letter, said: str) -> bool:
    """Call a letter that went out undelivered, with what the server said. False: it is called so already, or is on its
    way once more."""
    out = (Letter.id == letter.id, Letter.state.in_(("sent", "uncertain")), Letter.worker.is_null())
    sent_at = fn.coalesce(Letter.sent_at, Letter.at)
    return Letter.update(state="undelivered", error=said, try_at=None, sent_at=sent_at).where(*out).execute() == 1


def troubled(person: Person, limit: int = 50) -> list[Letter]:
    """The letters that need somebody, the newest first: dead ones, and those that may or may not have arrived."""
    return _troubled(person.role)(person.id, limit)


@cache
def _troubled(role: str) -> Prepared:
    @prepared
    def read(person_id: int, limit: int):
        return _seen_by(Person(id=person_id, role=role)).where(Letter.state.in_(TROUBLED)).limit(limit)

    return read


def lately(person: Person, since: datetime, before: int | None = None, limit: int = 50) -> list[Letter]:
    """The letters since then, the newest first; those before an id, to read on."""
    rows = _seen_by(person).where(Letter.at >= since).limit(limit)
    return list(rows.where(Letter.id < before) if before else rows)


def waiting(now: datetime, limit: int = 50) -> list[Letter]:
    """The letters that nobody has tried yet because their moment has not come, the next first."""
    rows = Letter.select().where(Letter.try_at > now, Letter.tries == 0, Letter.state == "queued")
    return list(rows.order_by(Letter.try_at, Letter.id).limit(limit))


def seen_by(person: Person, letter_id: int) -> Letter | None:
    """This letter, if this person may read it."""
    return _one_seen_by(person.role).first(person.id, letter_id)


@cache
def _one_seen_by(role: str) -> Prepared:
    return Prepared(
        lambda person_id, letter_id: _seen_by(Person(id=person_id, role=role)).where(Letter.id == letter_id)
    )


def _seen_by(person: Person):
    """The letters of the cases one may see, and those of no case that are one's business."""
    mine = (Letter.case.is_null(False) & visible_to(person)) | (Letter.case.is_null() & _of_no_case(person))
    return (
        Letter.select(Letter, Case)
        .left_outer_join(Case, on=(Letter.case == Case.id))
        .where(mine)
        .order_by(Letter.id.desc())
    )


def _of_no_case(person: Person):
    """Of those (accounts, lost links, what tells of several cases) agents read their own, the seniors all, but not
    where one might tell of a case they may not see: a letter with lost links names every case of its reader."""
    if person.role == "agent":
        return Letter.kind.in_(PERSONAL) & ~for_another(person)
    hidden = Case.select(Case.email).where(Case.about.is_null(False), ~visible_to(person))
    return ~for_another(person) & ((Letter.kind != "link") | Letter.recipient.not_in(hidden))


def for_another(person: Person):
    """What is for one of staff alone, and not for this one."""
    return Letter.kind.in_(PERSONAL) & (Letter.recipient != Person.select(Person.email).where(Person.id == person.id))


def dead() -> int:
    """How many letters were given up."""
    return Letter.select().where(Letter.state == "dead").count()


def overdue(before: datetime) -> int:
    """How many letters should have been tried by then and were not."""
    return Letter.select().where(Letter.try_at < before).count()


def moments(boxes: tuple[str, ...], kinds: tuple[str, ...], since: datetime) -> list[datetime]:
    """When each letter of these kinds to these mailboxes, written since then, went out or is to go; of many, the
    newest, which are more than any cap lets through."""
    rows = [row for box in boxes for row in _lately_to(box)]
    return [row.sent_at or row.try_at or row.at for row in rows if row.kind in kinds and row.at > since]


@prepared
def _lately_to(box: int):
    columns = Letter.select(Letter.kind, Letter.at, Letter.sent_at, Letter.try_at)
    return columns.where(Letter.mailbox == box, Letter.state != "cancelled").order_by(Letter.at.desc()).limit(200)


def receipt_held_back(case_id: int, recipient: str, why: str) -> bool:
    """Whether a letter of this case was held back for this reason and none has been written to that address since."""
    written = [row for row in _states_of(case_id) if row.recipient == recipient]
    held_back = any(row.state == "cancelled" and row.error == why for row in written)
    return held_back and all(row.state == "cancelled" for row in written)


@prepared
def _states_of(case_id: int):
    return Letter.select(Letter.recipient, Letter.state, Letter.error).where(Letter.case == case_id)


def recipients(case: Case) -> list[str]:
    """Every address a letter of this case went to."""
    return [row.recipient for row in Letter.select(Letter.recipient).where(Letter.case == case).distinct()]


def erased(ids: list[int], last_before: datetime) -> list[int]:
    """Those of these letters that are blank; of the last letters of cases, only those that went out before then."""
    gone = Letter.select(Letter.id).where(Letter.id.in_(ids), Letter.text == "")
    rows = gone.where((Letter.kind != "erased") | (Letter.at < last_before))
    return [row.id for row in rows]
