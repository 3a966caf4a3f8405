"""A customer erases his case by its link: what he reads, and that not one byte of him stays on this machine."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.commands import work
from portal.core.case import Verb
from portal.mail import postman
from portal.store import db as store
from portal.store import schema
from portal.store.case import Case
from portal.store.person import Person
from tests.actions.office import Office
from tests.conftest import DATABASE
from tests.web.customer import Customer, at, words
from tests.web.desk import Writer

TYPED = {
    "body": "canary-body the table 桌腿断了",
    "name": "canary-name",
    "email": "canary-mail@example.com",
    "phone": "13800138000",
    "order_number": "canary-order",
    "subject": "canary-subject",
    "wish": "canary-wish",
    "about_staff": "canary-staff",
    "urgent": "y",
    "urgent_reason": "canary-urgency",
}
#: What people typed, in the spellings in which it could be kept: as it is, and as the search index folds it.
PHONE = ["13800138000", "+8613800138000", "138 0013 8000"]
CANARIES = [*(set(TYPED.values()) - {"y", *PHONE}), *PHONE, "canary", "桌腿"]


@pytest.fixture
def place(house, tmp_path, request, monkeypatch):
    """A committed database and a folder of this test's own."""
    before = store.db.obj
    url = f"sqlite:///{tmp_path}/kept.db"
    if DATABASE != "sqlite":
        url = request.getfixturevalue("postgresql_server")(f"erasing_{request.node.name}"[:60])
    store.open_database(url)
    monkeypatch.setitem(house.config, "KEPT", replace(house.config["KEPT"], data_dir=tmp_path, database_url=url))
    monkeypatch.setattr(work, "_tidied", {})
    with store.connection():
        schema.migrate()
    yield tmp_path
    store.db.obj.close()
    if DATABASE != "sqlite":
        store.db.obj.close_all()
    store.db.initialize(before)


@pytest.fixture
def clock(house, monkeypatch):
    return lambda moment: monkeypatch.setitem(house.config, "CLOCK", lambda: at(moment))


@pytest.fixture
def office(house, place):
    with house.app_context(), store.connection():
        office = Office()
        Person.create(email="admin@example.com", name="Lin", public_name="Lin", role="admin", password="-")
    return office


@pytest.fixture
def customer(house, office, clock):
    """Who filed a case full of canaries, with a file, got his letters, and had it closed."""
    clock("Mon 2026-08-24 10:00")
    browser = house.test_client()
    desk = Writer(browser, clock)
    desk.look()
    sent = desk.send(files=[("canary-file.txt", b"canary-content")], **TYPED)
    assert sent.status_code == 303, sent.text
    with house.app_context(), store.connection():
        office.id = Case.get().id
        office.staff("Mon 2026-08-24 10:10", Verb.NOTE, office.supervisor, body="canary-note")
        by_when = "Mon 2026-12-28 10:00"
        office.staff(
            "Mon 2026-08-24 10:20", Verb.RESPOND, office.supervisor, body="canary-reply", next_step="canary-next",
            by_when=by_when,
        )  # fmt: skip
        office.staff("Mon 2026-08-24 11:00", Verb.RESOLVE, office.supervisor, body="canary-outcome", outcome="declined")
        carry(house, "Mon 2026-08-24 11:30")
        office.customer("Mon 2026-08-24 12:00", Verb.CONFIRM, "")
        carry(house, "Mon 2026-08-24 12:01")
        customer = Customer(browser, office, clock)
        clock("Mon 2026-08-24 13:00")
        customer.where = customer.link
    return customer


def carry(house, moment):
    with house.app_context():
        while postman.turn(at(moment)):
            pass


def read(customer, path=""):
    return customer.client.get(f"{customer.where}{path}")


def erase(customer, **fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', read(customer).text)[1]
    return customer.client.post(f"{customer.where}/erase", data={"csrf_token": token} | fields, follow_redirects=True)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def rows_of_postgresql() -> dict[str, bytes]:
    if DATABASE == "sqlite":
        return {}
    with store.connection():
        tables = store.db.obj.get_tables()
        return {
            t: "\n".join(str(row) for row in store.db.execute_sql(f'select * from "{t}"').fetchall()).encode()
            for t in tables
        }


def found(place: Path) -> set[tuple[str, str]]:
    """Where which canary still stands."""
    everything = bytes_of(place) | rows_of_postgresql()
    return {
        (name, canary)
        for name, content in everything.items()
        for canary in CANARIES
        if canary.lower().encode() in content.lower()
    }


def test_the_record_holds_everything_that_is_kept_of_the_customer(customer):
    record = read(customer, "/record.json")
    content = record.text
    for canary in (*CANARIES, "canary-reply", "canary-next", "canary-outcome", "canary-file.txt"):
        assert canary in content or canary in PHONE, canary
    assert any(phone in content for phone in PHONE)
    assert "canary-note" not in content
    kept = json.loads(content)
    assert [len(file["sha256"]) for file in kept["files"]] == [64]
    assert "received" in [letter["kind"] for letter in kept["letters"]]
    assert all(letter["text"] for letter in kept["letters"])


def test_no_byte_of_the_customer_stays(house, place, customer, clock):
    assert found(place), "The canaries are looked for in the wrong place."
    page = erase(customer, sure="y")
    assert "It is erased." in page.text
    left = found(place)
    assert {name.partition("-")[0] for name, _ in left} <= {"kept.db", "letter"}
    assert {canary for _, canary in left} == {TYPED["email"], "canary"}, (
        "the address of the last letter, until it is sent"
    )
    carry(house, "Mon 2026-08-24 13:01")
    tomorrow = at("Mon 2026-08-24 13:01") + timedelta(hours=25)
    with house.app_context():
        work.watch_turn(tomorrow - timedelta(minutes=30))
    assert found(place) == set()


def test_nobody_erases_without_saying_that_he_is_sure(customer, office):
    page = erase(customer)
    assert (page.status_code, "Tick the box if you want everything erased." in page.text) == (422, True)
    with store.connection():
        assert office.case.erased_at is None


def test_afterwards_the_link_shows_a_short_page_and_nothing_can_be_sent(house, customer, office):
    erase(customer, sure="y")
    with store.connection():
        reference = office.case.reference
    for browser in (customer.client, house.test_client()):
        page = browser.get(customer.where)
        assert reference in page.text
        assert "This case was erased" in words(page)
        assert "You get a handling plan within 48 hours." in words(page)
        assert "csrf_token" not in page.text
    sent = customer.client.post(f"{customer.where}/reply", data={"body": "One more thing"})
    assert (sent.status_code, sent.location) == (303, customer.where)
    assert customer.client.post(f"{customer.where}/open").location == customer.where
    assert customer.client.get(f"{customer.where}/files/1").status_code == 404
    assert "canary" not in read(customer, "/record.json").text
