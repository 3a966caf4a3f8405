"""A rehearsal by the version that was in force says what was judged, to the round; by another, what would have been.

Random lives try what nobody thought of; `KEPT_EXAMPLES=300` tries more of them.
"""

import csv
import os
from datetime import timedelta
from random import Random

import pytest

from portal.actions import importing, rehearsing
from portal.actions.importing import Import
from portal.actions.rehearsing import Rehearsing
from portal.core import guarantee as core
from portal.core.case import Verb
from portal.core.figures import Share
from portal.core.guarantee import GuaranteeRefused
from portal.store import deadline, history
from portal.store import guarantee as versions
from portal.store.case import Case
from portal.store.db import db as store
from portal.store.event import Event
from tests.actions.lives import live, rest
from tests.core.moments import at
from tests.recount import ROWS, recount

LIVES = int(os.environ.get("KEPT_EXAMPLES", "6"))
NOW = at("Fri 2026-08-28 12:00")


def in_force() -> str:
    return versions.history()[0].toml


def rehearsed(now=NOW, text=None, months=24, **more):
    work = Rehearsing(core.parse(text or in_force()), months, now, **more)
    assert sum(work.go()) == len(work.ids)
    return work.result()


def one(found, code: str):
    return next(promise for promise in found.promises if promise.code == code)


def said_by_the_rows(today: str) -> dict[str, tuple[int, int]]:
    return {code: kept[:2] for code, kept in recount(store.execute_sql(ROWS).fetchall(), today).items()}


def agrees(found, today: str) -> None:
    """Both sides say what an independent count of the raw rows says, and every case tried came out as judged."""
    assert (found.agreed, found.tried) == (found.tried, found.chosen)
    for side in ("would", "said"):
        told = {p.code: tuple(getattr(p, side)) for p in found.promises if getattr(p, side).judged}
        assert told == said_by_the_rows(today)


@pytest.mark.parametrize("seed", range(LIVES))
def test_lives_at_random_come_out_as_they_were_judged(office, seed):
    random = Random(seed)
    last = max(live(office, random, random.randrange(3, 14)) for _ in range(2))
    rest(last)
    found = rehearsed(last)
    agrees(found, f"{last.astimezone(versions.history()[0].version.zone):%Y-%m-%d}")
    assert found.would.void == found.said.void
    assert found.would.set_aside == found.said.set_aside


ROWS_OF_CFPB = [
    {"Date received": "2026-08-03", "Date sent to company": "2026-08-04", "Complaint ID": "1"},
    {"Date received": "2026-08-03", "Date sent to company": "2026-08-27", "Complaint ID": "2"},
    {
        "Date received": "2026-08-10",
        "Date sent to company": "2026-08-10",
        "Complaint ID": "3",
        "Submitted via": "Phone",
    },
]
ROWS_IN_CHINESE = [
    {"id": "1", "received_at": "2026-08-20T11:30:00", "reply": "已经换好", "replied_at": "2026-08-20T14:30:01"},
    {"id": "2", "received_at": "2026-08-20T11:30:00", "reply": "已经换好", "replied_at": "2026-08-26T09:00:00"},
    {"id": "3", "received_at": "2026-08-21T11:30:00", "reply": "", "replied_at": ""},
]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("cfpb", [{"Company response to consumer": "Closed with explanation", **row} for row in ROWS_OF_CFPB]),
        ("zh_complaints", [{"text": "路灯坏了三个星期", **row} for row in ROWS_IN_CHINESE]),
    ],
)
def test_imported_cases_come_out_as_they_were_judged(office, tmp_path, kind, rows):
    plain = dict.fromkeys(importing.MAPPINGS[kind].columns, "") | {"Consumer complaint narrative": "They took a fee."}
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(dict.fromkeys([*importing.MAPPINGS[kind].columns, *rows[0]])))
        table.writeheader()
        table.writerows(
            {name: value for name, value in (plain | row).items() if name in table.fieldnames} for row in rows
        )
    read = importing.read(tmp_path / "rows.csv")
    work = Import(read, importing.mapping_for(read.columns, kind), versions.history()[0], NOW)
    for row in read.rows:
        work.take(*row)
    assert work.report.imported == 3
    found = rehearsed()
    agrees(found, "2026-08-28")
    assert found.said.promises


def told(office, hours: int) -> None:
    """A complaint of Thursday 10:00, answered after so many hours; its plan is due 48 hours after it."""
    office.file("Thu 2026-08-20 10:00")
    office.respond("Thu 2026-08-20 11:00")
    moment = at("Thu 2026-08-20 10:00") + timedelta(hours=hours)
    office.watch(f"{moment:%a %Y-%m-%d %H:%M}")
    office.propose(f"{moment:%a %Y-%m-%d %H:%M}")
    office.watch("Fri 2026-08-28 11:00")


def test_a_stricter_promise_would_have_been_missed(office):
    for hours in (20, 30, 47, 60):
        told(office, hours)
    found = rehearsed(text=in_force().replace('within = "48 hours"', 'within = "24 hours"'))
    plan = one(found, "complaint-plan")
    assert (plan.said, plan.would) == (Share(3, 4), Share(1, 4))
    assert (str(plan.known.within), str(plan.draft.within)) == ("48 hours", "24 hours")
    assert plan.difference is None  # of four nobody should make a percentage
    response = one(found, "complaint-response")
    assert response.would == response.said == Share(4, 4)


def test_a_looser_promise_would_have_been_kept(office):
    told(office, 60)
    found = rehearsed(text=in_force().replace('within = "48 hours"', 'within = "72 hours"'))
    plan = one(found, "complaint-plan")
    assert (plan.said, plan.would) == (Share(0, 1), Share(1, 1))
    assert one(found, "remedy").would == Share(0, 0)  # nothing was missed, so nothing was owed


def test_promises_of_one_side_only_are_told_as_such(office):
    told(office, 20)
    found = rehearsed(text=in_force().replace('code = "complaint-plan"', 'code = "a-plan"'))
    assert one(found, "a-plan").known is None
    assert one(found, "a-plan").would == Share(1, 1)
    assert one(found, "complaint-plan").draft is None
    assert one(found, "complaint-plan").said == Share(1, 1)


def test_what_staff_were_never_asked_to_note_is_not_judged(office):
    office.file("Thu 2026-08-20 10:00")
    office.respond("Thu 2026-08-20 11:00")
    office.propose("Fri 2026-08-21 16:00")  # in time, so nothing was owed; 24 hours would have been missed
    office.resolve("Fri 2026-08-21 17:00")
    office.watch("Fri 2026-09-18 11:00")
    found = rehearsed(at("Fri 2026-09-18 12:00"), in_force().replace('within = "48 hours"', 'within = "24 hours"'))
    assert (one(found, "remedy").would, one(found, "remedy").said) == (Share(0, 0), Share(0, 0))
    assert found.not_noted == 2  # the remedy, and the new date after it


def test_only_the_cases_of_these_months_are_rehearsed_and_of_too_many_an_even_part(office):
    for day in (3, 4, 5, 6):
        office.file(f"{at('Mon 2026-08-03 10:00') + timedelta(days=day - 3):%a} 2026-08-0{day} 10:00")
    assert rehearsed(at("Fri 2026-09-25 10:00"), months=1).cases == 0
    found = rehearsed(months=1, at_most=2)
    assert (found.cases, found.chosen) == (4, 2)
    work = Rehearsing(core.parse(in_force()), 1, NOW, at_most=2)
    first = Case.select(Case.id).order_by(Case.id).first().id
    assert list(work.ids) == [first, first + 2]


def test_how_an_older_history_was_sorted_is_guessed_only_where_it_is_certain(office):
    office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:30", Verb.RECLASSIFY, severity="complex")
    Event.update(detail="").where(Event.verb == "file").execute()  # version 0.1.0 wrote nothing there
    assert rehearsed().left_out == 0
    office.staff("Thu 2026-08-20 10:40", Verb.RECLASSIFY, kind="enquiry")
    assert rehearsed().left_out == 1


def test_what_waits_for_the_watch_is_not_judged_in_advance(office):
    office.file("Thu 2026-08-20 10:00")  # and the watch has not been there since
    found = rehearsed()
    assert (found.tried, found.agreed, one(found, "complaint-plan").would) == (1, 1, Share(0, 0))


def test_rehearsing_writes_nothing(office):
    told(office, 60)
    before = [(row.id, row.due_at, row.verdict) for row in deadline.of(office.case)], Event.select().count()
    rehearsed(text=in_force().replace('within = "48 hours"', 'within = "24 hours"'))
    assert ([(row.id, row.due_at, row.verdict) for row in deadline.of(office.case)], Event.select().count()) == before


def test_a_text_with_faults_cannot_be_rehearsed(office):
    with pytest.raises(GuaranteeRefused) as refused:
        rehearsing.read(in_force().replace('within = "48 hours"', 'within = "soon"'), {})
    assert len(refused.value.faults) == 1
    assert rehearsing.read(in_force(), {}).number == "HP-2026-1"


def test_a_batch_of_histories_costs_four_queries_however_many_there_are(office, monkeypatch):
    sent, execute = [], store.obj.execute_sql
    monkeypatch.setattr(store.obj, "execute_sql", lambda sql, *rest: (sent.append(sql), execute(sql, *rest))[1])
    for number in (1, 3):
        while Case.select().count() < number:
            told(office, 20)
        ids = [case.id for case in Case.select(Case.id)]
        sent.clear()
        (batch,) = history.of(ids)
        assert (len(batch), len(sent)) == (number, 4)  # cases, lines, messages, deadlines
