"""One guarantee, two desks in two zones: each promise is counted on its own, wherever it is looked at."""

from dataclasses import replace

import pytest

from portal.actions import intake, publishing
from portal.actions.calendars import drafting, revising
from portal.actions.intake import Filing
from portal.core.calendar_text import Written
from portal.store.deadline import Deadline
from portal.store.person import Person
from tests.actions.office import when
from tests.core.guarantees import guarantee, promise
from tests.core.moments import at

NINE_TO_FIVE = (((9 * 3600, 17 * 3600),),) * 5 + ((), ())
SHANGHAI = Written("shanghai-desk", "Asia/Shanghai", {"en": "Shanghai", "zh": "上海"}, NINE_TO_FIVE)
BERLIN = replace(SHANGHAI, slug="berlin-counter", tz="Europe/Berlin", title={"en": "Berlin", "zh": "柏林"})
TEXT = guarantee(
    promise("answer", "response", "2 working hours", calendar='"shanghai-desk"'),
    promise("visit", "plan", "2 working hours", calendar='"berlin-counter"'),
    promise("done", "resolution", "1 working day", calendar='"berlin-counter"'),
    calendars='["shanghai-desk", "berlin-counter"]',
)
PUBLISHED, FRIDAY = at("Thu 2026-08-20 09:00"), at("Fri 2026-08-21 16:00")


@pytest.fixture
def admin(app) -> Person:
    return Person.create(email="qian@example.com", name="Qian", public_name="Qian", role="admin", password="-")


@pytest.fixture
def case(app, admin):
    """A complaint of Friday at 16:00 in Shanghai, which is 10:00 in Berlin."""
    with app.app_context():
        for written in (SHANGHAI, BERLIN):
            revising.publish(drafting.begin(written, admin, PUBLISHED), {}, admin, PUBLISHED)
        publishing.publish(TEXT, "Ann", "Bo", PUBLISHED)
        filing = Filing(ticket="0" * 32, kind="complaint", body="The table is broken", email="li@example.com")
        yield intake.file(filing, FRIDAY)[0]


def dues(case) -> dict[str, str]:
    rows = Deadline.select().where(Deadline.case == case).order_by(Deadline.id)
    return {row.target: when(row.due_at) for row in rows}


def test_each_promise_is_counted_in_its_own_zone(case):
    assert dues(case) == {
        "response": "Mon 2026-08-24 10:00",
        "plan": "Fri 2026-08-21 18:00",  # 12:00 in Berlin
        "resolution": "Mon 2026-08-24 23:00",  # 17:00 in Berlin
    }


def test_a_change_of_one_desk_moves_only_what_counts_on_it(case, admin):
    longer = replace(BERLIN, week=(((9 * 3600, 11 * 3600), (15 * 3600, 18 * 3600)),) * 5 + ((), ()))
    draft = drafting.keep("berlin-counter", longer, admin, FRIDAY)
    note = {"en": "The counter closes at noon.", "zh": "柜台中午休息。"}
    assert revising.publish(draft, note, admin, FRIDAY).cases == 1
    assert dues(case) == {
        "response": "Mon 2026-08-24 10:00",
        "plan": "Fri 2026-08-21 22:00",  # an hour until 11:00 and one from 15:00 in Berlin
        "resolution": "Tue 2026-08-25 00:00",
    }


def test_the_customer_sees_them_in_the_zone_of_the_guarantee(case, app):
    page = app.test_client().get("/guarantee").text
    assert "Time zone Europe/Berlin." in page
    assert "Time zone Asia/Shanghai." in page
