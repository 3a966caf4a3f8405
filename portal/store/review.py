"""Reviews: which closed cases were drawn on which day, and what came of looking at them."""

import json
from datetime import date, datetime

from peewee import SQL, CharField, DateField, ForeignKeyField, IntegerField, TextField, fn

from portal.core.figures import NOT_CASES
from portal.store.case import Case, visible_to
from portal.store.db import InstantField, Row
from portal.store.guarantee import Guarantee
from portal.store.message import Message
from portal.store.person import Person


class Draw(Row):
    """One day's lot: from how many cases closed in this span, and the seed by which anybody can draw it again."""

    day = DateField(unique=True)
    at = InstantField()
    seed = CharField(max_length=64)
    since = InstantField()
    until = InstantField()
    candidates = IntegerField()


class Review(Row):
    """One closed cycle of a case, looked at again: the sheet, the handler's explanation, the result."""

    draw = ForeignKeyField(Draw, backref="reviews", index=False)
    case = ForeignKeyField(Case, index=False)
    cycle = IntegerField()
    guarantee = ForeignKeyField(Guarantee, index=False)
    handler = ForeignKeyField(Person, index=False)
    reviewer = ForeignKeyField(Person, null=True, index=False)
    marks = TextField(default="{}")
    words = TextField(default="")
    scored_at = InstantField(null=True)
    explanation = TextField(default="")
    explained_at = InstantField(null=True)
    result = CharField(max_length=12, null=True)
    closing = TextField(default="")
    closed_at = InstantField(null=True)

    class Meta:
        indexes = ((("case", "cycle"), True),)

    @property
    def sheet(self) -> dict[str, str]:
        """The mark of each criterion by its code."""
        return json.loads(self.marks)

    @property
    def stage(self) -> str:
        """What it waits for: drawn (the sheet), scored (the handler's word), explained (the result), or closed."""
        moments = (("closed", self.closed_at), ("explained", self.explained_at), ("scored", self.scored_at))
        return next((name for name, moment in moments if moment), "drawn")


def last_draw() -> Draw | None:
    return Draw.select().order_by(Draw.day.desc()).first()


def drawn_on(day: date) -> bool:
    return Draw.select().where(Draw.day == day).exists()


def candidates(since: datetime, until: datetime) -> list[Case]:
    """The cases closed in this span that somebody handled here and that nobody reviewed: only what a draw needs."""
    reviewed = Review.select(SQL("1")).where(Review.case == Case.id, Review.cycle == Case.cycle)
    rows = Case.select(Case.id, Case.reference, Case.cycle, Case.owner).where(
        Case.closed_at > since,
        Case.closed_at <= until,
        Case.owner.is_null(False),
        Case.origin.is_null(),
        Case.sealed == False,  # noqa: E712 -- what names one of us is read by as few as can be
        Case.erased_at.is_null(),
        Case.outcome.not_in(NOT_CASES),
        ~fn.EXISTS(reviewed),
    )
    return list(rows)


def wrote_in(case: Case) -> set[int]:
    """Who of us wrote in this case, as ids: none of them reviews it."""
    rows = Message.select(Message.person).where(Message.case == case, Message.person.is_null(False)).distinct()
    return {row.person_id for row in rows}


def listed(person: Person, own: bool, limit: int, before: int | None = None) -> list[Review]:
    """The reviews this person may see, the newest first: those that are finished, or, `own`, all of what he handled."""
    which = Review.handler == person if own else Review.closed_at.is_null(False)
    rows = _whole().where(visible_to(person), which).order_by(Review.id.desc()).limit(limit)
    return list(rows.where(Review.id < before) if before else rows)


def waiting(person: Person) -> list[Review]:
    """The open reviews of cases this person may see, the oldest first."""
    return list(_whole().where(visible_to(person), Review.closed_at.is_null()).order_by(Review.id))


def seen_by(person: Person, review_id: int) -> Review | None:
    """This review, if this person may see its case."""
    return _whole().where(visible_to(person), Review.id == review_id).first()


def of_handler(handler: Person, viewer: Person, since: datetime) -> list[Review]:
    """The reviews of what he handled, drawn since then, that the viewer may see."""
    return list(_whole().where(visible_to(viewer), Review.handler == handler, Draw.at >= since).order_by(Review.id))


def blank(case: Case) -> None:
    """What was written of an erased case."""
    Review.update(words="", explanation="", closing="").where(Review.case == case).execute()


def _whole():
    """With the case, the draw, the version of the sheet and both people: one query for a page."""
    reviewer = Person.alias("reviewer")
    return (
        Review.select(Review, Draw, Case, Guarantee, Person, reviewer)
        .join(Draw)
        .switch(Review)
        .join(Case)
        .switch(Review)
        .join(Guarantee, on=(Review.guarantee == Guarantee.id))
        .switch(Review)
        .join(Person, on=(Review.handler == Person.id), attr="handler")
        .switch(Review)
        .left_outer_join(reviewer, on=(Review.reviewer == reviewer.id), attr="reviewer")
    )
