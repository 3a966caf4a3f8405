"""What the same reads cost among many cases, as a multiple of what they cost among a thousand."""

from collections.abc import Callable

from flask import Flask
from peewee import Database

from bench.rounds import Cost, compete
from bench.seed import NOW
from bench.visits import Sent, Visit
from bench.workloads import a_case_with_a_plan, cookie_of_an_agent
from portal.actions import watch
from portal.store import case as cases
from portal.store import queue
from portal.store.case import Case
from portal.store.db import db
from portal.store.person import Person
from portal.store.queue import Place, Wanted
from portal.web.opened import status_token


def compare(app: Flask, small: Database, large: Database, rounds: int) -> dict[str, tuple[Cost, Cost]]:
    """For each read: (among few, among many). The two databases take turns."""
    found = {}
    reads = {"few": _reads(app, small), "many": _reads(app, large)}
    for name in reads["few"]:
        both = compete({size: reads[size][name] for size in reads}, rounds, share=0.1)
        found[name] = (both["few"], both["many"])
    return found


def _reads(app: Flask, database: Database) -> dict[str, Callable[[], object]]:
    db.initialize(database)
    database.connect(reuse_if_open=True)
    person = Person.get(Person.role == "agent")
    deep = _place_of_page(100) or _place_of_page(2)
    case = a_case_with_a_plan()
    with app.app_context():
        status, agent = Sent(f"/s/{status_token(case)}"), cookie_of_an_agent()
    reads = {
        "queue, page 1": lambda: _queue(person, Wanted()),
        "queue, page 100": lambda: _queue(person, Wanted(), deep),
        "queue, late or broken": lambda: _queue(person, Wanted("late")),
        "queue, one kind and state": lambda: _queue(person, Wanted(kind="enquiry", state="in_progress")),
        "how many, at most 1 000+": lambda: queue.count(person, Wanted(), NOW),
        "search 退款": lambda: _queue(person, Wanted(words="退款")),
        "search for a name and a thing": lambda: _queue(person, Wanted(words="王伟 洗衣机")),
        "what the watch wakes": lambda: cases.to_wake(NOW, watch.BATCH),
        "status page": Visit(app, status),
        "case page of staff": Visit(app, Sent(f"/staff/cases/{case.reference}", agent)),
    }
    return {name: _in(database, read) for name, read in reads.items()}


def _in(database: Database, read: Callable[[], object]) -> Callable[[], object]:
    def there() -> object:
        db.initialize(database)
        return read()

    return there


def _queue(person: Person, wanted: Wanted, after: Place | None = None) -> list:
    """The rows of one page with their promises, as the page reads them."""
    return queue.lines(queue.page(person, wanted, NOW, after).rows)


def _place_of_page(number: int) -> Place | None:
    """Where this page of the queue begins: after the last row of the page before it."""
    rows = Case.select(Case.due_at, Case.id).where(Case.due_at.is_null(False)).order_by(Case.due_at, Case.id)
    last = rows.offset((number - 1) * queue.PAGE - 1).limit(1).first()
    return Place(int(last.due_at.timestamp()), last.id) if last else None
