"""The town of the attackers, built once for all attacks; each undoes what it does, and nothing outlives the folder."""

import pytest

from portal.store import db as store
from tests.faults.town import Town
from tests.web.staff.conftest import Clock


@pytest.fixture(scope="package")
def town(house):
    with pytest.MonkeyPatch.context() as patch, store.db.atomic() as transaction:
        clock = Clock()
        patch.setitem(house.config, "CLOCK", clock)
        yield Town(house, clock)
        transaction.rollback()
