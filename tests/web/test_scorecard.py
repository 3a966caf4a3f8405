"""The scorecard as everybody reads it: true figures with their n, in both languages, and nothing of anybody in them."""

import csv
import io
import re
from datetime import timedelta

import pytest

from portal.actions import months
from portal.core.case import Verb
from portal.store.db import db as store
from portal.store.guarantee import Guarantee
from portal.store.survey import Answer
from portal.web.table import safe
from tests import demo_guarantee, recount
from tests.actions.office import Office
from tests.core.moments import at
from tests.scored import NOW, case, judged
from tests.web.customer import words


@pytest.fixture(autouse=True)
def today(app, monkeypatch):
    """Thursday 20 August 2026, 10:00 in Shanghai."""
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def demo(db):
    return demo_guarantee.publish(NOW - timedelta(days=200))


@pytest.fixture
def queries(monkeypatch):
    """The statements sent, in order."""
    sent, execute = [], store.obj.execute_sql
    monkeypatch.setattr(store.obj, "execute_sql", lambda sql, *rest: (sent.append(sql), execute(sql, *rest))[1])
    return sent


def read(client, address="/scorecard", lang="en") -> str:
    mark = "&" if "?" in address else "?"
    return words(client.get(f"{address}{mark}lang={lang}"))


def line(page: str, title: str) -> str:
    """What is said of one promise, in its place."""
    start = page.index("Promise by promise", page.index("Every promise of our guarantee"))
    start = page.index(f" {title} ", page.index("When somebody is there for you", start))
    return page[start : start + 400]


PLAN = "A plan for putting your complaint right"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("address", ["/scorecard", "/scorecard?period=all"])
def test_with_nothing_in_force_it_stands_and_says_so(client, address, lang):
    assert {"en": "Nothing is promised yet.", "zh": "还没有作出承诺。"}[lang] in read(client, address, lang)


def test_before_anything_is_judged_every_promise_is_there(client, demo):
    page = read(client)
    assert "Nothing was judged in this time." in page
    for promise in demo.version.promises:
        assert promise.title["en"] in page


def test_under_ten_no_share_is_told(client, demo):
    judged("2026-08-10", times=8)
    judged("2026-08-10", "broken")
    page = read(client)
    assert "Too few to say yet 8 of 9 promises were kept, 1 were broken. From 10 on we tell a share." in page
    assert "Kept 8 of 9 too few to say" in line(page, PLAN)
    assert "88" not in line(page, PLAN)


def test_from_ten_on_a_share_stands_with_its_n_and_its_range(client, demo):
    judged("2026-08-10", times=19)
    judged("2026-07-10", "broken")
    page = read(client)
    assert "95.0 % 19 of 20 95 % range: 76.3" in line(page, PLAN)
    assert "August 2026 19 of 19 100" in page
    assert "July 2026 0 of 1 too few to say" in page


def test_a_hundred_percent_means_every_single_one(client, demo):
    judged("2026-08-10", times=2999)
    judged("2026-08-10", "broken")
    assert "99.9 % 2,999 of 3,000" in line(read(client), PLAN)


def test_in_chinese(client, demo):
    judged("2026-08-10", times=20)
    page = read(client, lang="zh")
    assert "100%" in page
    assert "20项承诺中，守住20项，失约0项" in page


def test_twelve_months_or_since_the_beginning_year_by_year(client, demo):
    judged("2024-05-10", times=10)
    judged("2025-09-01", times=11)
    assert "11 of 11 promises were kept" in read(client)
    page = read(client, "/scorecard?period=all")
    assert "21 of 21 promises were kept" in page
    assert re.search(r"2024 10 of 10 .* 2025 11 of 11", page)


def test_a_promise_of_an_older_version_says_that_it_holds_no_more(client, demo):
    judged("2026-08-10", code="an-old-one")
    page = read(client)
    assert "Promises of no published version an-old-one Not promised any more." in page


def test_how_late_the_broken_ones_came(client, demo):
    for minutes in (10, 20, 90):
        due = NOW - timedelta(days=8, hours=22)
        judged("2026-08-11", "broken", due_at=due, met_at=due + timedelta(minutes=minutes))
    judged("2026-08-11", "broken")
    said = (
        "Of the broken ones that came at last, half were at most 20 minutes late, the rest at most 1 hour 30 minutes."
    )
    assert f"{said} 1 has not come yet." in line(read(client), PLAN)


def test_the_last_missed_promise_leads_to_nobody(client, demo):
    one = case(name="Li Lei", email="li@example.com", subject="My table", order_number="A-77")
    judged("2026-08-11", "broken", of=one, met_at=NOW)
    html = (
        client.get("/scorecard?lang=en").text + client.get("/scorecard.json").text + client.get("/scorecard.csv").text
    )
    for of_his in (one.reference, "Li Lei", "li@example.com", "My table", "A-77"):
        assert of_his not in html
    assert f"“{PLAN}”, due on Tuesday 11 August 2026. It came 8 days late." in read(client)


def test_what_was_not_judged_is_counted_with_its_reason(client, demo):
    judged("2026-08-11", "void", reason="withdrawn", times=3, met_at=None)
    judged("2026-08-11", "broken", reason="spam", times=2, of=case(outcome="spam"))
    page = read(client)
    assert "The customer withdrew the case. 3" in page
    assert re.search(r"It was no case: spam, or a drill\. · judged before: 0 kept, 2 broken 2", page)
    assert "Nothing was judged in this time." in page


def test_cases_that_came_back_and_what_customers_say(client, demo):
    for number in range(10):
        case(cycle=2 if number == 0 else 1)
    page = read(client)
    assert "1 of 10 cases closed with an answer had come back as not solved. That is 10.0" in page
    assert "Nobody has answered yet whether we kept our word." in page


def test_rates_are_judged_when_their_period_is_over(client, demo):
    judged("2026-07-10", times=12)
    judged("2026-07-10", "broken")
    judged("2026-08-10", "broken", times=9)
    page = read(client)
    start = page.index("Promises kept at least 95 %, each month")
    told = page[start : start + 320]
    assert "July 2026 Broken 92.3 % 12 of 13" in told
    assert "August 2026 Still running: no verdict yet. 0 of 9 too few to say" in told
    chinese = read(client, lang="zh")
    start = chinese.index("守诺率")
    assert "2026年7月 失约" in chinese[start : start + 300]


def _of_last_month(demo) -> None:
    """July: 20 of 30 complaints solved, 3 of them major; twelve answers; August has begun."""
    july = at("Wed 2026-07-15 10:00")
    for number in range(30):
        severity, outcome = ("major" if number < 3 else ""), ("solved" if number < 20 else "declined")
        case(outcome=outcome, severity=severity, closed_at=july)
    case(outcome="solved")
    for score in (5, 5, 5, 4, 4, 5, 5, 5, 5, 5, 3, 5):
        Answer.create(case=case(closed_at=None, outcome=None), score=score, at=july)
    judged("2026-07-10", times=19, code="complaint-response", target="response")
    judged("2026-07-10", "broken", code="complaint-response", target="response")
    judged("2026-07-10", times=30)


def test_rates_as_data(client, demo):
    _of_last_month(demo)
    found = {one["code"]: one for one in client.get("/scorecard.json").json["rates"]}
    solved, satisfaction = found["solved-rate"], found["satisfaction"]
    assert (solved["period"], solved["verdict"], solved["kept"], solved["judged"]) == ("2026-07", "broken", 20, 30)
    assert (solved["reached"], solved["at_least"], solved["per"]) == (False, 95.0, "month")
    assert (solved["running"]["period"], solved["running"]["verdict"]) == ("2026-08", "running")
    assert (solved["running"]["kept"], solved["running"]["judged"], solved["running"]["share"]) == (4, 4, None)
    assert found["major-solved-rate"]["period"] == "2026-Q2"
    assert (found["major-solved-rate"]["verdict"], found["major-solved-rate"]["running"]["kept"]) == ("too_few", 3)
    assert (found["response-rate"]["verdict"], found["response-rate"]["kept"]) == ("kept", 19)
    assert (found["kept-rate"]["verdict"], found["kept-rate"]["judged"]) == ("kept", 50)
    assert (satisfaction["verdict"], satisfaction["answers"], round(satisfaction["points"], 3)) == ("kept", 12, 4.667)
    assert satisfaction["low"] < satisfaction["points"] < satisfaction["high"]


def test_rates_in_the_spreadsheet_have_columns_of_their_own(client, demo):
    _of_last_month(demo)
    rows = csv.DictReader(io.StringIO(client.get("/scorecard.csv").data.decode("utf-8-sig")))
    found = {(row["code"], row["month"]): row for row in rows if row["verdict"]}
    solved = found["solved-rate", "2026-07"]
    assert (solved["kept"], solved["judged"]) == ("", "")  # what adds up is in these, once
    assert (solved["rate_kept"], solved["rate_of"], solved["at_least"], solved["verdict"]) == (
        "20",
        "30",
        "95.0",
        "broken",
    )
    assert found["solved-rate", "2026-08"]["verdict"] == "running"
    assert found["satisfaction", "2026-07"]["points"].startswith("4.66")
    assert len(found) == 10


def test_rates_agree_with_another_reckoning_of_the_raw_rows(client, demo, db):
    _of_last_month(demo)
    judged("2026-07-10", "broken", ruling="kept", code="complaint-response", target="response", times=3)
    judged("2026-07-11", "kept", reason="spam", of=case(outcome="spam"), times=4)
    judged("2026-08-21", times=3)
    judged("2026-07-10", "broken", of=case(origin="hotline:1", closed_at=at("Wed 2026-07-15 10:00")), times=12)
    months.turn(NOW)
    for asked in ("", "?period=all", "?cases=imported", "?cases=own"):
        document = client.get(f"/scorecard.json{asked}").json
        assert recount.rates(lambda query: db.execute_sql(query).fetchall(), document) == []
        told = document["rates"][3]
        told["kept" if "kept" in told else "answers"] += 1
        assert len(recount.rates(lambda query: db.execute_sql(query).fetchall(), document)) == 1


def test_what_is_promised_less_afterwards_does_not_make_a_bad_month_good(client, demo):
    judged("2026-07-10", times=80)
    judged("2026-07-10", "broken", times=20)
    text = demo.toml.replace('number = "HP-2026-1"', 'number = "HP-2026-2"').replace(
        'measure = "kept"\nat_least = 95', 'measure = "kept"\nat_least = 70'
    )
    moment = at("Mon 2026-08-10 09:00")
    Guarantee.create(
        number="HP-2026-2",
        toml=text,
        hash="2",
        author="A",
        published_at=moment,
        effective_at=moment,
        approved_at=moment,
    )
    found = {one["code"]: one for one in client.get("/scorecard.json").json["rates"]}["kept-rate"]
    assert (found["verdict"], found["at_least"]) == ("broken", 95.0)
    assert found["running"]["at_least"] == 95.0  # August began under the first version


def test_imported_cases_are_told_and_can_be_left_out(client, demo):
    judged("2026-08-10", times=10)
    assert "Without imported ones" not in read(client)
    judged("2026-08-10", "broken", times=5, of=case(origin="hotline:1"))
    page = read(client)
    assert "1 case was brought in from older records" in page
    assert "10 of 15 promises were kept" in page
    assert "10 of 10 promises were kept" in read(client, "/scorecard?cases=own")
    assert "0 of 5 promises were kept" in read(client, "/scorecard?cases=imported")


@pytest.mark.parametrize(
    "asked", ["?period=&cases=", "?period=%00&cases=own%27", "?cases=" + "x" * 2000, "?period[]=all"]
)
def test_whatever_is_asked_there_is_an_answer(client, demo, asked):
    for address in ("/scorecard", "/scorecard.json", "/scorecard.csv"):
        assert client.get(address + asked).status_code == 200


def test_the_real_gate_fills_it(client, app):
    with app.app_context():
        office = Office()
        office.file("Wed 2026-08-19 10:00")
        office.respond("Wed 2026-08-19 10:20")
        office.file("Wed 2026-08-19 10:00")
        office.watch("Thu 2026-08-20 10:00")
    page = read(client)
    assert "1 of 2 promises were kept, 1 were broken." in page
    assert "2 are running now." in line(page, PLAN)
    assert "“A first response to your complaint”, due on Wednesday 19 August 2026. It is still owed" in page


def test_the_json_agrees_with_another_reckoning_of_the_raw_rows(client, demo, db):
    for number, month in enumerate(("2026-06", "2026-07", "2026-08")):
        judged(f"{month}-10", times=7 * number + 1)
        judged(f"{month}-10", "broken", code="complaint-response", times=number + 1)
        judged(f"{month}-10", "broken", ruling="kept", code="complaint-response", times=9)
        judged(f"{month}-11", "kept", reason="spam", of=case(outcome="spam"), times=4)
    judged("2026-08-21", times=3)
    judged("2025-01-10", "broken", of=case(origin="hotline:1"), times=2)
    months.turn(NOW)
    for asked, number in (("", 57), ("?period=all", 59), ("?period=all&cases=imported", 2), ("?cases=own", 57)):
        document = client.get(f"/scorecard.json{asked}").json
        assert document["overall"]["judged"] == number
        assert recount.differences(db.execute_sql(recount.ROWS).fetchall(), document) == []


def test_the_json_says_what_it_is_of(client, demo):
    judged("2026-08-10", times=10)
    document = client.get("/scorecard.json").json
    plan = next(one for one in document["promises"] if one["code"] == "complaint-plan")
    assert (plan["kept"], plan["judged"], plan["share"], plan["high"]) == (10, 10, 1.0, 1.0)
    assert plan["months"]["2026-08"]["judged"] == 10
    assert (document["zone"], document["since"], document["guarantee"]) == ("Asia/Shanghai", "2025-09-01", "HP-2026-1")


def test_the_csv_opens_in_a_spreadsheet_and_adds_up(client, demo):
    judged("2026-08-10", times=12)
    judged("2026-07-10", "broken")
    judged("2026-08-10", because="given", code="")
    response = client.get("/scorecard.csv")
    assert response.data.startswith("\N{ZERO WIDTH NO-BREAK SPACE}month,code,".encode())
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [
        (row["month"], row["code"], row["kept"], row["judged"], row["share"]) for row in rows if not row["verdict"]
    ] == [
        ("2026-07", "complaint-plan", "0", "1", ""),
        ("2026-08", "complaint-plan", "12", "12", "1.0"),
        ("2026-08", "", "1", "1", ""),
    ]
    assert (rows[0]["promise"], rows[0]["promise_zh"], rows[0]["within"]) == (PLAN, "投诉处理方案", "48 hours")


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(typed):
    assert safe(typed) == f"'{typed}"
    assert safe("48 hours") == "48 hours"
    assert safe(-1) == -1


@pytest.mark.parametrize("address", ["/scorecard", "/scorecard.json", "/scorecard.csv"])
def test_what_did_not_change_is_not_sent_again(client, demo, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    judged("2026-08-10")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_page_asks_as_often_however_much_was_judged(client, demo, queries):
    """The versions; the months kept, the running one, what is to come; running, late, last missed; customers and
    cases for the rates and besides; how many were imported; what goes on."""
    judged("2025-10-10", times=3)
    while months.turn(NOW):
        pass
    counts = []
    for number in range(3):
        queries.clear()
        client.get("/scorecard")
        counts.append(sum(sql.lower().startswith("select") for sql in queries))
        judged("2026-08-10", "kept" if number else "broken", times=40, of=case(origin=f"hotline:{number}"))
    assert counts == [17, 17, 17]


def test_the_front_page_says_how_many_were_kept(client, demo):
    assert "In the last 12 months no promise was judged: too few to say yet." in read(client, "/")
    judged("2026-08-10", times=8)
    assert "we kept 8 of 8 promises: too few to say yet." in read(client, "/")
    judged("2026-08-10", "broken", times=2)
    page = read(client, "/")
    assert "we kept 8 of 10 promises, that is 80.0" in page
    assert "in the range 49.0" in page


def test_a_case_dismissed_as_spam_leaves_no_share_behind(client, app):
    with app.app_context():
        office = Office()
        office.file("Wed 2026-08-19 10:00")
        office.respond("Wed 2026-08-19 10:20")
        office.staff("Wed 2026-08-19 15:00", Verb.DISMISS, body="No case", outcome="spam")
    page = read(client)
    assert "Nothing was judged in this time." in page
    assert "judged before: 1 kept, 0 broken" in page
