"""A portal in processes of its own on each database, and the figures that each fault was measured with."""

import itertools
import shutil
from pathlib import Path

import pytest

from tests.faults.processes.books import Books
from tests.faults.processes.place import Place

DATABASES = ("sqlite", "postgresql")
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def opened_folder(tmp_path_factory) -> Path:
    """What there is of a portal on SQLite that was opened and has no visitors yet; the others are copies of it."""
    folder = tmp_path_factory.mktemp("opened")
    Place(folder, f"sqlite:///{folder}/kept.db").opened()
    return folder


@pytest.fixture(scope="session")
def opened_database(tmp_path_factory, postgresql_server) -> str:
    """The same on PostgreSQL: the name of its database."""
    Place(tmp_path_factory.mktemp("opened"), postgresql_server("opened")).opened()
    return "opened"


@pytest.fixture(params=DATABASES)
def place(request, tmp_path) -> Place:
    """An open portal of which no process runs yet; whatever a test starts there is ended with it."""
    if request.param == "postgresql":
        like = request.getfixturevalue("opened_database")
        url = request.getfixturevalue("postgresql_server")(f"place{next(NUMBERS)}", like)
    else:
        shutil.copytree(request.getfixturevalue("opened_folder"), tmp_path, dirs_exist_ok=True)
        url = f"sqlite:///{tmp_path}/kept.db"
    place = Place(tmp_path, url)
    yield place
    place.close()


@pytest.fixture
def books(place: Place) -> Books:
    return Books(place.database_url, place.folder)


@pytest.fixture
def figures(request):
    """Write down what was measured: `figures(kills=70, missing=0)`. It is printed at the end of the run."""

    def measured(**figures: object) -> None:
        told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        request.node.user_properties.append(("measured", told))

    return measured


def pytest_terminal_summary(terminalreporter):
    ended = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, ())]
    told = [(report.nodeid, name, figures) for report in ended for name, figures in report.user_properties]
    lines = [f"{test}: {figures}" for test, name, figures in told if name == "measured"]
    if lines:
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)
