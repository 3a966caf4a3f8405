"""The whole portal as its own processes, on a folder and a port of its own: what a newcomer starts."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.house import ROOT
from tests.smtp_server import free_port

PATIENCE = 30.0


class LiveSite:
    """`flask serve --with-worker` as it is started by `make run`; what it printed is in `output`."""

    def __init__(self, data_dir: Path, **settings: str):
        self.data_dir, self.port = data_dir, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = ""
        self._environment = {**os.environ, "DATA_DIR": str(data_dir), "PORT": str(self.port), **settings}

    def __enter__(self) -> "LiveSite":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self) -> "LiveSite":
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--with-worker"],
            cwd=ROOT,
            env=self._environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        wait_for(self._answers, f"the site to answer at {self.url}", self)
        self.seconds_to_first_page = time.monotonic() - began
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it as a person or a service manager would; its exit code. A second time does nothing."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        self.process.stdout.close()
        return code

    def letters(self) -> list[EmailMessage]:
        """Every letter the postman delivered, oldest first."""
        files = sorted((self.data_dir / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def letter_to(self, recipient: str, count: int = 1) -> EmailMessage:
        """The letter of this number (1 is the first) to this address, once it is there."""

        def arrived() -> list[EmailMessage]:
            return [letter for letter in self.letters() if letter["To"] == recipient][count - 1 : count]

        return wait_for(arrived, f"letter {count} to {recipient}", self)[0]

    @property
    def invitation(self) -> str:
        """The link of the first sign-in, as the start printed it."""
        return wait_for(lambda: re.search(r"http\S+/staff/invite/\S+", self.output), "an invitation", self)[0]

    def work_so_far(self) -> float:
        """How many seconds the processor has worked for the web process; needs Linux."""
        user, system = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def children(self) -> list[int]:
        """The processes this one started."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in listed for pid in file.read_text().split()]

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.output += line

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False


def wait_for(question, what: str, site: LiveSite):
    """Ask again until there is an answer; the answer. Says what it waited for and what the site printed."""

    def asked():
        assert site.process.poll() is None, f"The site ended while we waited for {what}:\n{site.output}"
        return question()

    answer = eventually(asked)
    assert answer, f"Waited {PATIENCE:.0f} s for {what}. The site printed:\n{site.output}"
    return answer


def eventually(question):
    """The first answer that is not empty, or the last one."""
    end = time.monotonic() + PATIENCE
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.02)
    return answer
