"""What a newcomer meets: one command that starts everything, says where to go, and leaves nothing behind."""

import base64
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.house import ROOT
from tests.live import LiveSite, eventually, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc, as on Linux")


@pytest.fixture(scope="module")
def site(tmp_path_factory, live_settings):
    """One site for the tests that only look."""
    with LiveSite(tmp_path_factory.mktemp("site"), **live_settings()) as site:
        yield site


@pytest.fixture
def own_site(tmp_path, live_settings):
    """A site for a test that ends it."""
    with LiveSite(tmp_path, **live_settings()) as site:
        yield site


def alive(pid: int) -> bool:
    """Whether it still runs; a child that ended and was not yet read by its parent does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def flask(*arguments: str, **settings: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, timeout=60)


def test_it_says_where_to_go_and_how_to_sign_in(site):
    wait_for(lambda: "Kept is running" in site.output, "the greeting", site)
    for address in (site.url, f"{site.url}/staff/sign-in", f"{site.url}/dev/mail"):
        assert address in site.output
    assert site.invitation.startswith(f"{site.url}/staff/invite/")


def test_the_pages_it_names_are_there(site):
    for path in ("/", "/guarantee", "/dev/mail", site.invitation.removeprefix(site.url), "/readyz"):
        with urlopen(site.url + path, timeout=5) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_with_everything_it_started(own_site, how):
    (worker,) = wait_for(own_site.children, "the worker", own_site)
    assert own_site.stop(how) == 0
    assert not alive(worker)
    assert own_site.output.rstrip().endswith("Stopped.")


def test_a_worker_does_not_outlive_a_killed_parent(own_site):
    (worker,) = wait_for(own_site.children, "the worker", own_site)
    own_site.stop(signal.SIGKILL)
    assert eventually(lambda: not alive(worker))


def test_a_worker_that_dies_is_started_again(site):
    (worker,) = wait_for(site.children, "the worker", site)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: "is started again" in site.output, "word of it", site)
    (another,) = wait_for(site.children, "another worker", site)
    assert another != worker


def test_the_second_start_is_quick_and_changes_nothing(own_site):
    before = own_site.invitation
    own_site.stop()
    own_site.start()
    assert own_site.seconds_to_first_page < 2
    assert signed_for(own_site.invitation) == signed_for(before)


def signed_for(invitation: str) -> str:
    """Whom the link is for: the part of it that is not the moment and the signature."""
    payload = invitation.rpartition("/")[2].partition(".")[0]
    return base64.urlsafe_b64decode(payload + "==").decode().partition(",")[2]


def test_a_taken_port_is_told_in_a_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = flask("serve", "--with-worker", DATA_DIR=str(tmp_path), PORT=str(port))
    assert done.returncode == 1
    assert f"Cannot open port {port} on 127.0.0.1: Address already in use." in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_settings_are_told_in_sentences(tmp_path):
    done = flask("serve", DATA_DIR=str(tmp_path), PORT="x", TRUSTED_PROXIES="many")
    assert done.returncode == 1
    assert "- PORT: give a whole number" in done.stderr
    assert "- TRUSTED_PROXIES: give a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_of_pages_asks_for_the_migration(tmp_path):
    done = flask("serve", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "First run: flask --app wsgi migrate" in done.stderr
    assert flask("migrate", DATA_DIR=str(tmp_path)).returncode == 0
    assert flask("work", "--once", DATA_DIR=str(tmp_path)).returncode == 0


def test_an_open_site_says_that_its_mailbox_is_closed(tmp_path):
    with LiveSite(tmp_path, HOST="0.0.0.0", PUBLIC_URL="http://care.example.com") as site:
        wait_for(lambda: "MAIL_SERVER is not set" in site.output, "the warning", site)
        assert "/dev/mail shows private links, so it is closed" in site.output
