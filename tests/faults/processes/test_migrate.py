"""`flask migrate` started by several at once, and killed in the middle: the tables are made once, and whole."""

import itertools
import signal

import pytest

from tests.faults import warm
from tests.faults.processes.conftest import DATABASES
from tests.faults.processes.counts import count
from tests.faults.processes.place import Place
from tests.house import PORTAL

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


def test_of_four_at_once_one_makes_the_tables_and_the_others_find_them(empty):
    place = empty()
    processes = [place.start_flask("migrate") for _ in range(4)]
    assert [process.ended() for process in processes] == [0] * 4, place.said()
    applied = sorted(process.log.read_text().count("applied") for process in processes)
    assert applied == [0, 0, 0, MIGRATIONS], place.said()


def test_killed_in_the_middle_the_next_one_ends_it(empty):
    killed = 0
    for statements in KILLED_AT:
        place = empty()
        command = ["tests.faults.processes.migrate_and_die", str(statements)]
        killed += warm.run(command, place.environment).returncode == -signal.SIGKILL
        place.flask("migrate")
        assert "The database is up to date." in place.flask("migrate")
    assert killed == len(list(KILLED_AT))
    place.script("opening")  # and it works
