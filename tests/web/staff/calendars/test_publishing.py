"""Before a calendar counts: what would move is shown; afterwards it has moved, and two people never undo each other."""

import pytest

from portal.store import calendar as calendars
from portal.store.calendar import CalendarDraft
from portal.store.deadline import Deadline
from portal.store.letter import Letter
from tests.actions.office import when
from tests.web.staff.conftest import hire
from tests.web.staff.test_queue import queries

DESK = "/staff/calendars/service-desk"
WHY = {"note_en": "The shop is being painted.", "note_zh": "门店粉刷。"}


@pytest.fixture
def case(office):
    """A complaint of Friday at 09:30: three working days until news end on Wednesday at 18:00."""
    return office.file("Fri 2026-08-21 09:30")


@pytest.fixture
def browser(desk, office, case):
    return desk(office.admin)


def close_monday(browser):
    browser.post(f"{DESK}/days", first="2026-08-24", what="closed", en="Painting", zh="粉刷")


def seen(browser) -> str:
    return browser.get(f"{DESK}/changes").text.split('name="seen" value="')[1].split('"')[0]


def due(office, target: str = "progress") -> str:
    return when(Deadline.get(Deadline.case == office.id, Deadline.target == target).due_at)


def test_it_is_shown_which_dates_move_from_when_to_when(browser, office, case):
    close_monday(browser)
    page = browser.get(f"{DESK}/changes").text
    assert "2 running promises move in 1 case: 2 later, 0 earlier." in page
    assert case.reference in page
    assert "Wed 26 Aug, 18:00" in page
    assert "Thu 27 Aug, 18:00" in page
    assert due(office) == "Wed 2026-08-26 18:00"


def test_published_it_has_moved_and_the_customer_reads_why(browser, office):
    close_monday(browser)
    answer = browser.post(f"{DESK}/changes", seen=seen(browser), **WHY)
    page = browser.get(answer.headers["Location"]).text
    assert "Revision 2 counts from now on." in page
    assert "1 case is recounted." in page
    assert due(office) == "Thu 2026-08-27 18:00"
    assert "The shop is being painted." in Letter.get(Letter.kind == "recounted").text
    history = browser.get(f"/staff/cases/{office.case.reference}").text
    assert "from Wed 26 Aug, 18:00 to Thu 27 Aug, 18:00" in history


@pytest.mark.parametrize(
    "note", [{}, {"note_en": "Painting"}, {"note_zh": "粉刷"}, {"note_en": "x" * 501, "note_zh": "粉"}]
)
def test_without_a_reason_in_both_languages_nothing_is_published(browser, office, note):
    close_monday(browser)
    answer = browser.post(f"{DESK}/changes", seen=seen(browser), **note)
    assert answer.status_code == 422
    assert calendars.last_revision("service-desk") == 1
    assert due(office) == "Wed 2026-08-26 18:00"


def test_a_draft_changed_in_another_window_is_looked_at_once_more(browser, office):
    close_monday(browser)
    old = seen(browser)
    browser.post(f"{DESK}/days", first="2026-08-25", what="closed")
    answer = browser.post(f"{DESK}/changes", seen=old, **WHY)
    assert answer.status_code == 409
    assert "Your draft has changed since you looked at this page." in answer.text
    assert "The shop is being painted." in answer.text
    assert "Fri 28 Aug, 18:00" in answer.text
    assert calendars.last_revision("service-desk") == 1


def test_the_second_administrator_is_told_and_carries_his_changes_over(browser, desk, office):
    second = desk(hire("admin", "Meng"))
    for one in (browser, second):
        close_monday(one)
    second.post(f"{DESK}/days", first="2026-08-25", what="closed")
    old = seen(second)
    browser.post(f"{DESK}/changes", seen=seen(browser), **WHY)
    told = second.post(f"{DESK}/changes", seen=old, **WHY)
    assert told.status_code == 409
    assert "Somebody published revision 2 since you began." in told.text
    assert CalendarDraft.select().count() == 1
    second.post(f"{DESK}/carry")
    second.post(f"{DESK}/changes", seen=seen(second), **WHY)
    assert calendars.last_revision("service-desk") == 3
    assert due(office) == "Fri 2026-08-28 18:00"


def test_sent_twice_it_is_one_revision(browser):
    close_monday(browser)
    mark = seen(browser)
    for _ in range(2):
        browser.post(f"{DESK}/changes", seen=mark, **WHY)
    assert calendars.last_revision("service-desk") == 2


def test_a_calendar_by_which_a_promise_is_never_due_says_which(browser):
    text = 'slug = "service-desk"\ntz = "UTC"\nexceptions.2026-08-24 = [["09:00", "10:00"]]\n'
    token = browser.get(f"{DESK}/text").text.split('name="seen" value="')[1].split('"')[0]
    browser.post(f"{DESK}/text", seen=token, toml=text)
    page = browser.get(f"{DESK}/changes").text
    assert "these promises could never be kept" in page
    assert "A first response to your complaint" in page
    assert browser.post(f"{DESK}/changes", seen="x", **WHY).status_code == 409
    assert calendars.last_revision("service-desk") == 1


def test_a_case_one_may_not_see_is_counted_and_not_named(browser, office, case):
    type(case).update(about=office.admin.id).where(type(case).id == case.id).execute()
    close_monday(browser)
    page = browser.get(f"{DESK}/changes").text
    assert "in 1 case" in page
    assert case.reference not in page


def test_an_administrator_no_more_publishes_nothing(browser, office):
    close_monday(browser)
    mark = seen(browser)
    type(office.admin).update(role="agent").where(type(office.admin).id == office.admin.id).execute()
    assert browser.post(f"{DESK}/changes", seen=mark, **WHY).status_code == 403
    assert calendars.last_revision("service-desk") == 1


@pytest.mark.parametrize("filed", [1, 3])
def test_looking_costs_the_same_however_many_cases_move(browser, office, filed):
    for number in range(filed):
        office.file(f"Fri 2026-08-21 09:4{number}")
    close_monday(browser)
    browser.get(f"{DESK}/changes")
    with queries() as sent:
        browser.get(f"{DESK}/changes")
    assert len(sent) == 16


@pytest.mark.parametrize(("moment", "told"), [("Sat 2026-10-31 10:00", False), ("Sun 2026-11-01 10:00", True)])
@pytest.mark.parametrize("role", ["agent", "supervisor", "admin"])
def test_from_november_whoever_answers_for_it_is_told_that_the_next_year_is_missing(
    desk, office, clock, moment, told, role
):
    clock.at(moment)
    page = desk(getattr(office, role)).get("/staff/queue").text
    assert ("Service desk: the holidays of 2027 are not entered yet." in page) is (told and role != "agent")
    assert ("/staff/calendars/service-desk/years" in page) is (told and role == "admin")


def test_a_moment_in_a_year_that_is_not_entered_says_so_wherever_it_is_shown(desk, office, clock):
    clock.at("Thu 2026-12-31 17:30")
    office.file("Thu 2026-12-31 17:30")
    page = desk(office.agent).get(f"/staff/cases/{office.case.reference}").text
    assert "Provisional: the holidays of 2027 are not entered yet" in page
    assert "provisional</abbr>" in desk(office.agent).get("/staff/queue").text


def test_before_filing_too(client, office, clock):
    clock.at("Mon 2026-12-28 10:00")
    assert "Provisional: the holidays of 2027 are not entered yet" in client.get("/file/complaint/due").text
    clock.at("Mon 2026-08-24 10:00")
    assert "Provisional" not in client.get("/file/complaint/due").text
