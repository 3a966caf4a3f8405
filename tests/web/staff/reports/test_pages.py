"""Which period a report is of, who may read it, what it never tells, and what it costs."""

import re

import pytest

from portal.core.case import Verb
from portal.store.case import Case
from tests.scored import judged
from tests.web.customer import words
from tests.web.staff.reports.rows import Q3, answered, of, said
from tests.web.staff.test_queue import queries

# --- the period


@pytest.mark.parametrize("name", ["2026-Q5", "garbage", "2026-11", "%00", "2026-Q3%0A1", "%3Cb%3E", "9" * 300, "-1"])
def test_what_is_no_period_is_told_in_a_sentence(desk, office, name):
    answer = desk(office.supervisor).get(f"/staff/reports?period={name}")
    assert answer.status_code == 200
    assert "is no period. Write a quarter as 2026-Q3" in words(answer)
    assert "Report: Third quarter of 2026" in words(answer)
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("name", "why"), [("2027", "2027 has not begun"), ("1999-Q1", "1999-Q1 lies before everything")]
)
def test_a_time_nobody_can_tell_of_is_told_so(read, name, why):
    page = read(f"/staff/reports?period={name}")
    assert why in page
    assert "Report: Third quarter of 2026" in page


def test_unasked_it_is_the_last_quarter_that_is_over(read):
    page = read("/staff/reports")
    assert "Report: Third quarter of 2026" in page
    assert "still running" not in page
    assert "is no period" not in page


def test_one_that_runs_says_so_and_counts_up_to_today(read):
    judged("2026-11-11", times=10)
    judged("2026-11-13", times=3)
    page = read("/staff/reports?period=2026-Q4")
    assert "This time is still running." in page
    assert "10 of 10 promises were kept" in page
    assert "Not closed now 0" in page


def test_the_paper_says_of_whom_of_when_and_under_which_guarantee(read):
    judged("2026-07-10")
    page = read()
    assert "Harbour & Pine Home Report: Third quarter of 2026" in page
    assert "Wednesday 1 July 2026 to Wednesday 30 September 2026" in page
    assert "Guarantee in force HP-2026-1" in page
    assert "Counted on Thursday 12 November 2026, 10:00 (UTC+8)" in page
    assert "Name and signature" in page


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "Nothing was judged in this period"), ("zh", "这个时期没有作过判定")]
)
def test_a_time_in_which_nothing_happened_is_told_in_words(read, lang, sentence):
    page = read("/staff/reports?period=2024", lang)
    assert sentence in page
    assert "%" not in page


def test_a_portal_with_no_guarantee_has_a_report_too(desk, staff):
    page = words(desk(staff.auditor).get("/staff/reports"))
    assert "Nothing was judged in this period" in page
    assert "Guarantee in force none" in page


def test_it_is_as_whole_in_chinese(read):
    judged("2026-07-10", of=of(), times=19)
    answered(60)
    page = read(lang="zh")
    for words_ in ("2026年第三季度服务报告", "各渠道是否一视同仁？", "客户等了多久", "数量太少，不作结论"):
        assert words_ in page


# --- who, and what it never tells


@pytest.mark.parametrize("role", ["supervisor", "admin", "auditor"])
def test_whoever_oversees_finds_it_in_the_navigation_and_reads_the_same(read, office, role):
    judged("2026-07-10", times=11)
    page = read(person=getattr(office, role))
    assert "11 of 11 promises were kept" in page
    assert " Reports " in page


def test_an_agent_is_not_led_there(desk, office):
    answer = desk(office.agent).get("/staff/queue")
    assert 'href="/staff/reports"' not in answer.text
    assert desk(office.agent).get(Q3).status_code == 403


def test_nothing_of_a_case_and_nobodys_words_are_in_it(desk, office, clock):
    """Not even of one this supervisor may not see: it counts, as it does on the public scorecard."""
    office.file("Mon 2026-07-06 10:00", about_staff="Wang", name="Li Na", email="li@example.com")
    office.staff("Mon 2026-07-06 11:00", Verb.RESPOND, office.admin, **REPLY)
    hidden = office.case
    Case.update(about=office.supervisor).where(Case.id == hidden.id).execute()
    said(1, case=hidden, kept_word=False, words="He shouted at me")
    browser = desk(office.supervisor)
    assert browser.get(f"/staff/cases/{hidden.reference}").status_code == 404
    for address in (Q3, "/staff/reports.csv?period=2026-Q3"):
        told = browser.get(address, read=address == Q3).data.decode("utf-8-sig")
        for secret in (hidden.reference, "Li Na", "li@example.com", "shouted", "broken leg"):
            assert secret not in told
    page = words(browser.get(Q3))
    assert "Received 1" in page
    assert "Average score 1 answer, too few to say" in page
    assert "All 1 of 1 too few to say" in page


REPLY = {"body": "We have read it", "next_step": "We ask", "by_when": "Mon 2026-12-28 10:00"}


# --- the table, and the cost


def test_the_table_opens_in_a_spreadsheet(desk, office):
    judged("2026-07-10", of=of(), times=10)
    answer = desk(office.auditor).get("/staff/reports.csv?period=2026-Q3", read=False)
    assert answer.data.startswith("\ufeff".encode())
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report-2026-Q3.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    header, everything, kind, channel = answer.data.decode("utf-8-sig").splitlines()
    assert header.startswith("period,by,code,name,judged,kept,broken,does_not_count,share,low,high,cases,answered")
    assert everything.startswith("2026-Q3,,,All cases,10,10,0,0,1.0,0.72")
    assert kind.startswith("2026-Q3,kind,complaint,Complaint,10,10,0,0,1.0,0.72")
    assert channel.startswith("2026-Q3,channel,web,This site,10,10,0,0,1.0,0.72")


def test_the_page_costs_as_much_for_many_cases_as_for_one(desk, office):
    browser = desk(office.supervisor)

    def reads() -> int:
        with queries() as sent:
            browser.get(Q3)
        return sum(bool(re.match(r"\s*\(?select|with", sql, re.I)) for sql in sent)

    answered(60, 600)
    assert reads() == 15
    for kind in ("complaint", "enquiry", "praise"):
        for way in ("web", "phone", "letter"):
            answered(60, 600, kind=kind, channel=way)
            said(4)
    assert reads() == 15
