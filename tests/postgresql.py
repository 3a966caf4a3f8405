"""A PostgreSQL server of our own for the tests: found on the system, made in a temporary folder, thrown away.

It runs with TimeZone=Asia/Shanghai, so that a naive moment cannot hide, and without fsync, because it is not kept.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

INSTALL = "make test-system (or: apt-get install postgresql)"
SETTINGS = {
    "listen_addresses": "",
    "timezone": "Asia/Shanghai",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def find() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them off the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    found = installed[-1:] or ([Path(on_path).resolve()] if on_path else [])
    return found[0].parent if found else None


@contextmanager
def server(binaries: Path):
    """The folder of the socket of a running server."""
    folder = Path(tempfile.mkdtemp(prefix="kept-pg-", dir="/tmp"))  # a socket's path must be short
    shutil.chown(folder, _owner())
    try:
        _run(
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "trust",
            "-N",
        )
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        _run(
            binaries / "pg_ctl",
            "-D",
            folder / "data",
            "-l",
            folder / "log",
            "-w",
            "-o",
            f"{options} -k {folder}",
            "start",
        )
        try:
            yield folder
        finally:
            _run(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create(binaries: Path, folder: Path, name: str, like: str = "template1") -> str:
    """The address of a new database on this server: empty, or a copy of another one that nobody is connected to."""
    _run(binaries / "createdb", "-h", folder, "-U", "postgres", "-T", like, name)
    return f"postgresql://postgres@/{name}?host={folder}"


def say(binaries: Path, folder: Path, statement: str) -> None:
    """One statement to this server, as its administrator."""
    _run(binaries / "psql", "-h", folder, "-U", "postgres", "-c", statement)


def restart(binaries: Path, folder: Path, how: str) -> None:
    """Stop and start again with the options it had. `how` is smart, fast or immediate, as pg_ctl knows them."""
    _run(binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-m", how, "restart")


def _owner() -> str | int:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return "postgres" if os.geteuid() == 0 else os.geteuid()


def _run(*command: object) -> None:
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **user)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
