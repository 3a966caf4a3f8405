"""The queue as a page: the promise due next on top, late ones told by icon and word, found by any clue."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from portal.core.case import Verb
from portal.store import db as store
from portal.store import pulse
from portal.store.case import Case
from portal.store.deadline import Deadline

THURSDAY = "Thu 2026-08-20 16:00"
ROW = re.compile(r'<a class="queue-about"[^>]*><bdi>(.*?)</bdi>')


@pytest.fixture
def browser(desk, office):
    return desk(office.agent)


@pytest.fixture(autouse=True)
def worker(db, clock):
    """Both loops were alive a moment ago."""
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


def shown(browser, address: str = "/staff/queue") -> list[str]:
    return ROW.findall(browser.get(address).text)


@contextmanager
def queries():
    """The statements the house sends to its database meanwhile."""
    sent, send = [], store.db.obj.execute_sql

    def listen(sql, *args, **kwargs):
        sent.append(sql)
        return send(sql, *args, **kwargs)

    store.db.obj.execute_sql = listen
    try:
        yield sent
    finally:
        del store.db.obj.execute_sql


def test_each_row_says_what_is_promised_next_and_how_much_time_is_left(browser, office):
    case = office.file(THURSDAY, kind="enquiry", subject="Where is my order?", name="Li Lei")
    office.file(THURSDAY, subject="Later")
    page = browser.get("/staff/queue").text
    assert shown(browser)[0] == "Where is my order?"
    for word in (case.reference, "Li Lei", "Question", "Received", "Nobody yet"):
        assert word in page
    assert "First response" in page


def test_a_late_promise_is_told_by_word_and_icon_not_by_colour_alone(browser, office, clock):
    office.file("Wed 2026-08-19 09:00", subject="Forgotten")
    page = browser.get("/staff/queue").text
    assert '<li class="is-late">' in page
    assert "late</span>" in page
    assert "Late: " in page


def test_a_promise_broken_for_good_stays_on_top_in_red(browser, office):
    office.file("Mon 2026-08-17 09:00", subject="Forgotten twice")
    office.watch("Fri 2026-08-21 09:59")
    office.file("Fri 2026-08-21 09:30", kind="enquiry", subject="Due soon")
    page = browser.get("/staff/queue").text
    assert ROW.findall(page) == ["Forgotten twice", "Due soon"]
    assert '<li class="is-late">' in page
    assert re.search(r"\d promises broken", page)
    assert shown(browser, "/staff/queue?view=late") == ["Forgotten twice"]


def test_the_time_left_is_counted_in_the_promises_own_clock(browser, office):
    """Two working hours from Friday 9:30, read at 10:00; lunch is still ahead and does not count."""
    office.file("Fri 2026-08-21 09:30")
    assert "in 1 working hour 30 minutes" in browser.get("/staff/queue").text


def test_a_case_without_a_subject_shows_its_first_words(browser, office):
    office.file(THURSDAY, body="快递员态度很差，\n桌子也坏了。" * 30, subject="")
    row = shown(browser)[0]
    assert row.startswith("快递员态度很差， 桌子也坏了。")
    assert len(row) <= 140


def test_what_was_typed_is_text_and_never_markup(browser, office):
    office.file(THURSDAY, subject="<img src=x onerror=alert(1)>", name="<b>Li</b>")
    page = browser.get("/staff/queue").text
    assert "<img src=x" not in page
    assert "<b>Li" not in page


@pytest.mark.parametrize("typed", ["{}", "{lower}", " {bare} ", "{wide}"])
def test_a_reference_however_it_is_written_leads_to_the_case(browser, office, typed):
    reference = office.file(THURSDAY).reference
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in reference)
    written = typed.format(reference, lower=reference.lower(), bare=reference.replace("-", ""), wide=wide)
    answer = browser.client.get("/staff/queue", query_string={"q": written})
    assert answer.headers["Location"] == f"/staff/cases/{reference}"


def test_the_reference_of_a_sealed_case_says_nothing(browser, office):
    reference = office.file(THURSDAY, about_staff="the driver").reference
    answer = browser.client.get("/staff/queue", query_string={"q": reference})
    assert answer.status_code == 200
    assert "Nothing was found" in answer.text
    assert shown(browser) == []


@pytest.mark.parametrize("clue", ["退款", "桌子", "李雷", "li.lei@example.com", "LI.LEI@example.com", "SO-2210",
                                  "13800138000", "+86 138-0013-8000", "138 0013 8000"])  # fmt: skip
def test_two_chinese_characters_a_name_an_address_or_a_telephone_find_a_case(browser, office, clue):
    office.file(
        THURSDAY,
        subject="要求退款",
        body="桌子坏了",
        name="李雷",
        email="li.lei@example.com",
        phone="+86 138 0013 8000",
        order_number="SO-2210",
    )
    office.file(THURSDAY, subject="Another")
    answer = browser.client.get("/staff/queue", query_string={"q": clue})
    assert ROW.findall(answer.text) == ["要求退款"]
    assert f"Found for “{clue}”" in answer.text


@pytest.mark.parametrize(
    "typed",
    ['"', "' OR 1=1 --", "*", "AND", "NEAR(", "%", "\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 9000],
)
def test_whatever_is_searched_for_gets_an_answer(browser, office, typed):
    office.file(THURSDAY)
    assert browser.client.get("/staff/queue", query_string={"q": typed}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "view=nonsense",
        "state=nonsense&kind=x&severity=9&owner=999999&service=%00",
        "after=nonsense",
        "after=99999999999-99999999999",
        "after=-1--1",
        "before=1-1",
        "owner=' or 1=1",
    ],
)
def test_a_mistyped_address_is_no_fault(browser, office, query):
    office.file(THURSDAY)
    page = browser.get(f"/staff/queue?{query}")
    assert page.status_code == 200
    assert "has-error" not in page.text


def test_the_lists_are_told_apart(browser, office):
    office.file(THURSDAY, subject="Mine")
    office.staff(THURSDAY, Verb.TAKE)
    office.file(THURSDAY, subject="Nobody’s")
    office.file(THURSDAY, subject="Asked")
    office.staff(THURSDAY, Verb.ASK, body="Which table is it?")
    assert shown(browser, "/staff/queue?view=mine") == ["Mine"]
    assert "Nobody’s" in shown(browser, "/staff/queue?view=unassigned")
    assert shown(browser, "/staff/queue?view=waiting") == ["Asked"]


def test_where_every_clock_stands_still_the_row_says_so(browser, office, clock):
    office.file(THURSDAY, subject="Asked")
    office.staff(THURSDAY, Verb.ASK, body="Which table is it?")
    Deadline.delete().where(Deadline.due_at.is_null(False)).execute()
    page = browser.get("/staff/queue?view=waiting").text
    assert "the clock stands still" in page
    Deadline.delete().execute()
    assert "Next reminder" in browser.get("/staff/queue?view=waiting").text


def test_a_filter_is_kept_in_the_address_and_shown_as_set(browser, office):
    office.file(THURSDAY, kind="enquiry", subject="A question")
    office.file(THURSDAY, subject="A complaint")
    page = browser.get("/staff/queue?kind=enquiry").text
    assert ROW.findall(page) == ["A question"]
    assert '<option selected value="enquiry">' in page
    assert "Show all again" in page


def test_an_empty_queue_says_what_would_stand_there(browser):
    assert "No promise is waiting to be kept" in browser.get("/staff/queue").text


def test_one_may_read_on_and_back(browser, office):
    first = office.file(THURSDAY)
    row = {name: value for name, value in first.__data__.items() if name not in ("id", "ticket")}
    Case.insert_many(
        [
            row | {"reference": f"{n:05}", "subject": f"Case {n:03}", "due_at": first.due_at + timedelta(minutes=n)}
            for n in range(1, 61)
        ]
    ).execute()
    page = browser.get("/staff/queue").text
    assert "61 cases" in page
    further = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    second = browser.get(further).text
    assert ROW.findall(second) == [f"Case {n:03}" for n in range(50, 61)]
    back = re.search(r'href="([^"]+)" rel="prev"', second)[1].replace("&amp;", "&")
    assert shown(browser, back) == ROW.findall(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_ten_queries_however_long_it_is(browser, office, rows):
    for _ in range(rows):
        office.file(THURSDAY)
    browser.get("/staff/queue")
    with queries() as sent:
        assert len(shown(browser)) == rows
    assert len(sent) == 10, "\n".join(sent)


def test_staff_are_told_when_the_worker_sleeps(browser, clock):
    asleep = "The worker has not run for two minutes."
    clock.now += timedelta(minutes=2)
    assert asleep not in browser.get("/staff/queue").text
    clock.now += timedelta(seconds=1)
    assert asleep in browser.get("/staff/queue").text
    pulse.beat("watch", clock.now)
    assert asleep in browser.get("/staff/letters").text, "the postman still sleeps"
    pulse.beat("postman", clock.now)
    assert asleep not in browser.get("/staff/queue").text


def test_looking_at_the_queue_changes_no_case(browser, office):
    office.file(THURSDAY)
    before = list(Case.select().dicts())
    browser.get("/staff/queue?view=late")
    assert list(Case.select().dicts()) == before


def test_the_back_office_begins_with_the_queue(browser):
    assert browser.get("/staff/").headers["Location"] == "/staff/queue"
