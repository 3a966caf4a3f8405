"""Writing rooms: two supervisors, and a small guarantee in force."""

import re
from html import unescape
from types import SimpleNamespace

import pytest

from portal.actions import publishing
from portal.actions.publishing import drafts
from portal.store import draft as store
from portal.store.draft import Draft
from tests.core.guarantees import guarantee, promise
from tests.web.staff.conftest import hire

NOTE = '{ en = "Faster", zh = "更快" }'
TEXT = guarantee(
    "# The one promise there is.\n" + promise("a", within="48 hours", calendar="", for_='{ kind = "complaint" }'),
    promise("all", within="72 hours", calendar=""),
    calendars="[]",
)
NEXT = TEXT.replace('number = "1"', f'number = "2"\nchange_note = {NOTE}').replace("48 hours", "24 hours")


def words(answer) -> str:
    """What the page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def office(app, clock, staff):
    """Wang writes, Zhao is the second person; `office.begin(text)` makes a draft of Wang's."""
    zhao = hire("supervisor", "Zhao")
    publishing.publish(TEXT, "Wang", "Zhao", clock.now)
    return SimpleNamespace(
        wang=staff.supervisor,
        zhao=zhao,
        agent=staff.agent,
        auditor=staff.auditor,
        now=clock.now,
        begin=lambda text=NEXT: drafts.begin(text, staff.supervisor, clock.now),
        again=lambda draft: store.by_id(draft.id),
        only=lambda: store.by_id(Draft.get().id),
    )
