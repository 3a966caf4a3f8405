"""A draft rehearsed in the back office: what would have been said beside what is said, with n, and never the whole of
too many."""

from datetime import timedelta

import pytest

from portal.actions.publishing import drafts
from portal.store import guarantee as versions
from portal.store import pulse
from portal.store.draft import Draft
from portal.web.staff.rehearsal import views
from tests.actions.lives import rest
from tests.core.moments import at
from tests.web.customer import words
from tests.web.staff.test_queue import queries

ASKED = 13
STRICTER = ('within = "48 hours"', 'within = "24 hours"')


@pytest.fixture(autouse=True)
def today(clock):
    clock.at("Fri 2026-08-28 12:00")
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


@pytest.fixture
def rehearsed(app, office, desk, clock):
    """`rehearsed(*change, as_="supervisor", months="")`: the page of a draft with this change of the text in force."""

    def look(*change: str, as_: str = "supervisor", months: str = "", lang: str = "en") -> str:
        text = versions.history()[0].toml.replace(*change) if change else versions.history()[0].toml
        with app.app_context():
            rest(clock.now)
            row = drafts.begin(text, office.supervisor, at("Fri 2026-08-28 11:00"))
        answer = desk(getattr(office, as_)).get(address(row, months, lang))
        assert answer.status_code == 200
        return words(answer)

    return look


def address(row: Draft, months: str = "", lang: str = "en") -> str:
    return f"/staff/guarantees/drafts/{row.id}/rehearsal?lang={lang}&months={months}"


def told(office, hours: int) -> None:
    """A complaint of Thursday 10:00 whose plan came after so many hours; it was due after 48."""
    office.file("Thu 2026-08-20 10:00")
    office.respond("Thu 2026-08-20 11:00")
    moment = f"{at('Thu 2026-08-20 10:00') + timedelta(hours=hours):%a %Y-%m-%d %H:%M}"
    office.watch(moment)
    office.propose(moment)


def test_what_would_have_been_stands_beside_what_is(office, rehearsed):
    for hours in (20, 30, 47, *(21,) * 9):
        told(office, hours)
    page = rehearsed(*STRICTER)
    assert "12 cases were received since Monday 1 June 2026." in page
    assert "Rehearsed by their own version, 12 of 12 cases come out exactly as they were judged." in page
    start = page.index("48 hours → 24 hours")
    assert "100 % 12 of 12" in page[start : start + 120]
    assert "83.3 % 10 of 12" in page[start : start + 200]
    assert "−16.7 points" in page[start : start + 260]
    assert "Promises no case touched" in page


def test_it_speaks_chinese(office, rehearsed):
    told(office, 20)
    page = rehearsed(*STRICTER, lang="zh")
    assert "48小时 → 24小时" in page
    assert "本月 3个月 6个月 12个月 24个月" in page


def test_too_few_are_told_as_such(office, rehearsed):
    told(office, 30)
    page = rehearsed(*STRICTER)
    start = page.index("48 hours → 24 hours")
    assert "1 of 1 too few to say 0 of 1 too few to say" in page[start : start + 120]


def test_of_too_many_cases_an_even_part_is_rehearsed(office, rehearsed, monkeypatch):
    monkeypatch.setattr(views, "AT_MOST", 2)
    for _ in range(5):
        told(office, 20)
    page = rehearsed()
    assert "5 cases were received since Monday 1 June 2026. 2 of them, evenly spread, were rehearsed" in page


@pytest.mark.parametrize("months", ["", "7", "-1", "x", "9" * 400])
def test_an_odd_stretch_of_time_is_the_usual_one(office, rehearsed, months):
    told(office, 20)
    assert "since Monday 1 June 2026" in rehearsed(months=months)


def test_how_far_back_can_be_chosen(office, rehearsed):
    told(office, 20)
    assert "since Monday 1 September 2025" in rehearsed(months="12")
    assert "since Saturday 1 August 2026" in rehearsed(months="1")


def test_a_draft_with_faults_says_them_instead(office, rehearsed):
    page = rehearsed('within = "48 hours"', 'within = "soon"')
    assert "A text with faults cannot be rehearsed." in page
    assert "“soon” is not a time" in page


def test_without_cases_it_says_so(office, rehearsed):
    assert "Nothing was judged in this time" in rehearsed()


def test_whoever_oversees_may_look_and_nothing_is_written(office, rehearsed):
    told(office, 20)
    assert "The draft rehearsed" in rehearsed(as_="auditor")
    assert Draft.select().count() == 1


def test_there_is_no_such_draft(office, desk):
    for number in (7, 2**40):
        assert desk(office.supervisor).get(f"/staff/guarantees/drafts/{number}/rehearsal").status_code == 404


def test_the_page_asks_as_often_however_many_cases_there_are(app, office, desk):
    """Who asks, what he owes, whether the worker sleeps; the draft with its people; which cases, calendars, versions;
    then cases, lines, messages and deadlines once a thousand cases."""
    with app.app_context():
        row = drafts.begin(versions.history()[0].toml, office.supervisor, at("Fri 2026-08-28 11:00"))
    browser, counts = desk(office.supervisor), []
    browser.get(address(row))  # what is read once a process
    for _ in range(3):
        told(office, 20)
        with queries() as sent:
            browser.get(address(row))
        counts.append(sum(sql.lower().startswith("select") for sql in sent))
    assert counts == [ASKED] * 3
