"""The four workloads of the design: the status page, the queue, filing, and a sweep of what fell due."""

import secrets
from datetime import datetime, timedelta
from itertools import count

from flask import Flask

from bench import floor
from bench.rounds import Cost, compete, middle, once
from bench.seed import NOW
from bench.visits import Visit
from portal import tokens
from portal.actions import team, watch
from portal.store.case import Case
from portal.store.db import connection
from portal.store.deadline import Deadline
from portal.store.person import Person
from portal.web.opened import status_token
from portal.web.staff import lock

Costs = dict[str, Cost]
TYPED = {
    "body": "我买的桌子少了一条腿，客服一直没有人接听。请尽快补发，或者退款。",
    "subject": "桌子少零件",
    "name": "李雷",
    "language": "zh",
}
NUMBERS = count(1)


def status(app: Flask, small: Flask, rounds: int) -> Costs:
    """The page of one open case with a plan: before it is opened, opened, and as a prototype shows it."""
    with app.app_context(), connection():
        case = a_case_with_a_plan()
        address = f"/s/{status_token(case)}"
        cookie = {"open": tokens.sign("open", [case.id, case.link_key], NOW)}
    contestants = {
        "empty page": Visit(small, "/empty"),
        "prototype": Visit(small, f"/s/{case.id}"),
        "status page": Visit(app, address),
        "status page, opened": Visit(app, address, cookie),
    }
    return compete(contestants, rounds)


def queue_page(app: Flask, small: Flask, rounds: int) -> Costs:
    """The first 50 of the queue, to an agent who is signed in."""
    contestants = {
        "empty page": Visit(small, "/empty"),
        "prototype": Visit(small, "/queue"),
        "queue": visit_by_staff(app, "/staff/queue"),
    }
    return compete(contestants, rounds)


def filing(app: Flask, small: Flask, rounds: int) -> Costs:
    """A complaint in Chinese is sent and answered with the way to its page."""
    door, plain = Visit(app, "/file/complaint", expect=303), Visit(small, "/file", expect=303)
    contestants = {
        "prototype": lambda: plain.post({"ticket": secrets.token_hex(8), **_typed()}),
        "filing": lambda: door.post({"ticket": _ticket(app), **_typed()}),
    }
    return compete(contestants, rounds)


def sweep(app: Flask, rounds: int) -> Costs:
    """What fell due is judged among all that are open: verdict, register, history, apology, alerts, new date."""
    times: dict[str, list] = {"set-based": [], "row by row": [], "sweep": []}
    with app.app_context(), connection():
        for batch in reversed(range(rounds)):
            ids = [row.id for row in Case.select(Case.id).where(Case.due_at == moment_of(batch))]
            times["set-based"].append(once(lambda: floor.sweep(ids, int(NOW.timestamp()))))  # noqa: B023
            floor.put_back(ids)
            times["row by row"].append(once(lambda: floor.sweep_row_by_row(ids, int(NOW.timestamp()))))  # noqa: B023
            times["sweep"].append(once(lambda: _watch(len(ids))))  # noqa: B023
            judged = Deadline.select().where(Deadline.case.in_(ids), Deadline.verdict == "broken").count()
            assert judged == len(ids), f"The watch judged {judged} of {len(ids)} cases; its log says why."
    return {name: middle(measured) for name, measured in times.items()}


def moment_of(batch: int) -> datetime:
    """When the cases of this batch fell due; the watch takes the earliest first."""
    return NOW - timedelta(minutes=1 + batch)


def visit_by_staff(app: Flask, address: str) -> Visit:
    """A page of the back office, to the first agent."""
    with app.app_context(), connection():
        key = team.open_session(Person.get(Person.role == "agent"), NOW)
        name = lock.cookie_name()
    return Visit(app, address, {name: key})


def _watch(due: int) -> None:
    """As many turns as it takes, as `flask work` does."""
    for _ in range(-(-due // watch.BATCH)):
        watch.turn(NOW)


def a_case_with_a_plan() -> Case:
    told = Case.state == "in_progress", Case.kind == "complaint"
    return Case.select().where(*told).order_by(Case.id.desc()).get()


def _typed() -> dict[str, str]:
    return TYPED | {"email": f"lilei{next(NUMBERS)}@example.com"}


def _ticket(app: Flask) -> str:
    with app.app_context():
        return tokens.sign("ticket", secrets.token_hex(16), NOW - timedelta(minutes=5))
