"""Mail that came in: what became of it, and where its original lies.

`state`: `message` (a customer's message on his case), `note` (an internal note on a case), `case` (a case of its own),
`waiting` (for staff to say what it is), `aside` (they said: nothing), `automatic` (nobody wrote it), `bounce` (a letter
of ours that came back). `why` names what keeps it from being a message by itself.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

from peewee import SQL, CharField, ForeignKeyField, IntegerField, ModelSelect, TextField, fn

from portal.store.case import Case, visible_to
from portal.store.db import InstantField, Row
from portal.store.file import LONG_AGO, File
from portal.store.letter import Letter, for_another
from portal.store.message import Message
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared
from portal.store.pulse import Pulse

WAITING, ASIDE = "waiting", "aside"
ON_A_CASE = ("message", "note", "case")
#: What nobody needs once its time is over; what is on a case is erased with its case, and what waits, waits.
PASSING = (ASIDE, "automatic", "bounce")
WORDS = ("sender", "sender_name", "subject", "words", "rest", "said")


class Mail(Row):
    """One mail. `once` is the same however often it is delivered. `case` is the one it belongs to; `meant` the one it
    names, by its tag or by the letter it answers, which proves nothing. `attached` are [name, bytes, why it was not
    taken] of each file, `said` what a server said of a letter that came back."""

    once = CharField(max_length=64, unique=True)
    at = InstantField()
    arrived_at = InstantField()
    state = CharField(max_length=12)
    why = CharField(max_length=12, default="")
    case = ForeignKeyField(Case, null=True)
    meant = ForeignKeyField(Case, null=True)
    message = ForeignKeyField(Message, null=True, index=False)
    letter = ForeignKeyField(Letter, null=True, index=False)
    sender = TextField(default="")
    sender_name = TextField(default="")
    subject = TextField(default="")
    words = TextField(default="")
    rest = TextField(default="")
    attached = TextField(default="[]")
    said = TextField(default="")
    stored = CharField(max_length=40, unique=True, null=True)
    size = IntegerField()
    sha256 = CharField(max_length=64)
    person = ForeignKeyField(Person, null=True, index=False)
    settled_at = InstantField(null=True)

    class Meta:
        indexes = ((("state", "id"), False),)

    @property
    def files(self) -> list[tuple[str, int, str]]:
        """(name, bytes, why it was not taken or "") of each file that came with it."""
        return [tuple(one) for one in json.loads(self.attached)]

    @files.setter
    def files(self, files: Iterable[tuple[str, int, str]]) -> None:
        self.attached = json.dumps(list(files), ensure_ascii=False)


def known(once: str) -> bool:
    """Whether this mail is here already."""
    return Mail.select().where(Mail.once == once).exists()


def seen_by(person: Person, mail_id: int) -> Mail | None:
    """This mail, if this person may read it."""
    return _seen_by(person).where(Mail.id == mail_id).first() if mail_id < 2**62 else None


def listed(person: Person, states: Iterable[str], before: int | None = None, limit: int = 50) -> list[Mail]:
    """The mail in these states, the newest first; that before an id, to read on."""
    rows = _seen_by(person).where(Mail.state.in_(list(states))).order_by(Mail.id.desc()).limit(limit)
    return list(rows.where(Mail.id < before) if before else rows)


def of_case(case: Case) -> list[Mail]:
    """What belongs to this case, in the order it came."""
    return _of(case.id)


@prepared
def _of(case_id: int):
    return Mail.select().where(Mail.case == case_id).order_by(Mail.id)


def _seen_by(person: Person) -> ModelSelect:
    return _readable(Mail.select(Mail, Case), person)


def _readable(rows: ModelSelect, person: Person) -> ModelSelect:
    """Mail that belongs to a case, or names one, is only for those who may see that case; and a letter that came back
    is for nobody who might not read it before."""
    about = fn.coalesce(Mail.case, Mail.meant)
    loose = Mail.case.is_null() & Mail.meant.is_null()
    back = Letter.select(SQL("1")).where(Letter.id == Mail.letter, for_another(person))
    rows = rows.left_outer_join(Case, on=(Case.id == about), attr="about")
    return rows.where(loose | visible_to(person), ~fn.EXISTS(back))


def at_a_glance(loops: Iterable[str], person: Person) -> tuple[dict[str, datetime], int]:
    """When each of these loops was last alive, and how many mails wait that this person may see: in one question,
    because every page of the back office asks it."""
    rows = _glance(tuple(loops), person.role)(person.id)
    return {row.name: row.at for row in rows}, rows[0].waiting if rows else 0


@cache
def _glance(loops: tuple[str, ...], role: str) -> Prepared:
    return Prepared(lambda person_id: _glanced(loops, Person(id=person_id, role=role)))


def _glanced(loops: tuple[str, ...], person: Person) -> ModelSelect:
    waiting = _readable(Mail.select(fn.count(Mail.id)), person).where(Mail.state == WAITING)
    return Pulse.select(Pulse, waiting.alias("waiting")).where(Pulse.name.in_(loops))


def messages_since(case: Case, since: datetime) -> int:
    """How many mails became messages on this case since then."""
    return Mail.select().where(Mail.case == case, Mail.state == "message", Mail.at > since).count()


def newest_message(case: Case) -> Message:
    """What was said last on this case."""
    return Message.select().where(Message.case == case).order_by(Message.id.desc()).first()


def move(mail: Mail, before: str, **changes) -> bool:
    """Change the mail, if it still is what it was when somebody looked at it."""
    return Mail.update(changes).where(Mail.id == mail.id, Mail.state == before).execute() == 1


# --- originals


def known_originals(stored: Iterable[str]) -> set[str]:
    """Those of these names on the shelf under which an original lies."""
    return {row.stored for row in Mail.select(Mail.stored).where(Mail.stored.in_(list(stored)))}


def originals() -> Iterator[Mail]:
    """Every mail whose original is kept, in the order they came."""
    last = 0
    while rows := list(Mail.select().where(Mail.id > last, Mail.stored.is_null(False)).order_by(Mail.id).limit(500)):
        yield from rows
        last = rows[-1].id


def count_originals() -> int:
    return Mail.select().where(Mail.stored.is_null(False)).count()


# --- what goes again


def passed(before: datetime, limit: int = 200) -> list[Mail]:
    """What nobody needed since then."""
    old = (Mail.settled_at < before) | (Mail.settled_at.is_null() & (Mail.at < before))
    return list(Mail.select().where(Mail.state.in_(PASSING), old).order_by(Mail.id).limit(limit))


def forget(mail: Mail) -> None:
    mail.delete_instance()


def blank(case: Case) -> None:
    """Leave of the mail of this case, and of what only names it, that it came; what names it and is on another case is
    that one's. The originals become files nobody waits for, which the next sweep takes off the shelf: the row goes
    before the bytes."""
    mine = (Mail.case == case) | (Mail.case.is_null() & (Mail.meant == case))
    for row in Mail.select().where(mine, Mail.stored.is_null(False)):
        facts = {"stored": row.stored, "size": row.size, "sha256": row.sha256, "type": "message/rfc822"}
        File.create(name="", at=LONG_AGO, **facts)
    nothing = dict.fromkeys(WORDS, "") | {"attached": "[]", "stored": None}
    Mail.update(nothing).where(mine).execute()
    Mail.update(state=ASIDE).where(mine, Mail.state == WAITING).execute()
    Mail.update(meant=None).where(Mail.meant == case, Mail.case != case).execute()
