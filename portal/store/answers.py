"""What came back of questionnaires, read for staff: the latest answers, and all of a span of time counted together."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from peewee import SQL, fn

from portal.store.case import Case, visible_to
from portal.store.deadline import Deadline
from portal.store.letter import Letter
from portal.store.person import Person
from portal.store.survey import Answer, Survey

DAY, FIRST = 86_400, date(1970, 1, 1)
INVITATION = "survey"  # the kind of the letter that asks


class Alike(NamedTuple):
    """So many answers that say the same. `broken`: whether we had broken a promise of that cycle by then; False where
    the answer is of no case."""

    slug: str
    solved: str | None
    kept_word: bool | None
    score: int | None
    broken: bool
    number: int


class Asked(NamedTuple):
    """How many were asked, and how many of them answered."""

    letters: int
    answered: int


def latest(person: Person, limit: int) -> list[Answer]:
    """The newest answers this person may see, each with its case and its questionnaire; those of no case belong to
    nobody and are for everybody."""
    return list(
        Answer.select(Answer, Case, Survey)
        .join(Survey)
        .switch(Answer)
        .left_outer_join(Case, on=(Answer.case == Case.id))
        .where(Answer.case.is_null() | visible_to(person))
        .order_by(Answer.id.desc())
        .limit(limit)
    )


def tally(person: Person, since: datetime) -> list[Alike]:
    """All answers since then that this person may see, those that say the same together. At most some hundred rows."""
    one = (
        Answer.select(Survey.slug, Answer.solved, Answer.kept_word, Answer.score, _broken().alias("broken"))
        .join(Survey)
        .switch(Answer)
        .left_outer_join(Case, on=(Answer.case == Case.id))
        .where(Answer.at >= since, Answer.case.is_null() | visible_to(person))
        .alias("one")
    )
    same = (one.c.slug, one.c.solved, one.c.kept_word, one.c.score, one.c.broken)
    rows = Answer.select(*same, fn.COUNT(SQL("*"))).from_(one).group_by(*same).tuples()
    return [Alike(slug, solved, _truth(kept), score, bool(broken), n) for slug, solved, kept, score, broken, n in rows]


def by_day(person: Person, since: datetime, offset: timedelta) -> list[tuple[str, date, int, int]]:
    """How often each score was given on each day since then: (questionnaire, local day, score, number)."""
    day = ((Answer.at + int(offset.total_seconds())) / DAY).converter(int)
    rows = (
        Answer.select(Survey.slug, day.alias("day"), Answer.score, fn.COUNT(Answer.id))
        .join(Survey)
        .switch(Answer)
        .left_outer_join(Case, on=(Answer.case == Case.id))
        .where(Answer.at >= since, Answer.score.is_null(False), Answer.case.is_null() | visible_to(person))
        .group_by(Survey.slug, SQL("day"), Answer.score)
    )
    return [(slug, FIRST + timedelta(days=int(day)), score, number) for slug, day, score, number in rows.tuples()]


def asked(person: Person, since: datetime) -> Asked:
    """The invitations mailed since then about cases this person may see, and how many of them were answered."""
    answered = fn.EXISTS(
        Answer.select(SQL("1")).where(Answer.case == Letter.case, Answer.at >= Letter.at, Answer.case.is_null(False))
    )
    letters = (
        Letter.select(fn.COUNT(Letter.id))
        .join(Case, on=(Letter.case == Case.id))
        .where(Letter.kind == INVITATION, Letter.at >= since, Letter.state != "cancelled", visible_to(person))
    )
    return Asked(letters.scalar(), letters.where(answered).scalar())


def _broken():
    """Whether we had broken a promise of the cycle by the time its customer answered; a ruling counts, if any."""
    counted = fn.COALESCE(Deadline.ruling, Deadline.verdict)
    return fn.EXISTS(
        Deadline.select(SQL("1")).where(
            Deadline.case == Answer.case,
            Deadline.cycle == Answer.cycle,
            Deadline.due_at <= Answer.at,
            counted == "broken",
        )
    )


def _truth(stored: object) -> bool | None:
    return None if stored is None else bool(stored)
