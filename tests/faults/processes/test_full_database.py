"""SQLite has no room for another page (FAULTS P9): a clean refusal, and no restart when there is room again."""

import json

import pytest

from tests.faults.processes.place import Place


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_nothing_is_half_stored_and_reading_goes_on(place: Place, figures):
    found = json.loads(place.script("full_database").splitlines()[-1])
    figures(**found)
    assert found == {
        "refused with": [503],
        "words kept": True,
        "reads": [200, 200, 200, 200],
        "afterwards": 303,
        "cases": 2,
        "integrity": "ok",
    }
