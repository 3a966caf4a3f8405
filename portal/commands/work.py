"""`flask work`: the watch, the postman and the inbox, each in its own loop with its own connections.

They are loops of their own so that a mail server that hangs never delays a verdict.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.actions import attaching, bulletins, digest, erasing, months, receiving, reviewing, watch
from portal.commands import letterbox, years
from portal.commands.clock import now
from portal.mail import postman
from portal.store import pulse
from portal.store.db import connection
from portal.store.shelf import Shelf

Turn = Callable[[datetime], bool]


def watch_turn(moment: datetime) -> bool:
    with connection():
        _tidy(moment)
        _write_digests(moment)
        woken, told = watch.turn(moment), bulletins.turn(moment)
        return woken or told or _keep_a_month(moment)


def _keep_a_month(moment: datetime) -> bool:
    """When no verdict waits: one finished month of the scorecard; with none left, a look again in an hour."""
    if moment - _tidied.get("months", LONG_AGO) < timedelta(hours=1):
        return False
    kept = months.turn(moment)
    if not kept:
        _tidied["months"] = moment
    return kept


def _write_digests(moment: datetime) -> None:
    """Once a morning; whichever worker comes first writes them."""
    if morning := digest.is_due(moment, _written.get("digest")):
        digest.write(morning, moment)
        _written["digest"] = morning


def _tidy(moment: datetime) -> None:
    """Once an hour: files nobody waits for any more go, and so does what erased cases left outside their rows. Of
    that only so much at once that no verdict waits for it; the rest with the next turn. Reviews are drawn once a day;
    whether they were, is looked at now and then."""
    settings = current_app.config["KEPT"]
    if moment - _tidied.get("files", LONG_AGO) >= timedelta(hours=1):
        _tidied["files"] = moment
        attaching.sweep(Shelf(settings.files_dir), moment)
        receiving.clear(Shelf(settings.files_dir), moment)
    if moment - _tidied.get("erased", LONG_AGO) >= timedelta(hours=1) and erasing.finish(settings.mail_dir, moment):
        _tidied["erased"] = moment
    if moment - _tidied.get("reviews", LONG_AGO) >= timedelta(minutes=10):
        _tidied["reviews"] = moment
        reviewing.draw(moment)


#: The postman and the inbox open and close their connections themselves: they hold none while a mail server takes its
#: time. Without IMAP_URL the inbox has nothing to do.
TURNS: dict[str, Turn] = {"watch": watch_turn, "postman": postman.turn, "inbox": letterbox.turn}
REST = 1.0  # seconds between two looks when nothing was due
BEAT = timedelta(seconds=10)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
PATIENCE = 5.0  # seconds a turn may take to end when the worker is asked to stop

log = logging.getLogger(__name__)
_beaten: dict[str, datetime] = {}
_told: dict[str, str] = {}
_tidied: dict[str, datetime] = {}
_written: dict[str, datetime] = {}


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--with-parent", is_flag=True, help="End when standard input closes: with the process that started it.")
@with_appcontext
def work(once: bool, with_parent: bool) -> None:
    """Keep the promises' clocks and carry the letters."""
    if once:
        until_idle()
        return
    if not with_parent:  # that one says it itself
        for sentence in years.warnings():
            click.echo(sentence, err=True)
    stopping = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stopping.set())
    if with_parent:
        threading.Thread(target=_outlive_no_parent, args=[stopping], daemon=True).start()
    _run_loops(current_app._get_current_object(), stopping)


def until_idle() -> None:
    """Turn after turn, the watch first, until none finds anything due."""
    while any(turn(_moment(name)) for name, turn in TURNS.items()):
        pass


def loop(app: Flask, name: str, stopping: threading.Event) -> None:
    """Turn after turn; it rests only when there was nothing to do."""
    while not stopping.is_set():
        if not _attempt(app, name):
            stopping.wait(REST)


def _attempt(app: Flask, name: str) -> bool:
    """One turn. A turn that fails is told and tried again: the database may be restarting."""
    try:
        with app.app_context():
            busy = TURNS[name](_moment(name))
    except Exception as error:
        _tell_once(name, error)
        return False
    _told.pop(name, None)
    return busy


def _tell_once(name: str, error: Exception) -> None:
    """An outage of an hour is one line in the log, not one a second."""
    if _told.get(name) != repr(error):
        _told[name] = repr(error)
        log.exception("The %s stumbled and tries again every second", name)


def _moment(name: str) -> datetime:
    """Now; noting now and then that this loop is alive, so that staff are told when it is not."""
    with connection():
        moment, last = now(), _beaten.get(name)
        if last is None or abs(moment - last) >= BEAT:
            pulse.beat(name, moment)
            _beaten[name] = moment
        return moment


def _run_loops(app: Flask, stopping: threading.Event) -> None:
    threads = [threading.Thread(target=loop, args=[app, name, stopping], name=name, daemon=True) for name in TURNS]
    for thread in threads:
        thread.start()
    stopping.wait()
    for thread in threads:
        thread.join(PATIENCE)  # what is cut off here is only a lease that runs out


def _outlive_no_parent(stopping: threading.Event) -> None:
    """The parent holds the other end of our standard input; when it is gone, however it died, so is that."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stopping.set()
