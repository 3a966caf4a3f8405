"""Bulletins: one reply to all customers of an incident, and how far each of them has come."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from peewee import CharField, ForeignKeyField, TextField, fn

from portal.store.case import Case, visible_to
from portal.store.db import InstantField, Row
from portal.store.incident import Incident
from portal.store.person import Person


class Bulletin(Row):
    """What is said to all of them, by a verb of the composer, in each language in which one of them reads."""

    incident = ForeignKeyField(Incident, index=False)
    person = ForeignKeyField(Person, index=False)
    at = InstantField()
    verb = CharField(max_length=20)
    body_en = TextField(default="")
    next_step_en = TextField(default="")
    body_zh = TextField(default="")
    next_step_zh = TextField(default="")
    by_when = InstantField(null=True)
    outcome = CharField(max_length=20, default="")
    ticket = CharField(max_length=64, unique=True)  # of the form it was sent with

    def said(self, language: str) -> tuple[str, str]:
        """(the words, the next step) for whoever reads this language."""
        code = "zh" if language == "zh" else "en"
        return getattr(self, f"body_{code}"), getattr(self, f"next_step_{code}")


class BulletinCase(Row):
    """One case it is for. `done_at`: it went out, or the gate refused it with this code."""

    bulletin = ForeignKeyField(Bulletin, index=False)
    case = ForeignKeyField(Case, index=False)
    done_at = InstantField(null=True)
    refused = CharField(max_length=30, default="")

    class Meta:
        indexes = ((("bulletin", "case"), True),)


class Told(NamedTuple):
    """How far a bulletin has come, of the cases the reader may see, and the languages of these."""

    of: int = 0
    done: int = 0
    refused: int = 0
    languages: frozenset[str] = frozenset()

    @property
    def sent(self) -> int:
        return self.done - self.refused

    @property
    def waits(self) -> int:
        return self.of - self.done

    def and_of(self, language: str, *counted: int) -> "Told":
        """With those of one language more."""
        sums = (sum(both) for both in zip(self[:3], counted, strict=True))
        return Told(*sums, self.languages | {language})


def of(incident: Incident) -> list[Bulletin]:
    """What was told to all, the newest first, each with whoever wrote it."""
    rows = Bulletin.select(Bulletin, Person).join(Person).where(Bulletin.incident == incident)
    return list(rows.order_by(Bulletin.id.desc()))


def by_ticket(ticket: str) -> Bulletin | None:
    return Bulletin.get_or_none(Bulletin.ticket == ticket)


def told(incident: Incident, reader: Person) -> dict[int, Told]:
    """How far each bulletin of the incident has come, by its id."""
    rows = (
        BulletinCase.select(
            BulletinCase.bulletin,
            Case.language,
            fn.COUNT(BulletinCase.id),
            fn.COUNT(BulletinCase.done_at),
            fn.COUNT(fn.NULLIF(BulletinCase.refused, "")),
        )
        .join(Bulletin)
        .switch(BulletinCase)
        .join(Case)
        .where(Bulletin.incident == incident, visible_to(reader))
        .group_by(BulletinCase.bulletin, Case.language)
    )
    found = defaultdict(Told)
    for bulletin, *counted in rows.tuples():
        found[bulletin] = found[bulletin].and_of(*counted)
    return found


def refused(incident: Incident, reader: Person) -> dict[int, list[BulletinCase]]:
    """What was not sent, each with its case, by the id of the bulletin."""
    rows = (
        BulletinCase.select(BulletinCase, Case.id, Case.reference)
        .join(Bulletin)
        .switch(BulletinCase)
        .join(Case)
        .where(Bulletin.incident == incident, BulletinCase.refused != "", visible_to(reader))
        .order_by(BulletinCase.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.bulletin_id].append(row)
    return found


def send_to(bulletin: Bulletin, cases: list[Case]) -> None:
    """Keep whom it is for, as they are now."""
    rows = [{"bulletin": bulletin.id, "case": case.id} for case in cases]
    for some in (rows[i : i + 200] for i in range(0, len(rows), 200)):
        BulletinCase.insert_many(some).execute()


def waiting(limit: int) -> list[BulletinCase]:
    """What has not gone out yet, each with its bulletin, its writer and its case; the cases due first at the start. Of
    each case only the oldest line: an answer does not overtake the news that was written before it."""
    line = BulletinCase.alias()
    oldest = line.select(fn.MIN(line.id)).where(line.done_at.is_null()).group_by(line.case)
    rows = (
        BulletinCase.select(BulletinCase, Bulletin, Person, Case)
        .join(Bulletin)
        .join(Person)
        .switch(BulletinCase)
        .join(Case)
        .where(BulletinCase.done_at.is_null(), BulletinCase.id.in_(oldest))
    )
    return list(rows.order_by(Case.due_at.is_null(), Case.due_at, BulletinCase.id).limit(limit))


def settle(row: BulletinCase, now: datetime, refused: str = "") -> bool:
    """Done with this case; False where another worker was first."""
    mine = BulletinCase.id == row.id, BulletinCase.done_at.is_null()
    return BulletinCase.update(done_at=now, refused=refused).where(*mine).execute() == 1
