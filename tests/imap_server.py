"""A real IMAP server for the tests: Dovecot, in a folder of its own, with one mailbox.

with imap_server.running() as server:
    server.puts(b"From: …")       # a mail arrives
    server.url                     # what IMAP_URL is set to
    server.folder("INBOX")         # what lies there
"""

import getpass
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.smtp_server import free_port

INSTALL = "make test-system (on Debian as root), or: apt-get install dovecot-imapd"
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])
USER, PASSWORD = "reply", "hush@/now"
PATIENCE = 20.0

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{folder}/mail
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{more}
"""


class Server:
    """`port` on 127.0.0.1; whoever knows PASSWORD is let in."""

    def __init__(self, folder: Path, port: int):
        self.directory, self.port = folder, port
        self.url = f"imap://{USER}:hush%40%2Fnow@127.0.0.1:{port}/INBOX"

    def puts(self, *mails: bytes, folder: str = "INBOX", at: float | None = None) -> None:
        """These mails arrive, one after the other."""
        with self.session() as session:
            for mail in mails:
                when = imaplib.Time2Internaldate(at) if at else None
                assert session.append(folder, None, when, mail)[0] == "OK"

    def folder(self, name: str) -> list[bytes]:
        """The mails that lie there, whole; none where there is no such folder."""
        with self.session() as session:
            if session.select(name, readonly=True)[0] != "OK":
                return []
            found = session.search(None, "ALL")[1][0].split()
            return [session.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in found]

    def flags(self, name: str) -> str:
        with self.session() as session:
            session.select(name, readonly=True)
            return str(session.fetch("1:*", "(FLAGS)")[1])

    def session(self) -> imaplib.IMAP4:
        session = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE)
        session.login(USER, PASSWORD)
        return session

    def empty(self) -> None:
        """As it was when it was new."""
        with self.session() as session:
            for name in ("INBOX", "Kept"):
                state, number = session.select(name)
                if state == "OK" and number != [b"0"]:
                    session.store("1:*", "+FLAGS", r"(\Deleted)")
                    session.expunge()

    def answers(self) -> bool:
        try:
            with self.session():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False


def find() -> str | None:
    """Where the program is, if it is installed."""
    return shutil.which("dovecot", path=PLACES)


@contextmanager
def running(more: str = "") -> Iterator[Server]:
    """`more`: settings of Dovecot's own for this one."""
    folder = Path(tempfile.mkdtemp(prefix="kept-imap-"))
    server = Server(folder, free_port())
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, port=server.port, password=PASSWORD, more=more, **_people(folder)))
    process = subprocess.Popen([find(), "-F", "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _people(folder: Path) -> dict[str, object]:
    """Who runs what: as root Dovecot's own users, and otherwise whoever runs the tests."""
    mail = folder / "mail"
    mail.mkdir()
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        folder.chmod(0o755)
        os.chown(mail, nobody.pw_uid, nobody.pw_gid)
        who = {"login": "dovenull", "internal": "dovecot", "group": "dovecot"}
        return who | {"uid": nobody.pw_uid, "gid": nobody.pw_gid}
    me = getpass.getuser()
    group = os.getgid()
    return {"login": me, "internal": me, "group": group, "uid": os.getuid(), "gid": group}


def _wait_for(server: Server, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while not server.answers():
        said = (server.directory / "log").read_text() if (server.directory / "log").exists() else ""
        assert process.poll() is None, f"Dovecot ended: {said}"
        assert time.monotonic() < end, f"Dovecot does not answer: {said}"
        time.sleep(0.02)


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
