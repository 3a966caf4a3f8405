"""The figures of a report, made by hand: each stands where a reader looks for it, and is the one he would count."""

import pytest

from portal.actions import months
from portal.core.case import Verb
from portal.store import report as store
from portal.store.deadline import Breach, Deadline
from tests.core.moments import at
from tests.scored import judged
from tests.web.staff.reports.rows import answered, of, said, tell

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
