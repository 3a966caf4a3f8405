"""The audit: every read and every change, found again, exported, and edited by nobody."""

from datetime import timedelta

import pytest
from peewee import DatabaseError

from portal.core.case import Verb
from portal.store.audit import PAGE, Audit
from portal.store.db import transaction
from tests.web.staff.test_queue import queries

FRIDAY = "Fri 2026-08-21 09:00"


def verbs(**where) -> list[str]:
    return [row.verb for row in Audit.filter(**where).order_by(Audit.id)]


def fill(person, now, number: int) -> None:
    rows = [
        {"at": now + timedelta(seconds=n // 3), "person": person, "verb": "note", "detail": f"no. {n}"}
        for n in range(number)
    ]
    Audit.insert_many(rows).execute()


@pytest.fixture
def auditor(desk, office):
    return desk(office.auditor)


def test_every_way_of_reading_a_case_is_written_down(desk, office):
    case, browser = office.file(FRIDAY), desk(office.agent)
    browser.get(f"/staff/cases/{case.reference}")
    browser.post(f"/staff/cases/{case.reference}/note", body="")
    browser.get(f"/staff/letters/{case.letters.get().id}")
    assert verbs(case=case) == ["read", "read", "letter_read"]


def test_every_change_is_written_down(desk, office):
    case, browser = office.file(FRIDAY), desk(office.agent)
    browser.post(f"/staff/cases/{case.reference}/take", seen=10**9)
    assert verbs(case=case, person=office.agent) == ["take"]


def test_it_is_found_by_person_case_kind_and_date(desk, office, clock):
    case = office.file(FRIDAY)
    office.staff("Fri 2026-08-21 09:30", Verb.TAKE)
    office.staff("Sat 2026-08-22 09:30", Verb.NOTE, office.supervisor, body="x")
    clock.at("Mon 2026-08-24 10:00")
    auditor = desk(office.auditor)

    def found(**asked) -> str:
        table = auditor.get("/staff/audit", query_string=asked).text
        return table[table.find("<tbody>") : table.find("</tbody>")] if "<tbody>" in table else ""

    assert "Take the case" in found(person=office.agent.id)
    assert "Add a note" not in found(person=office.agent.id)
    assert "Add a note" in found(verb="note")
    assert "Take the case" in found(case=case.reference.lower().replace("-", " "))
    assert found(case="K7Q-3FM-9") == found(case="nonsense") == ""
    assert "Add a note" not in found(until="2026-08-21")
    assert "Take the case" in found(until="2026-08-21")
    assert "Take the case" not in found(since="2026-08-22")
    assert "Add a note" in found(since="2026-08-22", until="2026-08-22")


ODD = ("person=x", "person=999", "verb=%00", "since=yesterday", "until=9999-12-31", "since=0001-01-01", "after=x")


@pytest.mark.parametrize("asked", [*ODD, "after=99999999999-99999999999"])
def test_a_mistyped_address_is_no_fault(auditor, asked):
    assert auditor.get(f"/staff/audit?{asked}").status_code == 200


def test_each_line_stands_on_exactly_one_page(auditor, office, clock):
    fill(office.agent, clock.now, 2 * PAGE + 7)
    address, seen = "/staff/audit?verb=note", []
    while address:
        page = auditor.get(address).text
        seen += [part.partition("<")[0] for part in page.split('soft small">no. ')[1:]]
        found = page.partition('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        address = found.replace("&amp;", "&")
    assert seen == [str(n) for n in reversed(range(2 * PAGE + 7))]


def test_it_is_saved_as_a_table(auditor, office, clock):
    case = office.file(FRIDAY)
    office.staff("Fri 2026-08-21 09:30", Verb.TAKE)
    Audit.create(at=clock.now, person=office.agent, verb="note", detail="=HYPERLINK(1)")
    saved = auditor.get("/staff/audit/audit.csv").text
    assert f"2026-08-21T09:30:00+08:00,Chen,{case.reference},Take the case,take," in saved
    assert "'=HYPERLINK(1)" in saved
    assert verbs()[-1] == "audit_exported"


def test_a_file_is_read_in_batches_and_ends(auditor, office, clock, monkeypatch):
    monkeypatch.setattr("portal.store.audit.BATCH", 10)
    monkeypatch.setattr("portal.web.staff.audit.views.MOST", 25)
    fill(office.agent, clock.now, 40)
    assert len(auditor.get("/staff/audit/audit.csv").text.splitlines()) == 26


@pytest.mark.parametrize("edit", [Audit.update(detail="nothing happened"), Audit.delete()], ids=["update", "delete"])
def test_the_database_itself_refuses_to_edit_it(db, clock, edit):
    Audit.create(at=clock.now, verb="note", detail="as it was")
    with pytest.raises(DatabaseError, match="never edited"), transaction():
        edit.execute()
    assert [row.detail for row in Audit.select()] == ["as it was"]


def test_tries_to_get_in_are_shown_where_they_are_asked_for(auditor, clock):
    Audit.create(at=clock.now, verb="sign_in_try", detail="from 203.0.113.7")
    assert "203.0.113.7" not in auditor.get("/staff/audit").text
    for asked in ("all", "sign_in_try"):
        assert "203.0.113.7" in auditor.get(f"/staff/audit?verb={asked}").text


@pytest.mark.parametrize("lines", [1, 49])
def test_a_page_costs_the_same_however_long_it_is(auditor, office, clock, lines):
    fill(office.agent, clock.now, lines)
    with queries() as sent:
        auditor.get("/staff/audit?verb=note")
    assert len(sent) == 8, sent
