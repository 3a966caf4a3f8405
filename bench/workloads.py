"""The four workloads of the design: the status page, the queue, filing, and a sweep of what fell due."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count

from flask import Flask

from bench import floor
from bench.rounds import Cost, middle, once
from bench.seed import NOW
from bench.visits import Sent
from portal import tokens
from portal.actions import team, watch
from portal.store import pledge
from portal.store.case import Case
from portal.store.db import connection
from portal.store.deadline import Deadline
from portal.store.person import Person
from portal.web.opened import status_token
from portal.web.staff import lock

TYPED = {
    "body": "我买的桌子少了一条腿，客服一直没有人接听。请尽快补发，或者退款。",
    "subject": "桌子少零件",
    "name": "李雷",
    "language": "zh",
}
NUMBERS = count(1)
Contestants = Mapping[str, tuple[str, Sent]]  # each with the side it belongs to: floor or house


def pages(app: Flask) -> dict[str, Contestants]:
    """What is sent to whom in each contest of pages. The case shown is an open one with a plan."""
    with app.app_context(), connection():
        case = a_case_with_a_plan()
        address = f"/s/{status_token(case)}"
        opened = {"open": tokens.sign("open", [case.id, case.link_key], NOW)}
        agent = cookie_of_an_agent()
    empty = ("floor", Sent("/empty"))
    return {
        "the status page": {
            "empty page": empty,
            "prototype": ("floor", Sent(f"/s/{case.id}")),
            "status page": ("house", Sent(address)),
            "status page, opened": ("house", Sent(address, opened)),
        },
        "the queue": {
            "empty page": empty,
            "prototype": ("floor", Sent("/queue")),
            "queue": ("house", Sent("/staff/queue", agent)),
        },
        "filing": {
            "prototype": ("floor", Sent("/file", fields=_typed(lambda: secrets.token_hex(8)), expect=303)),
            "filing": ("house", Sent("/file/complaint", fields=_typed(_tickets(app)), expect=303)),
        },
    }


def sweep(app: Flask, rounds: int) -> dict[str, Cost]:
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


def a_case_with_a_plan() -> Case:
    told = Case.state == "in_progress", Case.kind == "complaint"
    return Case.select().where(*told).order_by(Case.id.desc()).get()


def cookie_of_an_agent() -> dict[str, str]:
    """The cookie of the first agent, signed in anew."""
    agent = Person.get(Person.role == "agent")
    row = pledge.in_force(NOW)
    agent.pledged = pledge.mark(row.version.pledge) if row else ""
    agent.save()
    return {lock.cookie_name(): team.open_session(agent, NOW)}


def _watch(due: int) -> None:
    """As many turns as it takes, as `flask work` does."""
    for _ in range(-(-due // watch.BATCH)):
        watch.turn(NOW)


def _typed(ticket: Callable[[], str]) -> Callable[[], dict[str, str]]:
    """A complaint in Chinese, each from another address, for the letters to one are capped."""
    return lambda: TYPED | {"email": f"lilei{next(NUMBERS)}@example.com", "ticket": ticket()}


def _tickets(app: Flask) -> Callable[[], str]:
    def ticket() -> str:
        with app.app_context():
            return tokens.sign("ticket", secrets.token_hex(16), NOW - timedelta(minutes=5))

    return ticket
