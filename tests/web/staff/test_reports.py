"""The report of a quarter, a half-year or a year: figures made by hand, who may read it, and what it never tells."""

import csv
import io
import re
from datetime import timedelta

import pytest

from portal.actions import months
from portal.core.case import Verb
from portal.store import pulse
from portal.store import report as store
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.survey import Answer
from tests.core.moments import at
from tests.scored import case, judged
from tests.web.customer import words
from tests.web.staff.test_queue import queries

Q3 = "/staff/reports?period=2026-Q3"


@pytest.fixture(autouse=True)
def today(clock):
    """Thursday 12 November 2026, 10:00 in Shanghai: the third quarter is over, the fourth runs."""
    clock.at("Thu 2026-11-12 10:00")
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


@pytest.fixture
def read(desk, office):
    """`read(address)` is the page in words, as a supervisor reads it."""

    def page(address: str = Q3, lang: str = "en", person=None) -> str:
        mark = "&" if "?" in address else "?"
        return words(desk(person or office.supervisor).get(f"{address}{mark}lang={lang}"))

    return page


@pytest.fixture
def table(desk, office):
    """`table(period)`: the lines of the CSV, by (by, code)."""

    def lines(period: str = "2026-Q3") -> dict[tuple[str, str], dict]:
        answer = desk(office.supervisor).get(f"/staff/reports.csv?period={period}", read=False)
        rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        return {(row["by"], row["code"]): row for row in rows}

    return lines


def of(day: str = "2026-07-10", **columns) -> Case:
    """A case received that morning, closed that evening."""
    began = at(f"{day} 09:00") if " " in day else at(f"Fri {day} 09:00")
    return case(**({"received_at": began, "cycle_at": began, "closed_at": began + timedelta(hours=9)} | columns))


def answered(after: int, outcome_after: int | None = None, **columns) -> Case:
    """A case received on 10 July that had its first answer after so many seconds, and its outcome after so many."""
    one = of(**columns)
    met = one.received_at + timedelta(seconds=after)
    judged("2026-07-10", of=one, target="response", code="complaint-response", met_at=met, start_at=one.received_at)
    if outcome_after is not None:
        tell(one, one.received_at + timedelta(seconds=outcome_after))
    return one


def tell(one: Case, moment, outcome: str = "solved", verb: str = "resolve") -> None:
    Event.create(case=one, cycle=one.cycle, at=moment, who="agent", verb=verb, state="resolved", outcome=outcome)


# --- promises


def test_a_promise_counts_in_the_month_of_its_due_day(read, table):
    judged("2026-06-30", times=12)
    judged("2026-07-01", times=19)
    judged("2026-09-30", "broken")
    judged("2026-10-01", "broken", times=5)
    page = read()
    assert "95 % " in page.replace("\xa0", " ")
    assert "19 of 20 promises were kept, 1 were broken." in page
    assert "The period before: Q2 2026. Kept 12 of 12, that is 100 %" in page.replace("\xa0", " ")
    assert "The two ranges overlap, so this is no clear change." in page
    assert table()["", ""]["share"] == "0.95"


@pytest.mark.parametrize(("now", "before", "said"), [(99, 60, "clearly more"), (60, 99, "clearly less")])
def test_a_clear_change_is_called_one(read, now, before, said):
    judged("2026-07-01", times=now)
    judged("2026-07-01", "broken", times=100 - now)
    judged("2026-05-01", times=before)
    judged("2026-05-01", "broken", times=100 - before)
    assert f"This is {said} than before" in read()


def test_under_ten_no_share_is_told(read, table):
    judged("2026-07-01", times=9)
    page = read()
    assert "Too few to say yet" in page
    assert "9 of 9 promises were kept, 0 were broken. From 10 on we tell a share." in page
    assert table()["", ""]["share"] == ""


def test_a_half_year_and_a_year_are_all_their_quarters(table):
    judged("2026-02-10", times=3)
    judged("2026-05-11", times=4)
    judged("2026-08-11", times=5)
    judged("2026-10-12", times=6)
    assert [table(name)["", ""]["judged"] for name in ("2026-Q2", "2026-H1", "2026-H2", "2026")] == [
        "4",
        "7",
        "11",
        "18",
    ]


def test_kept_months_say_the_same_as_the_deadlines_themselves(app, read, table, clock):
    judged("2026-07-01", times=11)
    judged("2026-05-01", "broken", times=12)
    judged("2026-08-03", "void", reason="withdrawn", times=2)
    page, lines = read(), table()
    with app.app_context():
        while months.turn(clock.now):
            pass
    assert (read(), table()) == (page, lines)


def test_by_kind_and_by_channel_the_same_promises_are_sorted(table):
    judged("2026-07-10", of=of(kind="complaint", channel="web"), times=18)
    judged("2026-07-10", "broken", of=of(kind="enquiry", channel="phone"), times=2)
    judged("2026-07-10", "void", of=of(kind="enquiry", channel="web"), reason="withdrawn", times=3)
    judged("2026-07-10", of=of(kind="enquiry", channel="web", outcome="spam"), reason="spam")
    judged("2026-07-10", "broken", of=of(kind="enquiry", channel="web"), because="given", times=7)
    judged("2026-07-10", "broken", ruling="kept", of=of(kind="complaint", channel="phone"))
    found = {sort: [row[c] for c in ("judged", "kept", "broken", "does_not_count")] for sort, row in table().items()}
    assert found == {
        ("", ""): ["21", "19", "2", "4"],
        ("kind", "complaint"): ["19", "19", "0", "0"],
        ("kind", "enquiry"): ["2", "0", "2", "4"],
        ("channel", "web"): ["18", "18", "0", "4"],
        ("channel", "phone"): ["3", "1", "2", "0"],
    }


# --- channels


def channel(name: str, kept: int, broken: int) -> None:
    judged("2026-07-10", of=of(channel=name), times=kept)
    judged("2026-07-10", "broken", of=of(channel=name), times=broken)


def test_two_channels_that_clearly_differ_are_named(read):
    channel("web", 98, 2)
    channel("phone", 60, 40)
    channel("counter", 0, 3)
    page = read().replace("\xa0", " ")
    assert "This site and Phone clearly differ: 98.0 % against 60.0 % were kept, and the ranges do not overlap." in page
    assert "“本网站”与“电话”有明显差别：守诺比例分别为98.0%和60.0%，区间没有重叠。" in read(lang="zh")


def test_where_ranges_overlap_none_is_accused(read):
    channel("web", 19, 1)
    channel("phone", 18, 2)
    assert "No two channels clearly differ" in read()


def test_one_channel_is_compared_with_none(read):
    channel("web", 19, 1)
    channel("phone", 9, 0)
    assert "There is too little to compare the channels" in read()


# --- how long customers waited


def test_half_and_nine_in_ten_waited_no_longer_than_this(read, table):
    for minutes in range(10, 101, 10):
        answered(minutes * 60, minutes * 3600)
    of()
    line = table()["kind", "complaint"]
    columns = ("cases", "answered", "answer_median", "answer_nine_in_ten", "outcomes", "outcome_nine_in_ten")
    assert [line[c] for c in columns] == ["11", "10", "3300.0", "5400", "10", "324000"]
    assert "Complaint 10 of 11 55 minutes 1 hour 30 minutes" in read()


def test_where_the_first_round_was_missed_what_came_at_last_is_the_answer(office, table):
    """Each of these was due within hours, was missed, and had its answer in a later round, eleven hours after."""
    for day in ("Mon 2026-08-03", "Tue 2026-08-04", "Wed 2026-08-05", "Thu 2026-08-06", "Fri 2026-08-07"):
        for _ in range(2):
            office.file(f"{day} 09:00")
            office.watch(f"{day} 20:00")
            office.respond(f"{day} 20:00")
            assert ("response", 1, "broken") in office.verdicts()
    assert table()["kind", "complaint"]["answer_median"] == str(11 * 3600.0)


def test_under_ten_no_wait_is_told(read, table):
    for _ in range(9):
        answered(60)
    assert "Complaint 9 of 9 too few to say" in read()
    assert table()["kind", "complaint"]["answer_median"] == ""


def test_what_was_no_case_waited_for_nothing(table):
    answered(60, outcome="spam")
    answered(60, outcome="duplicate")
    assert table()["", ""]["cases"] == "0"


def test_of_very_many_the_newest_are_told_and_it_says_so(read, monkeypatch):
    monkeypatch.setattr(store, "MOST", 3)
    for _ in range(3):
        answered(60)
    assert "It is told of the newest" in read()


# --- cases, answers, register


def test_cases_come_and_go_and_come_back(office, read):
    office.file("Mon 2026-06-29 10:00")
    office.resolve("Tue 2026-06-30 10:00")
    office.customer("Wed 2026-07-01 10:00", Verb.CONFIRM)
    office.customer("Thu 2026-07-02 10:00", Verb.NOT_SOLVED, body="It is not")
    office.file("Fri 2026-07-03 10:00", kind="enquiry")
    office.resolve("Fri 2026-07-03 11:00", "answered")
    office.customer("Fri 2026-07-03 12:00", Verb.CONFIRM)
    office.file("Mon 2026-07-06 10:00")
    office.staff("Mon 2026-07-06 11:00", Verb.DISMISS, outcome="spam", body="Advertising")
    page = read()
    assert "Received 2; 1 was spam or a double" in page
    assert "Closed, and not reopened since 2" in page
    assert "Came back as not solved 1" in page
    assert "Not closed at the end 1" in page
    assert "Kind Answered Question 1" in page
    assert "Kind Declined Complaint 1" in read("/staff/reports?period=2026-Q2")


def test_an_outcome_counts_where_it_was_told_and_once(read):
    one = of()
    tell(one, at("Wed 2026-09-30 23:59"))
    tell(one, at("Thu 2026-10-01 00:00"), "declined")
    tell(one, at("Wed 2026-09-30 23:59"), verb="confirm")
    assert "Kind Solved Complaint 1" in read()
    assert "Kind Declined Complaint 1" in read("/staff/reports?period=2026-Q4")


def test_older_records_are_counted_and_named(read):
    of(origin="table:1")
    assert "Received 1; 1 of them from older records" in read()


def said(score: int, times: int = 1, **columns) -> None:
    for _ in range(times):
        whose = columns["case"] if "case" in columns else of()
        Answer.create(**({"case": whose, "score": score, "at": at("Wed 2026-09-30 20:00")} | columns))


def test_what_customers_said_stands_with_its_n(read):
    said(5, 9, solved="yes", kept_word=True)
    said(1, 1, solved="no", kept_word=False)
    said(1, at=at("Thu 2026-10-01 00:00"))
    said(1, case=None, ticket="open")
    page = read().replace("\xa0", " ")
    assert "Solved, as they say 90.0 % (9 of 10; 95 % range: 59.5 % to 98.3 %)" in page
    assert "Word kept, as they say 90.0 % (9 of 10;" in page
    assert "Average score 4.6 of 5 (10 answers;" in page


def test_a_few_answers_make_no_average(read):
    said(1, 2, kept_word=False)
    page = read()
    assert "Average score 2 answers, too few to say" in page
    assert "Word kept, as they say 2 answers, too few to say" in page
    assert "Solved, as they say nobody said" in page


def test_the_register_says_how_grave_and_what_is_still_to_do(read):
    judged("2026-07-10", "broken", times=4)
    judged("2026-07-10", "broken", ruling="kept")
    judged("2026-07-10", "broken", because="given")
    rows = list(Deadline.select().order_by(Deadline.id))
    entered = {"at": at("Mon 2026-07-13 10:00"), "cause": "Nobody was there"}
    Breach.create(deadline=rows[0], case=rows[0].case, grade="major", action_due=at("Mon 2026-12-07 10:00"), **entered)
    Breach.create(deadline=rows[1], case=rows[1].case, grade="minor", **entered)
    for row in rows[2:]:
        Breach.create(deadline=row, case=row.case, at=entered["at"], waits_since=entered["at"])
    page = read()
    assert "Major 1 Minor 1 Not graded yet 2 Without a cause 2 Still to be put right 1" in page


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
    assert reads() == 16
    for kind in ("complaint", "enquiry", "praise"):
        for way in ("web", "phone", "letter"):
            answered(60, 600, kind=kind, channel=way)
            said(4)
    assert reads() == 16
