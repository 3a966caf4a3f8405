"""What other machines learn of this one: alive, ready, and no more."""

from portal.store import db as store
from portal.store import schema


def test_alive_says_ok_and_no_more(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


def test_alive_asks_no_database(client, monkeypatch):
    monkeypatch.setattr(store.db.obj, "connect", None)
    assert client.get("/healthz").status_code == 200


def test_ready_with_the_tables_of_this_version(client):
    assert client.get("/readyz").text == "ready\n"


def test_not_ready_before_the_migration(client, monkeypatch):
    monkeypatch.setattr(schema, "pending", lambda: ["0002_more"])
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
