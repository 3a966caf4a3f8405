"""The queue: which promise is due next. Read by keyset, so that the hundredth page costs what the first one costs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from peewee import SQL, Expression, Field, Select, Tuple, fn

from portal.core.case import OPEN, State
from portal.core.rounds import running
from portal.store import calendar, search
from portal.store import case as cases
from portal.store.case import Case, visible_to
from portal.store.db import db
from portal.store.deadline import Deadline, of_cases
from portal.store.guarantee import Guarantee
from portal.store.message import ASKS, Message
from portal.store.person import Person
from portal.store.prepared import Prepared, prepared
from portal.store.sheet import Sheet

PAGE = 50
MANY = 1000  # nobody needs to know more exactly
FIRST_WORDS = 140  # characters of what the customer wrote

CUSTOMERS_TURN = (State.WAITING, State.RESOLVED)
OUR_TURN = tuple(OPEN - {State.WAITING})


class View(NamedTuple):
    """One list: what is in it, and the moment it goes by. `newest_first` turns the order round."""

    by: Field
    holds: Callable[[Person, datetime], Expression]
    newest_first: bool = False


_OWES = Case.due_at.is_null(False)


def _failed():
    """An open case in which we broke a promise to this customer, whatever new date he was given since."""
    broken = Deadline.select(SQL("1")).where(
        Deadline.case == Case.id, Deadline.cycle == Case.cycle, Deadline.verdict == "broken"
    )
    # Not `exists`, which PostgreSQL may answer by first gathering every promise that was ever broken.
    return Case.state.in_(tuple(OPEN)) & (fn.COALESCE(broken.limit(1), 0) == 1)


VIEWS: dict[str, View] = {
    "open": View(Case.due_at, lambda person, now: _OWES),
    "mine": View(Case.due_at, lambda person, now: _OWES & (Case.owner == person.id)),
    "team": View(Case.due_at, lambda person, now: _OWES & (Case.team == person.team_id)),
    "unassigned": View(Case.due_at, lambda person, now: _OWES & Case.owner.is_null()),
    "late": View(Case.due_at, lambda person, now: _OWES & ((Case.due_at < now) | _failed())),
    "waiting": View(
        Case.wake_at,
        lambda person, now: Case.wake_at.is_null(False) & Case.closed_at.is_null() & Case.state.in_(CUSTOMERS_TURN),
    ),
    # Ours, but nothing runs: no case may be in no list at all.
    "undated": View(
        Case.received_at,
        lambda person, now: Case.due_at.is_null() & Case.closed_at.is_null() & Case.state.in_(OUR_TURN),
    ),
    "closed": View(Case.closed_at, lambda person, now: Case.closed_at.is_null(False), newest_first=True),
}
FOUND = View(Case.received_at, lambda person, now: Case.id.is_null(False), newest_first=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for. An empty filter lets everything through; "none" asks for what has none."""

    view: str = "open"
    state: str = ""
    kind: str = ""
    severity: str = ""
    service: str = ""
    owner: str = ""  # the id of a person
    incident: str = ""  # its id
    words: str = ""
    phone: str = ""  # what the words are, if they are a telephone number


class Place(NamedTuple):
    """Between two rows: the moment and the id of one of them."""

    at: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Case]
    previous: Place | None
    next: Place | None


def page(
    person: Person, wanted: Wanted, now: datetime, after: Place | None = None, before: Place | None = None
) -> Page:
    """Up to 50 cases this person may see, each with its owner, after or before a place in the list."""
    view, backwards = _view(wanted), before is not None
    found = _beside(person, wanted, now, before or after, backwards)
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    return Page(
        found,
        _place(view, found[0]) if found and (more if backwards else after) else None,
        _place(view, found[-1]) if found and (backwards or more) else None,
    )


def _beside(person: Person, wanted: Wanted, now: datetime, place: Place | None, backwards: bool) -> list[Case]:
    """The next rows, and one more. What is found is part of the question, which is never the same twice."""
    if wanted.words:
        return list(_rows(person, wanted, now, place, backwards, PAGE + 1))
    read = _prepared_rows(person.role, person.team_id is None, wanted, place is None, backwards)
    return read(person.id, person.team_id, int(now.timestamp()), PAGE + 1, *(place or ()))


@lru_cache(maxsize=128)
def _prepared_rows(role: str, has_no_team: bool, wanted: Wanted, from_the_start: bool, backwards: bool) -> Prepared:
    @prepared
    def rows(person_id: int, team_id: int, now: int, most: int, *place: int):
        person = Person(id=person_id, role=role, team=None if has_no_team else team_id)
        return _rows(person, wanted, now, None if from_the_start else Place(*place), backwards, most)

    return rows


def _rows(person: Person, wanted: Wanted, now: datetime | int, place: Place | None, backwards: bool, most: int):
    view = _view(wanted)
    rows = _matching(person, wanted, now).order_by(*_order(view, backwards)).limit(most)
    if place:
        rows = rows.where(_beyond(view, place, backwards))
    return rows.select_extend(Person.id, Person.name).left_outer_join(Person, on=(Case.owner == Person.id))


def count(person: Person, wanted: Wanted, now: datetime) -> int:
    """How many there are, counted no further than MANY + 1."""
    return counts(person, [wanted], now)[0]


def counts(person: Person, lists: Iterable[Wanted], now: datetime) -> list[int]:
    """How many stand in each of these lists, none counted further than MANY + 1, in one statement."""
    lists = tuple(lists)
    if any(wanted.words for wanted in lists):
        return list(_counting(person, lists, now, MANY + 1)[0])
    numbers = _counts(person.role, person.team_id is None, lists)
    return list(numbers.first(person.id, person.team_id, int(now.timestamp()), MANY + 1))


@lru_cache(maxsize=128)
def _counts(role: str, has_no_team: bool, lists: tuple[Wanted, ...]) -> Prepared:
    @prepared
    def numbers(person_id: int, team_id: int, now: int, most: int):
        return _counting(Person(id=person_id, role=role, team=None if has_no_team else team_id), lists, now, most)

    return numbers


def _counting(person: Person, lists: Iterable[Wanted], now: datetime | int, most: int):
    some = [_some(person, wanted, now).limit(most).alias(f"some{n}") for n, wanted in enumerate(lists)]
    return Select((), [Select([one], [fn.COUNT(SQL("1"))]) for one in some]).bind(db).tuples()


def _some(person: Person, wanted: Wanted, now: datetime | int):
    # In the list's own order: the open cases stand last in their table, where PostgreSQL would otherwise come across
    # the first of them after all the closed ones.
    return _matching(person, wanted, now, Case.id).order_by(*_order(_view(wanted), False))


def _matching(person: Person, wanted: Wanted, now: datetime, *columns: Field):
    conditions = [visible_to(person), _view(wanted).holds(person, now), *_filters(wanted)]
    if wanted.words:
        conditions.append(_says(wanted.words, wanted.phone))
    return Case.select(*(columns or (Case,))).where(*conditions)


def _view(wanted: Wanted) -> View:
    return FOUND if wanted.words else VIEWS[wanted.view]


def _filters(wanted: Wanted):
    for column in (Case.state, Case.kind, Case.severity, Case.service):
        chosen = getattr(wanted, column.name)
        if chosen:
            yield column == ("" if chosen == "none" else chosen)
    if wanted.owner:
        yield Case.owner.is_null() if wanted.owner == "none" else Case.owner == int(wanted.owner)
    if wanted.incident:
        yield Case.incident.is_null() if wanted.incident == "none" else Case.incident == int(wanted.incident)


def _says(words: str, phone: str):
    """Whose words, subject or name hold all of these, or whose address or telephone this is. Looked up first, so that
    the cases are read by their ids: with an "or" between them SQLite would read them all where no words are found."""
    theirs = cases.ids_by_email(words.strip().lower()) + (cases.ids_by_phone(phone) if phone else [])
    return Case.id.in_(search.matching(words) + theirs)


def _order(view: View, backwards: bool):
    columns = (view.by, Case.id)
    return [column.desc() if view.newest_first != backwards else column.asc() for column in columns]


def _beyond(view: View, place: Place, backwards: bool):
    here, there = Tuple(view.by, Case.id), Tuple(*place)
    return here < there if view.newest_first != backwards else here > there


def _place(view: View, case: Case) -> Place:
    return Place(int(getattr(case, view.by.name).timestamp()), case.id)


class Line(Sheet):
    """The sheet of one case in a list: only what its next promise needs, read for the whole page at once."""

    def __init__(self, case: Case, guarantee, rounds: list[Deadline], marks: list[Message], calendars):
        self.case, self.guarantee, self.rounds = case, guarantee, rounds
        self.marks, self.calendars = marks, calendars

    @property
    def begins(self) -> str:
        """The first words the customer wrote, on one line."""
        filed = next((mark.begins for mark in self.marks if mark.type == "filed"), "")
        return " ".join(filed.split())

    @property
    def next_round(self) -> Deadline | None:
        """What is owed first, late or running; where every clock stands still, a round that does."""
        owed = [*running(self.rounds), *self.late()]
        return min(owed, key=lambda r: (r.due_at is None, r.due_at or r.start_at, r.id), default=None)

    @property
    def broken(self) -> int:
        """How many promises were broken in this cycle."""
        mine = [r for r in self.rounds if r.cycle == self.case.cycle and (r.ruling or r.verdict) == "broken"]
        return len(mine)


def lines(rows: list[Case], known: Guarantee | None = None) -> list[Line]:
    """The sheets of these cases, in four queries however many they are; five where a calendar was changed lately. A
    version that is `known` already is not read again."""
    ids = [case.id for case in rows]
    rounds, marks = _by_case(of_cases(ids)), _by_case(_marks(ids))
    versions = _versions({case.guarantee_id for case in rows}, known)
    counted = [(versions.get(case.guarantee_id), one) for case in rows for one in rounds.get(case.id, [])]
    calendars = calendar.with_older(calendar.latest(), counted)
    return [
        Line(case, versions.get(case.guarantee_id), rounds.get(case.id, []), marks.get(case.id, []), calendars)
        for case in rows
    ]


def _marks(ids: list[int]) -> list[Message]:
    """What was asked, and how each case begins."""
    begins = fn.SUBSTR(Message.body, 1, FIRST_WORDS).alias("begins")
    columns = (Message.id, Message.case, Message.type, Message.at, Message.answered_at, Message.ruling, begins)
    wanted = Message.case.in_(ids), Message.type.in_(("filed", *ASKS))
    return list(Message.select(*columns).where(*wanted).order_by(Message.id))


def _versions(ids: set[int | None], known: Guarantee | None) -> dict:
    versions = {known.id: known.version} if known else {}
    wanted = ids - {None, *versions}
    columns = (Guarantee.id, Guarantee.hash, Guarantee.toml)
    found = Guarantee.select(*columns).where(Guarantee.id.in_(wanted)) if wanted else ()
    return versions | {row.id: row.version for row in found}


def _by_case(rows: list) -> dict[int, list]:
    grouped: dict[int, list] = {}
    for row in rows:
        grouped.setdefault(row.case_id, []).append(row)
    return grouped
