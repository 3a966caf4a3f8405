"""The town of the attackers, built once for all attacks; each undoes what it does, and nothing outlives the folder."""

from collections import Counter
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from portal.store import db as store
from tests.faults.town import Town, everything
from tests.web.staff.conftest import Clock


@pytest.fixture(scope="package")
def town(house):
    with pytest.MonkeyPatch.context() as patch, store.db.atomic() as transaction:
        clock = Clock()
        patch.setitem(house.config, "CLOCK", clock)
        yield Town(house, clock)
        transaction.rollback()


@dataclass(frozen=True)
class Looks:
    """Every page anybody can walk to, looked at once more as whoever can, and the tables before and after."""

    answers: list[tuple[str, TestResponse]]
    before: dict[str, Counter]
    after: dict[str, Counter]


@pytest.fixture(scope="package")
def looks(town: Town) -> Looks:
    """With GET and with HEAD."""
    client, before = town.app.test_client(use_cookies=False), everything()
    answers = [
        (url, look(url, headers={"Cookie": cookie})) for url, cookie in town.pages for look in (client.get, client.head)
    ]
    return Looks(answers, before, everything())
