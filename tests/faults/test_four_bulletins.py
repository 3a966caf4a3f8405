"""Four workers at once on one bulletin, and a colleague among them: each customer is told exactly once."""

import json

import pytest

from tests.faults import warm


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kept.db"
    return request.getfixturevalue("postgresql_server")("four_bulletins")


def test_each_customer_is_told_once(store_url, tmp_path):
    done = warm.run(["tests.faults.four_bulletins", store_url, str(tmp_path)], timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "told": 60,
        "noted": 20,
        "letters": 60,
        "customers": 60,
        "settled": 60,
        "refused": 0,
    }
