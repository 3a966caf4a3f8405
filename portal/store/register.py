"""The register of broken promises: what waits for its cause, which corrective actions are open, and all there is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from peewee import JOIN, Tuple, fn

from portal.store.case import Case, visible_to
from portal.store.deadline import Breach, Deadline
from portal.store.guarantee import Guarantee
from portal.store.person import Person

VIEWS = ("waiting", "actions", "all")
PAGE = 50
STANDS = (Breach.grade, Breach.cause, Breach.action, Breach.action_due, Breach.done_at, Breach.remedied_at)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the register; `next` is where the next page begins, None at the end."""

    rows: list[Breach]
    next: str | None


def page(person: Person, view: str, after: tuple[int, int] | None = None) -> Page:
    """The register as this person may see it: what waits and what is to be done, the oldest promise first; all of it,
    the newest first."""
    column = {"waiting": Breach.waits_since, "actions": Breach.action_due}.get(view, Breach.at)
    newest_first = view == "all"
    rows = _whole(person).where(*_holds(view)).limit(PAGE + 1)
    if after:
        rows = rows.where(_beyond(column, after, newest_first))
    order = (column.desc(), Breach.id.desc()) if newest_first else (column, Breach.id)
    found = list(rows.order_by(*order))
    last = found[PAGE - 1] if len(found) > PAGE else None
    place = f"{int(getattr(last, column.name).timestamp())}-{last.id}" if last else None
    return Page(found[:PAGE], place)


def one(person: Person, breach_id: int) -> Breach | None:
    """This line, if this person may see it."""
    return _whole(person).where(Breach.id == breach_id).first()


def waiting(person: Person):
    """What has no cause yet, as a query for the inbox."""
    return Breach.select(Breach.id).join(Case).where(*_holds("waiting"), visible_to(person))


def count(person: Person, view: str, most: int) -> int:
    """How many there are, counted no further than `most`."""
    some = Breach.select(Breach.id).join(Case).where(*_holds(view), visible_to(person)).limit(most)
    return Breach.select(fn.COUNT(some.c.id)).from_(some).scalar()


def mark(breach: Breach) -> str:
    """By what is known what stands there: whoever read the same may write over it, whoever wrote last."""
    stands = [str(getattr(breach, column.name)) for column in STANDS]
    return sha256(json.dumps(stands).encode()).hexdigest()


def enter(breach: Breach, seen: str, **columns) -> bool:
    """Write these columns, unless something else stands there than when the page was read: `seen` is its mark."""
    if seen != mark(breach):
        return False
    read = [(column, getattr(breach, column.name)) for column in STANDS]
    same = [column.is_null() if value is None else column == value for column, value in read]
    return bool(Breach.update(columns).where(Breach.id == breach.id, *same).execute())


def remedied(case: Case, round_ids: Iterable[int], at: datetime) -> None:
    """The remedies of these rounds were given."""
    of = (Breach.case == case, Breach.owed.in_(list(round_ids)), Breach.remedied_at.is_null())
    Breach.update(remedied_at=at).where(*of).execute()


def _whole(person: Person):
    return (
        Breach.select(Breach, Deadline, Case, Guarantee, Person, _came().alias("came"))
        .join(Deadline, on=(Breach.deadline == Deadline.id))
        .switch(Breach)
        .join(Case, on=(Breach.case == Case.id))
        .join(Guarantee, JOIN.LEFT_OUTER, on=(Case.guarantee == Guarantee.id))
        .switch(Case)
        .join(Person, JOIN.LEFT_OUTER, on=(Case.owner == Person.id))
        .where(visible_to(person))
    )


def _came():
    """When what was missed came at last, in seconds: a missed round is over, and what comes meets one after it."""
    later = Deadline.alias()
    same = (later.case == Deadline.case) & (later.cycle == Deadline.cycle) & (later.target == Deadline.target)
    after = later.select(fn.MIN(later.met_at)).where(same, later.round > Deadline.round)
    return fn.coalesce(Deadline.met_at, after)


def _holds(view: str):
    if view == "waiting":
        return (Breach.waits_since.is_null(False),)
    return (Breach.action_due.is_null(False), Breach.done_at.is_null()) if view == "actions" else ()


def _beyond(column, after: tuple[int, int], newest_first: bool):
    here, there = Tuple(column, Breach.id), Tuple(*after)
    return here < there if newest_first else here > there
