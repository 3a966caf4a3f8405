"""Processes of the portal that begin where its imports end: forked off one that has loaded it and done nothing else.

Loading takes a second of the processor, and the faults start some three hundred processes. Settings, database and
everything else of a start come after the fork, in each process anew; tests/test_start.py tells of the whole start.
"""

import multiprocessing
import os
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.house import ROOT

LOADED = multiprocessing.get_context("forkserver")
LOADED.set_forkserver_preload(["__main__", "flask.cli", "portal.app"])
Child = multiprocessing.process.BaseProcess


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def start(command: list[str], environment: dict[str, str], out: Path, err: Path) -> Child:
    """`python -m command` in a process of its own, which adds what it says to these files."""
    for file in (out, err):
        file.touch()
    process = LOADED.Process(target=_become, args=(command, dict(environment), str(out), str(err)), daemon=True)
    process.start()
    return process


def run(command: list[str], environment: dict[str, str] | None = None, timeout: float = 300) -> Done:
    """The same, to its end."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start(command, environment or os.environ, out, err)
        process.join(timeout)
        process.kill()  # who is still there after that time
        process.join()
        return Done(process.exitcode, out.read_text(), err.read_text())


def _become(command: list[str], environment: dict[str, str], out: str, err: str) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND), descriptor)
    sys.argv = command[:]
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
