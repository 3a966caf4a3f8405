"""The worker as a child of the web process: started with it, started again if it dies, never left behind."""

import subprocess
import sys
import threading
import time

import click

from portal.config_reader import ROOT

COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--with-parent"]
PATIENCE = 15.0  # seconds the worker is given to end by itself
LONGEST_REST = 30.0


class Worker:
    """Use as a context: the child lives as long as the block."""

    def __enter__(self) -> "Worker":
        self._stopping = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._one_at_a_time:
            self._stopping.set()
        self._child.stdin.close()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._watcher.join(PATIENCE)

    def _start(self) -> None:
        # The pipe is the leash: however this process ends, the child's standard input closes and it ends too.
        # So Ctrl-C is for us alone, and the child is asked to end in its own time.
        self._child = subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)

    def _watch(self) -> None:
        """Start the worker again when it dies, more patiently each time it dies at once."""
        rest = 0.5
        while True:
            began = time.monotonic()
            code = self._child.wait()
            rest = 1.0 if time.monotonic() - began > LONGEST_REST else min(rest * 2, LONGEST_REST)
            if self._stopping.wait(rest) or not self._start_again(code):
                return

    def _start_again(self, code: int) -> bool:
        with self._one_at_a_time:
            if self._stopping.is_set():
                return False
            click.echo(f"The worker ended unexpectedly (code {code}) and is started again.", err=True)
            self._child.stdin.close()
            self._start()
            return True
