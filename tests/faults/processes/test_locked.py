"""Another process holds SQLite for five seconds while people file (FAULTS P8): they wait, and see no error."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from tests.faults.processes.crowd import Crowd, fetch, slowest
from tests.faults.processes.place import Place

HELD = 5.0
FILING = 6  # of the eight threads that serve


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_held_database_is_waited_for(place: Place, figures):
    place.web()
    with Crowd(place.url, customers=FILING, retry=False) as crowd:
        crowd.wait_for_more(8)
        holder = threading.Thread(target=hold, args=[place])
        holder.start()
        reads = []
        while holder.is_alive():
            reads.append(fetch(place.url, "/guarantee"))
            time.sleep(0.05)
        crowd.wait_for_more(100)
    p99, errors = slowest(crowd.answers), len(crowd.refused())
    figures(answers=len(crowd.answers), errors=errors, p99=f"{p99:.1f} s", reads=f"{slowest(reads):.2f} s")
    assert not crowd.refused(), crowd.refused()[:3]
    assert max(answer.seconds for answer in crowd.answers) > HELD - 1, "Nobody met the lock."
    assert p99 <= 7
    assert {answer.status for answer in reads} == {200}
    assert slowest(reads) < 2, "Who only reads need not wait."


def hold(place: Place) -> None:
    path = place.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
        other.execute("begin immediate")
        time.sleep(HELD)
        other.rollback()
