"""Two hundred senders who never finish their form (FAULTS P12): everybody else is served."""

import socket
from contextlib import ExitStack

import pytest

from tests.faults.processes.counts import count
from tests.faults.processes.crowd import fetch, slowest
from tests.faults.processes.place import Place

STALLED = 200
READS = count(50, 500)
BEGINNING = (
    b"POST /file/complaint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\nbody=The+table"
)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_stalled_senders_stop_nobody_else(place: Place, figures):
    place.web()
    with ExitStack() as lines:
        stalled = [lines.enter_context(socket.create_connection(("127.0.0.1", place.port))) for _ in range(STALLED)]
        for sender in stalled:
            sender.sendall(BEGINNING)
        answers = []
        for number in range(READS):
            stalled[number % STALLED].sendall(b"+")
            answers.append(fetch(place.url, "/"))
    figures(stalled=STALLED, reads=len(answers), p99=f"{slowest(answers):.3f} s")
    assert {answer.status for answer in answers} == {200}
    assert slowest(answers) < 1
