"""A portal as processes of its own that a test may kill: the server of pages and workers, each by itself."""

import os
import time
from pathlib import Path
from urllib.request import urlopen

from tests.faults import warm
from tests.live import eventually
from tests.smtp_server import Mailserver, free_port

PATIENCE = 30.0
SECRET = "x" * 40
FLASK = ("flask", "--app", "wsgi")


class Place:
    """One folder, one database, one port. `opened()` makes the tables and publishes the demo guarantee."""

    def __init__(self, folder: Path, database_url: str):
        self.folder, self.database_url, self.port = folder, database_url, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "PORT": str(self.port), "SECRET_KEYS": SECRET}
        self.environment = os.environ | own | {"RATELIMIT_ENABLED": "false"}
        self.processes: list[Process] = []

    def opened(self) -> "Place":
        self.script("opening")
        return self

    def sends_by(self, mailserver: Mailserver, **settings: object) -> None:
        """From the next start on, letters go there. RETRY_BASE is a second, where nothing else is said."""
        server = {"MAIL_SERVER": mailserver.host, "MAIL_PORT": mailserver.port, "MAIL_USE_TLS": "false"}
        sender = {"MAIL_DEFAULT_SENDER": "Kept <kept@example.com>", "RETRY_BASE": 1}
        self.environment |= {k: str(v) for k, v in (server | sender | settings).items()}

    def web(self) -> "Process":
        return self._process("serve", *FLASK, "serve", ready=lambda: answers(f"{self.url}/readyz"))

    def worker(self) -> "Process":
        return self.start_flask("work")

    def flask(self, *arguments: str) -> str:
        """What this command says; it must succeed."""
        return self._run(*FLASK, *arguments)

    def start_flask(self, *arguments: str) -> "Process":
        return self._process(arguments[0], *FLASK, *arguments)

    def refused(self, *arguments: object) -> str:
        """What a command says that must not succeed."""
        done = warm.run([*FLASK, *map(str, arguments)], self.environment)
        assert done.returncode == 1, done
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def script(self, name: str, *arguments: object) -> str:
        """What this script beside this module says."""
        return self._run(f"tests.faults.processes.{name}", *map(str, arguments))

    def start_script(self, name: str, *arguments: object) -> "Process":
        return self._process(name, f"tests.faults.processes.{name}", *map(str, arguments))

    def agrees(self) -> bool:
        """Whether cases, history, promises, letters and files agree, as the portal checks it itself."""
        return "Everything agrees." in self.flask("reconcile")

    def said(self) -> str:
        """What all its processes wrote so far."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        for process in self.processes:
            process.kill()

    def _run(self, module: str, *arguments: str) -> str:
        done = warm.run([module, *arguments], self.environment)
        assert done.returncode == 0, f"{module} {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def _process(self, name: str, *command: str, ready=lambda: True) -> "Process":
        log = self.folder / f"{len(self.processes)}-{name}.log"
        process = Process([*command], self.environment, log, ready)
        self.processes.append(process)
        return process.start()


class Process:
    """One process of the place; it writes into a file, so that a full pipe cannot stall it."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, ready=lambda: True):
        self.command, self.environment, self.log, self.ready = command, environment, log, ready
        self.child: warm.Child | None = None

    def start(self) -> "Process":
        self.child = warm.start(self.command, self.environment, self.log, self.log)
        ready = eventually(lambda: self.ready() or not self.alive)
        told = f"{self.command} did not start:\n{self.log.read_text()[-3000:]}"
        assert ready, told
        assert not self.child.exitcode, told
        return self

    @property
    def alive(self) -> bool:
        return self.child.is_alive()

    @property
    def pid(self) -> int:
        return self.child.pid

    def kill(self) -> float:
        """As if the power went: no signal it could hear. When that was."""
        self.child.kill()
        self.ended()
        return time.time()

    def stop(self) -> int:
        """As a service manager ends it; its exit code."""
        self.child.terminate()
        return self.ended()

    def ended(self) -> int:
        """Wait for it; its exit code."""
        self.child.join(PATIENCE)
        assert not self.alive, f"{self.command} goes on and on:\n{self.log.read_text()[-3000:]}"
        return self.child.exitcode


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
