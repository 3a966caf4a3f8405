"""Cases that may belong to this one: of the same customer, or told in much the same words.

Of what a case was filed with a few numbers are kept (`core.likeness`). Few of them are shared by chance, and of each no
more than the newest cases are looked at, so that the question costs what it costs with ten cases. Those that share most
numbers are compared word by word. Of what is looked at the hidden ones go first: they take no visible one's place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from peewee import SQL, BigIntegerField, CompositeKey, ForeignKeyField, RawQuery, fn

from portal.core import likeness as core
from portal.store.case import Case, visible_to
from portal.store.db import Row, db
from portal.store.message import Message
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared
from portal.store.search import grams

BEGINNING = 2000  # characters; of a longer text only so much is compared
NEWEST = 500  # of each number, address, phone and order number
COMPARED = 12
SAME = ("email", "phone", "order_number")
TOLD = ("id", "reference", "subject", "state", "outcome", "received_at", "merged_into", *SAME)
OF_A_CUSTOMER = 20


class Likeness(Row):
    """One of the numbers under which the words of a case are kept."""

    band = BigIntegerField()
    case = ForeignKeyField(Case, index=False)

    class Meta:
        primary_key = CompositeKey("band", "case")


@dataclass(frozen=True, slots=True)
class Like:
    """A case that may belong to another: how it begins, what of SAME it shares, how alike the words are (0 to 1)."""

    case: Case
    begins: str
    same: tuple[str, ...]
    words: float

    @property
    def in_words(self) -> bool:
        return self.words >= core.THRESHOLD


def keep(case: Case, text: str) -> None:
    """Make the case findable by these words, with which it was filed."""
    rows = [(band, case.id) for band in set(core.bands(_pieces(text)))]
    if rows:
        marks = ", ".join([f"({db.param}, {db.param})"] * len(rows))
        db.execute_sql(f"insert into likeness (band, case_id) values {marks}", [each for row in rows for each in row])


def forget(case: Case) -> None:
    Likeness.delete().where(Likeness.case == case).execute()


def holding(ids: Collection[int]) -> set[int]:
    """Those of these cases of which numbers are kept."""
    rows = Likeness.select(Likeness.case).where(Likeness.case.in_(list(ids))).distinct()
    return {case_id for (case_id,) in rows.tuples()}


def found(case: Case, text: str, person: Person, apart: Collection[int]) -> list[Like]:
    """What this person may see of the cases that may belong to this one, but for those set apart; the newest first.
    Three queries at most."""
    mine = core.words(_pieces(text))
    near = set(_near(core.bands(mine), person))
    ids = near.union(_of_the_customer(case, person)) - {case.id, *apart}
    rows = _rows(ids, person) if ids else ()
    liked = [_compared(row, case, mine, row.id in near) for row in rows if row.merged_into_id not in apart]
    return [one for one in liked if one.same or one.in_words]


def _pieces(text: str) -> list[str]:
    return grams(text[:BEGINNING])


def _compared(row: Case, case: Case, mine: frozenset[str], near: bool) -> Like:
    same = tuple(name for name in SAME if getattr(case, name) and getattr(row, name) == getattr(case, name))
    return Like(row, row.begins, same, core.alike(mine, core.words(_pieces(row.begins))) if near else 0.0)


def _of_the_customer(case: Case, person: Person) -> list[int]:
    """The newest cases with the same address, phone or order number. Each is looked up by its own index, which holds
    only the cases that have one."""
    given = [(name, getattr(case, name)) for name in SAME if getattr(case, name)]
    some = [
        f"select * from (select id as case_id from cases where {name} = {db.param} and {name} <> '' "
        f"order by id desc limit {NEWEST}) as {name}"
        for name, _ in given
    ]
    return _foremost(some, [value for _, value in given], person, OF_A_CUSTOMER)


def _near(bands: Collection[int], person: Person) -> list[int]:
    """The cases that share most of these numbers; of those that share as many, the newest."""
    some = [
        f"select * from (select case_id from likeness where band = {db.param} "
        f"order by case_id desc limit {NEWEST}) as band{n}"
        for n, _ in enumerate(bands)
    ]
    return _foremost(some, list(bands), person, COMPARED, "often desc, ")


def _foremost(some: list[str], values: list, person: Person, most: int, first: str = "") -> list[int]:
    """Of the cases these selects find those this person may see: the newest, unless something else comes first.

    Each is asked for by its id. From a join, or an "exists", PostgreSQL may choose to read all there are.
    """
    if not some:
        return []
    every = " union all ".join(some)
    return [case_id for (case_id,) in _found(every, person.role, most, first)(person.id, *values)]


@cache
def _found(every: str, role: str, most: int, first: str) -> Prepared:
    @prepared
    def read(person_id: int, *values: int | str):
        mine = visible_to(Person(id=person_id, role=role))
        seen, whose = Case.select(Case.id).where(Case.id == SQL("found.case_id"), mine).sql()
        found = f"select case_id, count(*) as often from ({every}) as every group by case_id"
        sql = f"select case_id from ({found}) as found where ({seen}) is not null "
        return RawQuery(f"{sql} order by {first}case_id desc limit {most}", [*values, *whose]).bind(db).tuples()

    return read


def _rows(ids: Collection[int], person: Person) -> list[Case]:
    begins = fn.COALESCE(fn.SUBSTR(Message.body, 1, BEGINNING), "").alias("begins")
    filed = (Message.case == Case.id) & (Message.type == "filed")
    rows = (
        Case.select(*(getattr(Case, name) for name in TOLD), begins)
        .left_outer_join(Message, on=filed)
        .where(Case.id.in_(ids), visible_to(person))
    )
    return list(rows.order_by(Case.id.desc()).objects())
