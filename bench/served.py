"""The same pages through a real server, as `flask serve` runs it, asked by a few visitors at once: requests a second.

What a server costs is then in both sides of a ratio, as it is for the people who read the pages.
"""

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median

import waitress

from bench import floor, house
from bench.visits import Sent
from portal.commands.serve import LIMITS
from portal.store.db import open_database

VISITORS = 4


def compete(contestants: Mapping[str, tuple[int, Sent]], rounds: int, share: float = 1.0) -> dict[str, float]:
    """Requests a second for each (port, what is sent); in each round each is asked for `share` seconds."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds + 1):
        for name, (port, sent) in contestants.items():
            found[name].append(_rate(port, sent, share))
    return {name: median(rates[1:]) for name, rates in found.items()}  # the first round warms everything up


@contextmanager
def server(kind: str, url: str, folder: str, port: int) -> Iterator[int]:
    """`floor` or `house` in a process of its own, on this port."""
    process = subprocess.Popen([sys.executable, "-m", "bench.served", kind, url, folder, str(port)])
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen, port: int) -> None:
    while process.poll() is None:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server for port {port} did not start.")


def _rate(port: int, sent: Sent, share: float) -> float:
    """All visitors together, each with one connection that stays open."""
    ended, answered = time.perf_counter() + share, []
    threads = [threading.Thread(target=_visit, args=(port, sent, ended, answered)) for _ in range(VISITORS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answered) == {sent.expect}, f"{sent.address}: {sorted(set(answered))}"
    return len(answered) / (time.perf_counter() - begun)


def _visit(port: int, sent: Sent, ended: float, answered: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.perf_counter() < ended:
        body = sent.body()
        connection.request("POST" if body else "GET", sent.address, body, sent.headers)
        response = connection.getresponse()
        response.read()
        answered.append(response.status)
    connection.close()


def main(kind: str, url: str, folder: str, port: str) -> None:
    if kind == "floor":
        open_database(url)
        app = floor.create_app()
    else:
        app = house.create(url, folder)
    waitress.serve(app, host="127.0.0.1", port=int(port), ident=None, **LIMITS)


if __name__ == "__main__":
    main(*sys.argv[1:])
