"""What a newcomer meets: one command that starts everything, says where to go, and leaves nothing behind."""

import base64
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from portal.commands import greeting, serve
from portal.commands.prepare import Facts
from tests.house import ROOT
from tests.live import LiveSite, eventually, wait_for
from tests.smtp_server import free_port

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc, as on Linux")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory, live_settings):
    """One site on each database, for the tests that only look."""
    with LiveSite(tmp_path_factory.mktemp("site"), **live_settings(request.param)) as site:
        yield site


@pytest.fixture
def own_site(tmp_path, live_settings):
    """A site for a test that ends it."""
    with LiveSite(tmp_path, **live_settings("sqlite")) as site:
        yield site


def alive(pid: int) -> bool:
    """Whether it still runs; a child that ended and was not yet read by its parent does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.mark.live
def test_it_says_where_to_go_and_how_to_sign_in(site):
    wait_for(lambda: "Kept is running" in site.output, "the greeting", site)
    for address in (site.url, f"{site.url}/staff/sign-in", f"{site.url}/dev/mail"):
        assert address in site.output
    assert site.invitation.startswith(f"{site.url}/staff/invite/")


@pytest.mark.live
def test_the_pages_it_names_are_there(site):
    for path in ("/", "/guarantee", "/dev/mail", site.invitation.removeprefix(site.url), "/readyz"):
        with urlopen(site.url + path, timeout=5) as answer:
            assert answer.status == 200


@needs_proc
@pytest.mark.live
def test_it_stops_with_everything_it_started_and_starts_again_quickly(own_site):
    """By SIGTERM as from a service manager, then by Ctrl-C; the second start changes nothing and keeps its keys."""
    invitation = own_site.invitation
    stop(own_site, signal.SIGTERM)
    own_site.start()
    assert own_site.work_so_far() < 2  # of work, not of waiting: the tests share this machine
    assert own_site.seconds_to_first_page < 20
    assert signed_for(own_site.invitation) == signed_for(invitation)
    assert "the demo was published" not in own_site.output.partition("Stopped.")[2]
    stop(own_site, signal.SIGINT)


def stop(site: LiveSite, how: signal.Signals) -> None:
    (worker,) = wait_for(site.children, "the worker", site)
    assert site.stop(how) == 0
    assert not alive(worker)
    assert site.output.rstrip().endswith("Stopped.")


@needs_proc
@pytest.mark.live
def test_a_worker_does_not_outlive_a_killed_parent(own_site):
    (worker,) = wait_for(own_site.children, "the worker", own_site)
    own_site.stop(signal.SIGKILL)
    assert eventually(lambda: not alive(worker))


@needs_proc
@pytest.mark.live
def test_a_worker_that_dies_is_started_again(site):
    (worker,) = wait_for(site.children, "the worker", site)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: "is started again" in site.output, "word of it", site)
    (another,) = wait_for(site.children, "another worker", site)
    assert another != worker


def signed_for(invitation: str) -> str:
    """Whom the link is for: the part of it that is not the moment and the signature."""
    payload = invitation.rpartition("/")[2].partition(".")[0]
    return base64.urlsafe_b64decode(payload + "==").decode().partition(",")[2]


def test_bad_settings_are_told_in_sentences(tmp_path):
    settings = {"DATA_DIR": str(tmp_path), "PORT": "x", "TRUSTED_PROXIES": "many"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True)
    assert done.returncode == 1
    assert "- PORT: give a whole number" in done.stderr
    assert "- TRUSTED_PROXIES: give a whole number" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def flask(app, monkeypatch):
    """Gives `flask(*arguments, **settings)`: the command in this process, with other settings."""

    def invoke(*arguments: str, **settings):
        monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], **({"port": free_port()} | settings)))
        return app.test_cli_runner().invoke(args=arguments)

    return invoke


def test_a_taken_port_is_told_in_a_sentence(flask):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = flask("serve", port=other.getsockname()[1])
    assert done.exit_code == 1
    assert "Address already in use. Stop what uses it, or take another: make run PORT=8001" in done.output


def test_a_server_of_pages_asks_for_the_migration(flask, monkeypatch):
    monkeypatch.setattr(serve, "pending", lambda: ["0002_more"])
    done = flask("serve")
    assert done.exit_code == 1
    assert "First run: flask --app wsgi migrate" in done.output


def test_a_migrated_database_is_left_alone(flask):
    assert flask("migrate").output == "The database is up to date.\n"


def test_working_once_ends_when_nothing_is_due(flask):
    assert flask("work", "--once").exit_code == 0


def test_an_open_site_says_that_its_mailbox_is_closed(app):
    here = app.config["KEPT"]
    there = replace(here, host="0.0.0.0", public_url="http://care.example.com")
    assert "/dev/mail shows private links, so it is closed" in greeting.pages(there)
    assert "/dev/mail" not in greeting.everything(there, Facts(None, None)).partition("MAIL_SERVER")[0]
    assert "MAIL_SERVER" not in greeting.pages(here)
    assert "MAIL_SERVER" not in greeting.pages(replace(there, mail_server="mx.example.com"))


def test_a_start_says_what_is_there(app):
    there = (("Database", "SQLite 3.40.1"), ("Cases", "43"))
    said = greeting.everything(app.config["KEPT"], Facts(None, None, there))
    assert "  Database        SQLite 3.40.1\n  Cases           43\n" in said
    assert "flask --app wsgi doctor" in said
