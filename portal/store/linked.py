"""The cases that hang on an incident, as each reader may see them: what he may not see is not counted either."""

from functools import cache
from typing import NamedTuple

from peewee import fn

from portal.core.case import OPEN
from portal.store.case import Case, visible_to
from portal.store.incident import Incident
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared


class Number(NamedTuple):
    """So many cases, of which so many are open."""

    all: int = 0
    open: int = 0


def numbers(reader: Person) -> dict[int, Number]:
    """How many cases hang on each incident, by its id."""
    return {incident: Number(*counted) for incident, *counted in _numbers(reader.role)(reader.id)}


@cache
def _numbers(role: str) -> Prepared:
    @prepared
    def read(reader_id: int):
        open_ones = fn.COUNT(fn.NULLIF(Case.state.in_(tuple(OPEN)), False))
        seen = Case.incident.is_null(False), visible_to(Person(id=reader_id, role=role))
        rows = Case.select(Case.incident, fn.COUNT(Case.id), open_ones).where(*seen)
        return rows.group_by(Case.incident).tuples()

    return read


def page(incident: Incident, reader: Person, limit: int) -> list[Case]:
    """The first of them, each with its owner: whose promise is due first on top, those that owe nothing last."""
    rows = Case.select(Case, Person.id, Person.name).left_outer_join(Person, on=(Case.owner == Person.id))
    mine = rows.where(Case.incident == incident, visible_to(reader))
    return list(mine.order_by(Case.due_at.is_null(), Case.due_at, Case.id.desc()).limit(limit))


def open_ones(incident: Incident, reader: Person) -> list[Case]:
    """Those that are not answered yet."""
    wanted = Case.incident == incident, Case.state.in_(tuple(OPEN)), visible_to(reader)
    return list(Case.select().where(*wanted).order_by(Case.id))


def by_references(references: list[str], reader: Person) -> dict[str, Case]:
    """Of these references those that are of a case this person may see."""
    rows = Case.select().where(Case.reference.in_(references), visible_to(reader))
    return {case.reference: case for case in rows}
