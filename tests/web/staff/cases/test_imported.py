"""The page of a case that was received elsewhere: where it came from, what it owes, and no promise of letters."""

import pytest

from portal.actions import importing
from portal.store import guarantee as versions
from portal.store.case import Case
from tests.actions.test_importing import PLAIN
from tests.core.moments import at
from tests.web.staff.cases.page import NOW, Page, doors, words


@pytest.fixture
def bring(office, clock, desk, app):
    """Brings one row in, and opens its page for an agent."""

    def call(**changed) -> Page:
        clock.at(NOW)
        mapping = importing.MAPPINGS["zh_complaints"]
        row = PLAIN | {"received_at": "2019-04-24T16:03:40", "replied_at": "2019-04-25T15:00:00"} | changed
        table = importing.Table(tuple(row), [(2, list(row.values()))])
        with app.app_context():
            importing.Import(table, mapping, versions.by_number("HP-2026-1"), at(NOW)).take(*table.rows[0])
        return Page(desk(office.agent), Case.get(Case.origin.is_null(False)))

    return call


def test_it_says_where_it_was_brought_in_from_and_in_which_year(bring):
    seen = words(bring().look())
    assert "Brought in from zh_complaints:a-1" in seen
    assert "Done on Thu 25 Apr 2019, 15:00." in seen
    assert "A promise was missed: First response. Thu 25 Apr 2019, 09:03" in seen


def test_what_an_open_one_owes_is_late_although_no_clock_runs(bring):
    seen = words(bring(reply="", replied_at="").look())
    assert "Next promise Thursday 25 April 2019, 09:03 7 years late" in seen
    assert "Nothing is due" not in seen


def test_it_owes_no_remedy_and_offers_no_link_nobody_would_get(bring):
    page = bring(reply="", replied_at="").look()
    assert "We owe you for this" not in words(page)
    assert not {"correct", "relink"} & doors(page)
    assert {"take", "say", "note"} <= doors(page)
