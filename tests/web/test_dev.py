"""The mailbox of one's own machine: it shows the letters, runs nothing in them, and is there for nobody else."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from portal.store.letter import Letter

LINK = "http://localhost/s/a-signed-link"
PHONE_IN_THE_LAN = {"REMOTE_ADDR": "192.168.1.20"}


def letter(subject: str, recipient: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "care@example.com", recipient
    message["Date"] = "Thu, 20 Aug 2026 02:00:00 -0000"
    message.set_content(f"Your case:\n{LINK}\n")
    message.add_alternative(f"<html><head></head><body><a href='{LINK}'>Your case</a></body></html>", subtype="html")
    return message.as_bytes()


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """Two letters in a folder of this test's own."""
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], data_dir=tmp_path))
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "00000001-aa.eml").write_bytes(letter("Hello <b>you</b>", "kim@example.com"))
    (tmp_path / "mail" / "00000002-bb.eml").write_bytes(letter("已收到您的投诉", "wang@example.com"))
    return tmp_path / "mail"


def test_the_newest_letter_stands_first(client, folder):
    page = client.get("/dev/mail").text
    assert page.index("已收到您的投诉") < page.index("Hello &lt;b&gt;you&lt;/b&gt;")


def test_an_empty_mailbox_says_what_would_be_there(client, folder):
    for file in folder.iterdir():
        file.unlink()
    assert "No letter yet" in client.get("/dev/mail").text


def test_a_letter_is_shown_with_its_link(client, folder):
    page = client.get("/dev/mail/00000001-aa").text
    assert f'<a href="{LINK}"' in page
    assert "kim@example.com" in page


def test_a_letters_html_runs_nothing_and_opens_links_outside_its_frame(client, folder):
    response = client.get("/dev/mail/00000001-aa/html", read=False)
    assert '<base target="_top">' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["00000003-cc", "..%2f00000001-aa", "*", "%00", "00000001-aa.eml"])
def test_only_letters_of_the_folder_are_found(client, folder, name):
    assert client.get(f"/dev/mail/{name}").status_code == 404


@pytest.mark.parametrize(
    ("environ", "headers"),
    [(PHONE_IN_THE_LAN, {}), ({}, {"X-Forwarded-For": "127.0.0.1"}), ({}, {"Forwarded": "for=127.0.0.1"})],
)
def test_it_is_closed_to_every_other_machine(client, folder, environ, headers):
    for address in ("/dev/mail", "/dev/mail/00000001-aa", "/dev/mail/00000001-aa/html"):
        assert client.get(address, environ_overrides=environ, headers=headers).status_code == 404


def test_it_is_gone_where_a_mail_server_is_set(app, client, folder, monkeypatch):
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], mail_server="mx.example.com"))
    assert client.get("/dev/mail").status_code == 404


# --- the parts of the pages


def test_every_part_of_the_pages_is_shown_in_every_state(client):
    page = client.get("/dev/components", read=False).text  # one thing wrong on purpose: a form with a mistake in it
    for standing in ("upcoming", "running", "paused", "late", "kept", "broken", "void"):
        assert f'class="promise is-{standing}"' in page
        assert f'class="standing is-{standing}"' in page
    for part in ("ball is-us", "ball is-you", "message is-note", "picture-dot", "picture-column", "notice is-error"):
        assert f'class="{part}' in page


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 429, 500, 503])
def test_what_people_see_when_something_goes_wrong_can_be_looked_at(client, code):
    assert client.get(f"/dev/errors/{code}").status_code == 200


def test_the_parts_are_there_for_nobody_else(client):
    for path in ("/dev/components", "/dev/errors/404"):
        assert client.get(path, environ_base=PHONE_IN_THE_LAN).status_code == 404
    assert client.get("/dev/errors/418").status_code == 404


def test_a_letter_that_waits_for_more_news_is_shown_with_its_moment(client, folder, now, app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: now)
    moment = now + timedelta(minutes=10)
    facts = {"kind": "reply", "recipient": "kim@example.com", "language": "en", "subject": "An answer", "text": "x"}
    Letter.create(**facts, message_id="<1>", at=now, try_at=moment)
    page = client.get("/dev/mail").text
    assert "Letters that wait for more news" in page
    assert "An answer" in page
