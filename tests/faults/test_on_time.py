"""The worker as it really runs: the apology for a missed promise leaves within five seconds of the missed moment."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.house import ROOT


@pytest.fixture
def surroundings(tmp_path) -> dict:
    own = {"DATA_DIR": str(tmp_path), "SECRET_KEYS": "x" * 40, "DATABASE_URL": f"sqlite:///{tmp_path}/kept.db"}
    return os.environ | own


def test_an_apology_leaves_within_five_seconds(tmp_path, surroundings):
    made = [sys.executable, "-m", "tests.faults.late_in_three_seconds"]
    due = int(subprocess.run(made, cwd=ROOT, env=surroundings, capture_output=True, check=True).stdout)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "work"], cwd=ROOT, env=surroundings)
    try:
        left_at = _when_it_left(tmp_path / "mail", patience=20)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    assert 0 < left_at - due <= 5, f"{left_at - due:.1f} s after the missed moment"


def _when_it_left(mailbox, patience: float) -> float:
    """When the apology lay in the mailbox."""
    end = time.time() + patience
    while time.time() < end:
        for file in mailbox.glob("*.eml"):
            if b"sorry" in file.read_bytes().lower():
                return file.stat().st_mtime
        time.sleep(0.1)
    raise AssertionError(f"no apology within {patience} s; there is {[f.name for f in mailbox.glob('*')]}")
