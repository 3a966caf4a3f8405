"""`flask migrate` started by several at once, and killed in the middle: the tables are made once, and whole."""

import itertools
import signal
import subprocess
import sys

import pytest

from tests.faults.processes.conftest import DATABASES
from tests.faults.processes.counts import count
from tests.faults.processes.place import FLASK, Place
from tests.house import PORTAL, ROOT

MIGRATIONS = len(list((PORTAL / "store" / "migrations").glob("[0-9]*.py")))
KILLED_AT = count((3, 40), range(1, 80, 4))  # statements after which a process ends
NUMBERS = itertools.count(1)


@pytest.fixture(params=DATABASES)
def empty(request, tmp_path):
    """Gives `empty()`: a place with a database in which there is nothing yet."""

    def new() -> Place:
        number = next(NUMBERS)
        folder = tmp_path / str(number)
        folder.mkdir()
        url = f"sqlite:///{folder}/kept.db"
        if request.param == "postgresql":
            url = request.getfixturevalue("postgresql_server")(f"empty{number}")
        return Place(folder, url)

    return new


def started(place: Place, *command: str) -> subprocess.Popen:
    command = [sys.executable, "-m", *command]
    return subprocess.Popen(
        command, cwd=ROOT, env=place.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_of_four_at_once_one_makes_the_tables_and_the_others_find_them(empty):
    place = empty()
    processes = [started(place, *FLASK, "migrate") for _ in range(4)]
    said = [(process.communicate(timeout=60), process.returncode) for process in processes]
    assert [code for _, code in said] == [0] * 4, said
    applied = sorted(output.count("applied") for (output, _), _ in said)
    assert applied == [0, 0, 0, MIGRATIONS], said


def test_killed_in_the_middle_the_next_one_ends_it(empty):
    killed = 0
    for statements in KILLED_AT:
        place = empty()
        process = started(place, "tests.faults.processes.migrate_and_die", str(statements))
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        place.flask("migrate")
        assert "The database is up to date." in place.flask("migrate")
    assert killed == len(list(KILLED_AT))
    place.script("opening")  # and it works
