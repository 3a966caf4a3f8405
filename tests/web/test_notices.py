"""What is said at addresses that machines look for by themselves."""

from dataclasses import replace

import pytest

from portal import config
from tests.core.moments import at


@pytest.fixture
def clock(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at("Thu 2026-08-20 10:00"))


def test_robots_are_kept_out_of_the_office_and_are_told_of_no_private_link(client):
    text = client.get("/robots.txt").text
    assert "Disallow: /staff/" in text
    assert "/s/" not in text
    assert "/survey" not in text


def test_whom_to_tell_of_a_weakness(app, client, clock, monkeypatch):
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "Contact: mailto:service@example.com",
        "Expires: 2027-02-16T00:00:00Z",
        "Preferred-Languages: zh, en",
        "Canonical: http://localhost/.well-known/security.txt",
    ]
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], security_contact="https://example.com/report"))
    assert "Contact: https://example.com/report" in client.get("/.well-known/security.txt").text


def test_an_old_browser_finds_the_icon(client):
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


CONTACTS = [
    ("security@example.com", "mailto:security@example.com"),
    ("mailto:security@example.com", "mailto:security@example.com"),
    ("https://example.com/report", "https://example.com/report"),
    ("", None),
]


@pytest.mark.parametrize(("typed", "meant"), CONTACTS)
def test_the_contact_is_an_address_or_a_page(tmp_path, typed, meant):
    assert config.load({"DATA_DIR": str(tmp_path), "SECURITY_CONTACT": typed}).security_contact == meant


def test_anything_else_is_told_at_the_start(tmp_path):
    with pytest.raises(config.ConfigRefused, match="SECURITY_CONTACT: give an e-mail address"):
        config.load({"DATA_DIR": str(tmp_path), "SECURITY_CONTACT": "javascript:alert(1)"})
