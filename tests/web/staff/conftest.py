"""The back office from a browser: a small office, a clock that stands, and whoever of its people is signed in."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from itsdangerous import URLSafeTimedSerializer

from portal.actions import team
from portal.store import pledge
from portal.store.person import Person
from tests.actions.office import Office
from tests.core.moments import at

NOW = "Fri 2026-08-21 10:00"


def hire(role: str, name: str, **details) -> Person:
    email = f"{name.lower()}@example.com"
    return Person.create(email=email, name=name, public_name=f"{name} (service)", role=role, password="-", **details)


def sign_pledge(person: Person, now: datetime) -> None:
    """He has signed whatever there is to sign, as whoever works here has."""
    row = pledge.in_force(now)
    if row:
        person.pledged = pledge.mark(row.version.pledge)
        person.save()


class OutsideRequests:
    """The office of the action tests. Each of its verbs has a context of its own, as each request has."""

    def __init__(self, app):
        self._app = app
        with app.app_context():
            self._office = Office()
        self.admin, self.auditor = hire("admin", "Qian"), hire("auditor", "Sun")

    def __getattr__(self, name):
        found = getattr(self._office, name)
        return self._within(found) if callable(found) else found

    def _within(self, verb):
        def do(*args, **kwargs):
            with self._app.app_context():
                return verb(*args, **kwargs)

        return do


class Desk:
    """A browser. `person` is signed in with it; None is a stranger."""

    def __init__(self, app, clock, person: Person | None):
        self.client, self.person = app.test_client(), person
        if person:
            with app.app_context():
                sign_pledge(person, clock.now)
                self.key = team.open_session(person, clock.now)
            self.client.set_cookie("staff", self.key)

    def get(self, url: str, **options):
        return self.client.get(url, **options)

    def post(self, url: str, read: bool = True, **fields):
        """Send a form with the token of this browser's forms."""
        return self.client.post(url, data={"csrf_token": self.token} | fields, read=read)

    @property
    def token(self) -> str:
        """A good one for the session of this browser, without fetching a page for it."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", "the browser of a test")
        return URLSafeTimedSerializer(self.client.application.secret_key, salt="wtf-csrf-token").dumps(raw)


class Clock:
    """What the house takes for now; `clock.at("Fri 2026-08-21 10:00")` turns it on."""

    def __init__(self):
        self.at(NOW)

    def at(self, moment: str) -> None:
        self.now: datetime = at(moment)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(app, monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setitem(app.config, "CLOCK", clock)
    return clock


@pytest.fixture
def staff(db) -> SimpleNamespace:
    """One colleague of each role, where nobody has promised anything yet."""
    names = {"agent": "Chen", "supervisor": "Wang", "admin": "Qian", "auditor": "Sun"}
    return SimpleNamespace(**{role: hire(role, name) for role, name in names.items()})


@pytest.fixture
def office(app) -> OutsideRequests:
    return OutsideRequests(app)


@pytest.fixture
def desk(app, clock):
    """`desk(person)` is a browser in which he is signed in; `desk(None)` a stranger's."""
    return lambda person: Desk(app, clock, person)
