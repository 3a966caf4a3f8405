"""Questionnaires in their versions, and the answers: one for each cycle of a case, and those of open questionnaires."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal.core import survey as core
from portal.core.survey import Filled, Questionnaire
from portal.store.case import Case
from portal.store.db import InstantField, Row
from portal.store.prepared import prepared

SHIPPED = Path(__file__).parent.parent / "guarantees" / "surveys"
AFTER_CLOSING = "after-closing"


class Survey(Row):
    """A version that was answered: a text that changed becomes the next one with its first answer."""

    slug = CharField(max_length=40)
    version = IntegerField()
    toml = TextField()

    class Meta:
        indexes = ((("slug", "version"), True),)


class Answer(Row):
    """What came back: of a case in one of its cycles, or of nobody, by an open form with its `ticket`."""

    survey = ForeignKeyField(Survey, null=True)
    case = ForeignKeyField(Case, null=True, index=False)
    cycle = IntegerField(default=1)
    solved = CharField(max_length=8, null=True)
    kept_word = BooleanField(null=True)
    score = IntegerField(null=True)
    words = TextField(default="")
    at = InstantField()
    ticket = CharField(max_length=64, unique=True, null=True)

    class Meta:
        indexes = ((("case", "cycle"), True), (("at",), False))


def questionnaire(slug: str) -> Questionnaire | None:
    """The questionnaire of this name that is asked now."""
    return _shipped().get(slug)


def open_ones() -> list[Questionnaire]:
    """Those anybody may fill in."""
    return [one for one in _shipped().values() if one.is_open]


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Questionnaire]:
    """Read once a process; a text with a fault is told at once."""
    found = (core.parse(file.read_text("utf-8")) for file in sorted(SHIPPED.glob("*.toml")))
    return {one.slug: one for one in found}


def of(case: Case) -> list[Answer]:
    """What the customer of this case said afterwards, cycle by cycle."""
    return _of(case.id)


@prepared
def _of(case_id: int):
    return Answer.select().where(Answer.case == case_id).order_by(Answer.cycle)


def by_ticket(ticket: str) -> Answer | None:
    """The answer an open form with this ticket made already."""
    return Answer.get_or_none(Answer.ticket == ticket)


def keep(filled: Filled, now: datetime, case: Case | None = None, ticket: str | None = None) -> Answer:
    """Store what came back, with the version it answers. IntegrityError where there is one already."""
    return Answer.create(
        survey=_version(filled.questionnaire),
        case=case,
        cycle=case.cycle if case else 1,
        solved=filled.solved,
        kept_word=filled.kept_word,
        score=filled.score,
        words=filled.words,
        at=now,
        ticket=ticket,
    )


def says(answer: Answer, filled: Filled) -> bool:
    """Whether the stored answer is this very one."""
    names = ("solved", "kept_word", "score", "words")
    return all(getattr(answer, name) == getattr(filled, name) for name in names)


def _version(asked: Questionnaire) -> Survey:
    """The row of this text; the next number where it is not the last one's."""
    last = Survey.select().where(Survey.slug == asked.slug).order_by(Survey.version.desc()).first()
    if last and last.toml == asked.text:
        return last
    number = last.version + 1 if last else 1
    Survey.insert(slug=asked.slug, version=number, toml=asked.text).on_conflict_ignore().execute()
    return Survey.get(Survey.slug == asked.slug, Survey.version == number)
