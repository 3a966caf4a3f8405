"""What the public reads of incidents: on every page from which somebody might write to us, while they go on."""

import re

import pytest

from portal.actions import incidents
from portal.store import incident as store
from portal.store.incident import Incident
from tests.core.moments import at
from tests.web.customer import Customer, words
from tests.web.staff.conftest import Clock, OutsideRequests, hire

NOW, BEGAN = "Thu 2026-08-20 15:00", "Thu 2026-08-20 08:30"
OUTAGE = {
    "title_en": "Cards are refused",
    "title_zh": "刷卡失败",
    "text_en": "The bank <repairs> it.",
    "text_zh": "银行正在修复。",
}
PAGES = ("/", "/file/complaint", "/file/praise", "/guarantee", "/guarantee/history", "/scorecard", "/find")
TITLE = re.compile(r'class="notice-title"><bdi>([^<]+)</bdi>')


@pytest.fixture
def clock(app, monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setitem(app.config, "CLOCK", clock)
    clock.at(NOW)
    return clock


@pytest.fixture
def office(app) -> OutsideRequests:
    return OutsideRequests(app)


@pytest.fixture
def begun(app, office, clock):
    """`begun(**words)`: an incident of which the public reads."""

    def of(began: str = BEGAN, **words) -> Incident:
        with app.app_context():
            incident = incidents.begin(OUTAGE | words, at(began), office.supervisor, at(NOW))
            incidents.show(incident, 0, office.supervisor, at(NOW))
        return incident

    return of


@pytest.fixture
def customer(client, office, clock) -> Customer:
    return Customer(client, office, clock)


@pytest.mark.parametrize("page", PAGES)
def test_every_public_page_tells_of_it_in_the_reader_s_language(client, begun, page):
    begun()
    english, chinese = (client.get(f"{page}?lang={language}") for language in ("en", "zh"))
    assert "Cards are refused The bank <repairs> it. Since Thu 20 Aug, 08:30" in words(english)
    assert "刷卡失败 银行正在修复。 自8月20日（周四）08:30起" in words(chinese)
    assert "<repairs>" not in english.text
    assert 'aria-label="What is going on"' in english.text


def test_where_no_version_is_in_force_it_is_told_all_the_same(app, client, clock):
    boss = hire("supervisor", "Wang")
    with app.app_context():
        incidents.show(incidents.begin(OUTAGE, at(BEGAN), boss, at(NOW)), 0, boss, at(NOW))
    assert "Since Thu 20 Aug, 00:30" in words(client.get("/guarantee"))  # then every moment is told in UTC


def test_nothing_is_told_before_it_is_shown_after_it_is_hidden_or_over(app, client, office, clock):
    steps = (None, incidents.show, incidents.hide, incidents.show, incidents.end)
    with app.app_context():
        incident = incidents.begin(OUTAGE, at(BEGAN), office.supervisor, at(NOW))
        told = []
        for step in steps:
            now = store.by_id(incident.id)
            if step:
                step(now, now.version, office.supervisor, at(NOW))
            told.append("Cards are refused" in client.get("/").text)
    assert told == [False, True, False, True, False]


def test_several_stand_newest_first_and_never_more_than_three(client, begun):
    for hour in (9, 7, 11, 8):
        begun(f"Thu 2026-08-20 {hour:02}:00", title_en=f"At {hour}")
    assert TITLE.findall(client.get("/").text) == ["At 11", "At 9", "At 8"]


def test_whoever_files_is_told_once_that_he_need_not(client, begun):
    begun()
    begun(title_en="Another")
    told = "You need not file for this alone; if you do, we answer you all the same."
    assert client.get("/file/complaint").text.count(told) == 1
    assert told not in client.get("/").text


@pytest.mark.parametrize("page", ["/privacy", "/staff/sign-in", "/nowhere"])
def test_other_pages_are_left_in_peace(client, begun, page):
    begun()
    assert "Cards are refused" not in client.get(page).text


# --- the page of a case


def test_the_cover_of_a_case_says_that_it_is_part_of_it(app, customer, office, begun):
    incident, _other = begun("Thu 2026-08-20 07:00"), begun(title_en="Another")
    case = office.file("Thu 2026-08-20 10:00")
    assert "Your case is part of this" not in words(customer.look())
    with app.app_context():
        incidents.link(incident, [case], office.agent, at(NOW))
    said = words(customer.look())
    assert "Your case is part of this: Cards are refused" in said
    assert TITLE.findall(customer.look().text) == ["Cards are refused", "Another"]


def test_an_opened_case_says_it_while_the_public_reads_of_it(app, customer, office, begun):
    incident, case = begun(), office.file("Thu 2026-08-20 10:00")
    with app.app_context():
        incidents.link(incident, [case], office.agent, at(NOW))
    said = words(customer.open())
    assert "Your case is part of: Cards are refused The bank <repairs> it. Since Thu 20 Aug, 08:30" in said
    assert "linked to an incident" not in said, "the history of the customer is about what was done for him"
    with app.app_context():
        incidents.hide(store.by_id(incident.id), 1, office.supervisor, at(NOW))
    assert "Your case is part of" not in words(customer.look())


def test_what_is_kept_for_the_customer_tells_nothing_internal(app, customer, office, begun):
    incident, case = begun(), office.file("Thu 2026-08-20 10:00")
    with app.app_context():
        incidents.link(incident, [case], office.agent, at(NOW))
    customer.open()
    verbs = [line["verb"] for line in customer.client.get(f"{customer.link}/record.json").json["history"]]
    assert "link" not in verbs
