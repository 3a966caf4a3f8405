"""The disk is full (FAULTS P9): a clean refusal that keeps what was typed, pages to read, and no restart afterwards."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.processes.books import Books
from tests.faults.processes.crowd import Answer, Crowd, fetch, filled, send
from tests.faults.processes.place import Place
from tests.faults.processes.staff import Colleague
from tests.live import eventually

SIZE = "24m"
HALF_A_MEGABYTE, LARGE = 515_000, 2_000_000
WORDS = "The table came with a broken leg, and nobody answers the telephone."


@pytest.fixture
def small_disk(tmp_path) -> Path:
    """A disk of its own, as only root can make one; elsewhere test_full_database.py tells most of it."""
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def place(small_disk, opened_folder) -> Place:
    shutil.copytree(opened_folder, small_disk, dirs_exist_ok=True)
    place = Place(small_disk, f"sqlite:///{small_disk}/kept.db")
    yield place
    place.close()


def test_a_full_disk_refuses_cleanly_and_recovers_by_itself(place: Place, books: Books, figures):
    place.environment["TMPDIR"] = str(place.folder)
    web, worker, colleague = place.web(), place.worker(), Colleague(place)
    acknowledged = filed(place)
    status_page = next(iter(acknowledged.values()))
    filler = fill(place.folder)
    refused = [file_one(place, with_file=with_file) for with_file in (False, True)]
    reads = [fetch(place.url, path).status for path in ("/", "/guarantee", "/file/complaint", status_page)]
    queue = colleague.reads("/staff/queue")
    filler.unlink()
    free = time.monotonic()
    assert eventually(lambda: file_one(place).status == 303)
    recovered = time.monotonic() - free
    told = [answer.status for answer in refused]
    figures(acknowledged=len(acknowledged), refused_with=told, reads=reads, recovered=f"{recovered:.1f} s")
    assert set(told) <= {422, 503, 507}
    assert all(WORDS.encode() in answer.page for answer in refused)
    assert set(reads) == {200}
    assert 'href="/staff/cases/' in queue
    assert recovered <= 10
    assert web.alive
    assert worker.alive
    assert acknowledged.keys() <= books.by_words().keys()
    assert books.number("pragma integrity_check") == "ok"


def test_an_upload_for_which_there_is_no_room_breaks_nothing_else(place: Place, figures):
    """What is large waits in the temporary folder while it comes in; here that is on the same disk. From half a
    megabyte on it is the server of pages that keeps it there, and that can only drop the connection."""
    place.environment["TMPDIR"] = str(place.folder)
    web = place.web()
    upload(place, LARGE)  # Python settles on a temporary folder once, and only on one with room
    filler = fill(place.folder)
    told = [upload(place, size).status for size in [HALF_A_MEGABYTE, LARGE] * 10]
    home = fetch(place.url, "/").status
    filler.unlink()
    figures(refused_with=set(told))
    assert set(told) <= {0, 422, 503, 507}
    assert told[0] == 503
    assert home == 200
    assert upload(place, LARGE).status in (303, 422)
    assert web.alive


def upload(place: Place, size: int) -> Answer:
    page = fetch(place.url, "/file/complaint").page
    return send(place.url, "/file/complaint", *filled(page, WORDS, "li@example.com", b"x" * size))


def filed(place: Place) -> dict[str, str]:
    """Some cases, each with the address of its status page."""
    with Crowd(place.url, customers=2, with_file=False) as crowd:
        crowd.wait_for_more(10)
    return crowd.acknowledged


def file_one(place: Place, with_file: bool = False) -> Answer:
    page = fetch(place.url, "/file/complaint").page
    file = b"A photo." if with_file else b""
    return send(place.url, "/file/complaint", *filled(page, WORDS, "li@example.com", file))


def fill(disk: Path) -> Path:
    """Not a byte is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler
