"""PostgreSQL is restarted under load (FAULTS P10): nothing acknowledged is lost, and nobody has to restart us."""

import time

import pytest

from tests import postgresql
from tests.conftest import missing
from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.crowd import Crowd
from tests.faults.processes.place import Place
from tests.faults.processes.test_kill_worker import LEASE, letters_by_id, settled
from tests.smtp_server import Mailserver

AFTERWARDS = 2.0


@pytest.fixture
def server():
    """A PostgreSQL of this test's own: (programs, folder). Nobody else's connections are cut with it."""
    binaries = postgresql.find()
    if not binaries:
        missing("PostgreSQL", postgresql.INSTALL)
    with postgresql.server(binaries) as folder:
        yield binaries, folder


@pytest.fixture
def place(server, tmp_path):
    binaries, folder = server
    url = postgresql.create(binaries, folder, "restarted")
    # What this database commits is on its way to the disk before it says so, as outside the tests.
    postgresql.say(binaries, folder, "alter database restarted set synchronous_commit = on")
    place = Place(tmp_path, url).opened()
    yield place
    place.close()


def test_a_restart_is_survived(place: Place, books: Books, server, smtp: Mailserver, figures):
    place.sends_by(smtp, **LEASE)
    web, worker = place.web(), place.worker()
    downtimes = []
    with Crowd(place.url) as crowd:
        for how in ("fast", "immediate") * count(1, 4):
            crowd.wait_for_more(30)
            downtimes.append(restarted(server, how))
        crowd.wait_for_more(30)
    assert web.alive
    assert worker.alive
    settled(books)
    missing_ones = crowd.acknowledged.keys() - books.by_words().keys()
    outside = [answer for answer in crowd.refused() if not during(answer, downtimes)]
    lost = books.letters().keys() - letters_by_id(smtp).keys()
    figures(
        acknowledged=len(crowd.acknowledged),
        missing=len(missing_ones),
        errors=len(crowd.refused()),
        outside_of_the_downtime=len(outside),
        down=", ".join(f"{end - start:.1f} s" for start, end in downtimes),
        letters=len(books.letters()),
        lost=len(lost),
    )
    assert not missing_ones
    assert not outside, outside[:3]
    assert {answer.status for answer in crowd.refused()} <= {503}
    assert all(b"out of reach" in answer.page for answer in crowd.refused())
    assert books.halves() == []
    assert not lost
    assert place.agrees()


def restarted(server, how: str) -> tuple[float, float]:
    """From when to when it was down."""
    start = time.time()
    postgresql.restart(*server, how)
    return start, time.time()


def during(answer, downtimes: list[tuple[float, float]]) -> bool:
    """Whether the request was sent while the server was down, or so shortly before or after that it may show."""
    return any(answer.at + answer.seconds >= start and answer.at <= end + AFTERWARDS for start, end in downtimes)
