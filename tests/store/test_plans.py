"""What is asked all day is answered without reading all cases, however many there are: counted by the databases
themselves at some thousand seeded cases, with the figures that a grown database has about itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bench import seed
from bench.seed import NOW
from portal.core import figures
from portal.store import (
    audit,
    bulletin,
    decisions,
    event,
    file,
    incident,
    linked,
    message,
    queue,
    register,
    report,
    review,
)
from portal.store import case as cases
from portal.store import work as workload
from portal.store.bulletin import Bulletin, BulletinCase
from portal.store.case import Case
from portal.store.circle import out_of_reach
from portal.store.db import db as store
from portal.store.db import is_sqlite
from portal.store.gauges import open_cases, troubled_letters, underway, waiting_mail
from portal.store.incident import Incident
from portal.store.person import Person
from portal.store.queue import VIEWS, Place, Wanted
from portal.store.sheet import Sheet
from tests.conftest import DATABASE, rolled_back

CASES, OPEN = 8000, 800
MOST = 35 if DATABASE == "sqlite" else 7000  # to look at every case once takes more
MIDDLE = Place(int(NOW.timestamp()), 0)


@pytest.fixture(scope="module")
def seeded(house) -> Iterator[None]:
    """A portal that has worked for some months, rolled back at the end."""
    with rolled_back():
        seed.write(seed.told(CASES, OPEN))
        seed.settle()
        yield


@pytest.fixture
def agent(seeded) -> Person:
    return Person.get(Person.role == "agent")


@pytest.fixture
def case(seeded) -> Case:
    return Case.select().where(Case.state == "in_progress").order_by(Case.id.desc()).get()


@pytest.fixture
def work(monkeypatch) -> Callable[[Callable[[], object]], int]:
    """Gives `work(read)`: the most that the database had to do for one of the statements `read` sends."""

    def of(read: Callable[[], object]) -> int:
        asked, execute = [], store.obj.execute_sql

        def listen(sql, params=None):
            asked.append((sql, params))
            return execute(sql, params)

        with monkeypatch.context() as patch:
            patch.setattr(store.obj, "execute_sql", listen)
            read()
        measure = steps if is_sqlite() else rows_looked_at
        return max(measure(sql, params) for sql, params in asked)

    return of


def steps(sql: str, params) -> int:
    """Thousands of steps of SQLite's own machine."""
    taken, connection = [], store.connection()
    connection.set_progress_handler(lambda: taken.append(1), 1000)
    try:
        connection.execute(sql, params or ()).fetchall()
    finally:
        connection.set_progress_handler(None, 0)
    return len(taken)


def rows_looked_at(sql: str, params) -> int:
    """What PostgreSQL says it looked at in tables and indexes, found or not."""
    told = store.execute_sql(f"explain (analyze, timing off, format json) {sql}", params).fetchone()[0]
    return sum(looked_at(node) for node in nodes(told[0]["Plan"]))


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def looked_at(node: dict) -> int:
    if "Relation Name" not in node:
        return 0
    left_out = sum(number for name, number in node.items() if name.startswith("Rows Removed by"))
    return (node["Actual Rows"] + left_out) * node["Actual Loops"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("after", [None, MIDDLE], ids=["first page", "later page"])
def test_no_page_of_the_queue_reads_all_cases(agent, work, view, after):
    wanted = Wanted(view)
    assert work(lambda: queue.lines(queue.page(agent, wanted, NOW, after).rows)) <= MOST
    assert work(lambda: queue.count(agent, wanted, NOW)) <= MOST


@pytest.mark.parametrize(
    "narrowed", [{"kind": "enquiry"}, {"severity": "none"}, {"owner": "none"}, {"state": "waiting"}]
)
def test_nor_does_one_that_is_narrowed(agent, work, narrowed):
    assert work(lambda: queue.page(agent, Wanted(**narrowed), NOW)) <= MOST


def test_the_watch_reads_what_is_due_and_not_what_is_open(seeded, work):
    assert work(lambda: cases.to_wake(NOW, 50)) <= MOST
    assert work(cases.next_wake) <= MOST


def test_a_monitor_that_asks_all_day_reads_no_more_than_it_is_said_to_count(seeded, work):
    for read in (lambda most: open_cases(NOW, most), underway, troubled_letters, waiting_mail):
        assert work(lambda r=read: r(100)) <= MOST // 10


@pytest.mark.parametrize("words", ["退款", "没有的词", "table leg", "A00000017", "c17@example.com"])
def test_a_search_reads_what_it_finds(agent, work, words):
    assert work(lambda: queue.page(agent, Wanted(words=words), NOW)) <= MOST


def test_a_case_is_read_by_its_own_rows(case, work):
    assert work(lambda: cases.by_link(case.id, case.link_key)) <= MOST
    assert work(lambda: Sheet(case).facts()) <= MOST
    assert work(lambda: (message.of(case), event.of(case), file.of_case(case))) <= MOST


def test_what_is_filed_is_looked_for_by_its_keys(seeded, work):
    assert work(lambda: cases.by_ticket("0" * 32)) <= MOST
    assert work(lambda: cases.by_reference("000-000-0")) <= MOST
    assert work(lambda: cases.by_email("c17@example.com")) <= MOST


def test_one_colleagues_work_is_read_by_what_is_his(agent, seeded, work):
    auditor = Person(id=0, role="auditor")
    assert work(lambda: workload.load(agent, agent, NOW)) <= MOST
    assert work(lambda: cases.in_the_care_of(agent, auditor)) <= MOST
    assert work(lambda: review.candidates(NOW - timedelta(days=1), NOW)) <= MOST


def test_the_inbox_of_decisions_reads_what_waits(seeded, work):
    supervisor = Person(id=0, role="supervisor")
    for read in (decisions.contested, decisions.requested):
        assert work(lambda r=read: r(supervisor)) <= MOST
    assert work(lambda: decisions.count(supervisor, NOW)) <= MOST
    for view in register.VIEWS:
        assert work(lambda v=view: register.page(supervisor, v)) <= MOST
        assert work(lambda v=view: register.page(supervisor, v, (int(NOW.timestamp()), 0))) <= MOST


def test_a_report_reads_its_period_and_not_the_years_beside_it(seeded, work):
    quiet = figures.span(["2025-10", "2025-11", "2025-12"], ZoneInfo("Asia/Shanghai"))
    for read in (report.received, report.closed, report.reopened, report.told, report.waited, report.said):
        assert work(lambda r=read: r(quiet)) <= MOST
    for read in (report.judged, report.entered):
        assert work(lambda r=read: r(quiet, quiet.last)) <= MOST
    assert work(lambda: report.still_open(quiet.end)) <= MOST


def test_what_nobody_may_open_is_looked_for_among_what_names_somebody(agent, work):
    with rolled_back():
        Case.update(about=agent, sealed=True).where(Case.id.in_(range(0, CASES, 100))).execute()
        analyze("cases")
        assert work(out_of_reach) <= MOST


@pytest.fixture
def outage(agent) -> Iterator[Incident]:
    """Something broke for two dozen customers, all of whom wait to be told, and the database knows that they are few:
    what it believes of tables that other tests filled and emptied would be chance."""
    with rolled_back():
        row = Incident.create(person=agent, at=NOW, began_at=NOW, shown_at=NOW)
        mine = list(Case.select().where(Case.state == "in_progress").order_by(Case.id).limit(24))
        Case.update(incident=row).where(Case.id.in_([case.id for case in mine])).execute()
        bulletin.send_to(Bulletin.create(incident=row, person=agent, at=NOW, verb="respond", ticket="x"), mine)
        analyze("cases", "incident", "bulletin", "bulletin_case")
        yield row


def test_an_incident_reads_what_belongs_to_it(agent, outage, work):
    assert work(incident.shown) <= MOST
    assert work(incident.going_on) <= MOST
    assert work(lambda: linked.numbers(agent)) <= MOST
    assert work(lambda: linked.page(outage, agent, 20)) <= MOST
    assert work(lambda: linked.open_ones(outage, agent)) <= MOST
    assert work(lambda: queue.page(agent, Wanted(incident=str(outage.id)), NOW)) <= MOST
    assert work(lambda: queue.counts(agent, [Wanted(incident=str(outage.id))], NOW)) <= MOST


def test_what_waits_to_be_told_is_found_among_all_that_was(agent, outage, work):
    assert work(lambda: bulletin.waiting(20)) <= MOST
    BulletinCase.update(done_at=NOW).execute()
    assert work(lambda: bulletin.waiting(20)) <= MOST
    assert work(lambda: (bulletin.told(outage, agent), bulletin.refused(outage, agent))) <= MOST


def test_a_page_of_the_audit_is_read_in_its_own_order(agent, case, work):
    """However much is written down, and however it is narrowed."""
    auditor, rows = Person(id=0, role="auditor"), 10 * MOST if DATABASE == "sqlite" else 2 * MOST
    moments = (NOW + timedelta(seconds=n) for n in range(max(rows, 8000)))
    lines = [{"at": at, "person": agent, "case": case, "verb": "read", "detail": ""} for at in moments]
    for n in range(0, len(lines), 1000):
        audit.Audit.insert_many(lines[n : n + 1000]).execute()
    analyze("audit")
    after = audit.Place(int(NOW.timestamp()) + 4000, 0)
    for wanted in ({}, {"person": agent.id}, {"verb": "read"}, {"case": case.reference}, {"until": NOW}):
        assert work(lambda w=wanted: audit.page(auditor, audit.Wanted(**w), after)) <= MOST


def analyze(*tables: str) -> None:
    if not is_sqlite():
        store.execute_sql(f"analyze {', '.join(tables)}")
