"""Four watches at once on one store: each verdict, breach, apology and new date exactly once."""

import json

import pytest

from tests.faults import warm


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kept.db"
    return request.getfixturevalue("postgresql_server")("four_watches")


def test_every_verdict_once(store_url, tmp_path):
    done = warm.run(["tests.faults.four_watches", store_url, str(tmp_path)], timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    # Each case missed its response and its plan; both are told in one letter.
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "cases": 30,
        "broken": 60,
        "breaches": 60,
        "misses": 60,
        "apologies": 30,
        "new dates": 60,
    }
