"""The post room as it stands in the house: its settings, a case to write about, and a database others can see."""

from dataclasses import replace

import pytest

from portal.mail import outbox
from portal.mail import smtp as wire
from portal.mail.draft import LINK, Draft
from portal.store import db as store
from portal.store import schema
from portal.store.case import Case
from portal.store.db import transaction
from tests.conftest import DATABASE
from tests.smtp_server import Mailserver


@pytest.fixture(scope="package")
def mailserver():
    """One server for all these tests: to start one for each would take longer than the letters."""
    server = Mailserver().start()
    yield server
    server.stop()


@pytest.fixture
def smtp(mailserver):
    yield mailserver
    mailserver.forget()


@pytest.fixture(autouse=True)
def short_last_look(monkeypatch):
    """A server that breaks off does so at once here; a twentieth of a second for each letter adds up."""
    monkeypatch.setattr(wire, "LAST_LOOK", 0.005)


@pytest.fixture
def long_last_look(monkeypatch):
    monkeypatch.setattr(wire, "LAST_LOOK", 0.2)


@pytest.fixture
def settings(app, tmp_path, monkeypatch):
    """Change settings of the post room for one test: `settings(mail_server=…)`. Letters go to files until then."""

    def change(**settings):
        monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], **settings))

    change(data_dir=tmp_path, mail_use_tls=False, mail_timeout=2, mail_dot_timeout=2, retry_base=60)
    with app.app_context():
        yield change


@pytest.fixture
def by_smtp(settings, smtp):
    """Letters go to the tests' own mail server."""
    settings(mail_server=smtp.host, mail_port=smtp.port)
    return smtp


@pytest.fixture
def shared(house, tmp_path, request):
    """A committed database of this test's own, which other threads see, in place of the rolled-back one."""
    before = store.db.obj
    url = f"sqlite:///{tmp_path}/kept.db"
    if DATABASE != "sqlite":
        url = request.getfixturevalue("postgresql_server")(f"mail_{request.node.name}"[:60].lower())
    store.open_database(url)
    with store.connection():
        schema.migrate()
        yield store.db
    if DATABASE != "sqlite":
        store.db.obj.close_all()
    store.db.initialize(before)


@pytest.fixture
def case(settings, now):
    return new_case(now)


def new_case(now, **columns):
    facts = {
        "reference": "K7Q-3FM-9",
        "link_key": "ab" * 16,
        "kind": "complaint",
        "received_at": now,
        "cycle_at": now,
        "email": "kim@example.com",
    }
    return Case.create(**facts | columns)


def draft(case, **changes):
    """A letter about the case, as letters.py would write it."""
    facts = {
        "kind": "reply",
        "recipient": "kim@example.com",
        "language": "en",
        "subject": "An answer",
        "text": f"We have answered:\n\n  Yes.\n\n{LINK}\n",
        "case_id": case.id if case else None,
    }
    return Draft(**facts | changes)


def queued(case, now, **changes):
    with transaction():
        return outbox.queue(draft(case, **changes), now)
