"""Four watches at once on one store: each verdict, breach, apology and new date exactly once."""

import json
import subprocess
import sys

import pytest

from tests.house import ROOT


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kept.db"
    return request.getfixturevalue("postgresql_server")("four_watches")


def test_every_verdict_once(store_url, tmp_path):
    script = [sys.executable, "-m", "tests.faults.four_watches", store_url, str(tmp_path)]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
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
