"""An impatient finger: the same form sent eight times at one instant is one case, one letter, one file."""

import json

import pytest

from tests.faults import warm


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kept.db"
    return request.getfixturevalue("postgresql_server")("two_sends")


def test_one_form_is_one_case(store_url, tmp_path):
    done = warm.run(["tests.faults.two_sends", store_url, str(tmp_path)], timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "answers": [303],
        "sends": 8,
        "addresses": 1,
        "cases": 1,
        "messages": 1,
        "events": 1,
        "letters": 1,
        "files of the case": 1,
    }
