"""What every test stands on: one migrated database, a transaction rolled back after each, and a fixed moment.

`KEPT_TEST_DATABASE=postgresql` runs the same tests on PostgreSQL.
"""

import gc
import itertools
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from portal import config
from portal.store import db as store
from portal.store import schema
from tests import postgresql
from tests.house_client import HouseClient
from tests.smtp_server import Mailserver

SECRET = "the-tests-sign-with-this-key-and-no-one-else-does"
DATABASE = os.environ.get("KEPT_TEST_DATABASE", "sqlite")


def pytest_configure(config):
    """No setting of the person who runs the tests reaches them."""
    for name in [*_settings(), "FLASK_DEBUG"]:
        os.environ.pop(name, None)
    os.environ["ENV_FILE"] = os.devnull
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    gc.freeze()  # what was imported stays: looking through it again and again costs a twentieth of the time
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(items):
    """What takes long is marked by where it stands, and `make test` runs it last: what kills real processes once, and
    the attacks on the house in this process on each database."""
    for item in items:
        if "/tests/faults/" in item.path.as_posix():
            item.add_marker("attacks" if "house" in item.fixturenames else "faults")


def _settings() -> list[str]:
    return [name.upper() for name in config.Settings.__dataclass_fields__]


def missing(what: str, install: str):
    """Skip this test for want of `what`; in CI that is a failure, because there nothing may be skipped."""
    sentence = f"{what} is missing. To install it: {install}"
    pytest.fail(sentence) if os.environ.get("CI") == "true" else pytest.skip(sentence)


@pytest.fixture(scope="session")
def postgresql_server():
    """Gives `create(name) -> url`, each a new database on one throw-away server; `create(name, like)` copies one."""
    binaries = postgresql.find()
    if not binaries:
        missing("PostgreSQL", postgresql.INSTALL)
    with postgresql.server(binaries) as folder:
        yield partial(postgresql.create, binaries, folder)


@pytest.fixture(scope="session")
def database_url(request) -> str:
    if DATABASE == "sqlite":
        return "sqlite:///:memory:"
    return request.getfixturevalue("postgresql_server")("kept")


@pytest.fixture(scope="session")
def live_settings(request):
    """Gives `settings(kind)` for a site in processes of its own, with a new database of this kind."""
    numbers = itertools.count(1)

    def settings(kind: str = DATABASE) -> dict[str, str]:
        if kind == "sqlite":
            return {}
        create = request.getfixturevalue("postgresql_server")
        return {"DATABASE_URL": create(f"live{next(numbers)}"), "SECRET_KEYS": SECRET}

    return settings


@pytest.fixture(scope="session")
def house(tmp_path_factory, database_url, request):
    """The app on its migrated database, made once."""
    from jinja2 import FileSystemBytecodeCache

    from portal.app import create_app  # here, so that the tests of the pure core start without Flask
    from portal.mail import paper
    from tests.passwords import quicken

    quicken()
    app = create_app(
        SECRET_KEYS=SECRET,
        DATABASE_URL=database_url,
        DATA_DIR=tmp_path_factory.mktemp("data"),
        PUBLIC_URL="http://localhost",
        RATELIMIT_ENABLED=False,
    )
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(request.config.cache.mkdir("templates"))
    paper.env.bytecode_cache = app.jinja_env.bytecode_cache
    app.testing = True
    app.test_client_class = HouseClient
    with store.connection():
        schema.migrate()
        yield app


@contextmanager
def rolled_back():
    """A transaction, or a savepoint in it, of which nothing stays."""
    with store.db.atomic() as transaction:
        yield
        transaction.rollback()


@pytest.fixture
def db(house):
    """The empty database, or what this module's own fixtures wrote into it; what the test writes is rolled back."""
    with rolled_back():
        yield store.db


@pytest.fixture
def app(house, db):
    return house


@pytest.fixture
def client(app):
    """A browser that reads every page it fetches, and complains of what a person would complain of."""
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """Thursday 20 August 2026, 10:00 in Shanghai."""
    return datetime(2026, 8, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def smtp():
    """A real mail server that accepts, until it is told to answer otherwise."""
    server = Mailserver().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real complaints, which are read where they lie and never copied in."""
    if not os.environ.get("KEPT_REAL_DATA"):
        pytest.skip("KEPT_REAL_DATA names no folder of real complaints")
    return Path(os.environ["KEPT_REAL_DATA"])
