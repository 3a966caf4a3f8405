"""The postman takes one letter at a time out of the outbox and delivers it, never inside a transaction.

Where no mail server is set, letters become `.eml` files: the same row, the same states, another letterbox.
"""

import logging
import os
import socket
import threading
import time
from datetime import datetime, timedelta
from functools import partial

from flask import current_app
from peewee import InterfaceError, OperationalError, PeeweeException

from portal.mail import outbox, smtp
from portal.mail.compose import ComposeRefused, Message, compose
from portal.mail.draft import SENT, Outcome
from portal.store.db import connection, db
from portal.store.letter import Letter

log = logging.getLogger(__name__)

#: How often the result of a try is offered to a database that does not answer, a second apart.
SETTLE_TRIES = 5


def turn(now: datetime) -> bool:
    """Send the letter that has waited longest, if one is due. Whether there was one."""
    with connection():
        letter = outbox.claim(_name(), now)
    if letter is None:
        return False
    with Heartbeat(letter, now) as heart:
        outcome = _try(letter, now, heart)
    _settle(letter, outcome, heart.now())
    return True


def _name() -> str:
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{threading.get_ident()}"


def _try(letter: Letter, now: datetime, heart: "Heartbeat") -> Outcome:
    try:
        with connection():
            message = compose(letter, now)
        return _deliver(letter, message, heart)
    except ComposeRefused as refused:
        return Outcome("refused", str(refused))
    except Exception as error:  # whatever is wrong with one letter, the next one is due
        log.exception("Letter %s could not be sent", letter.id)
        return Outcome("later", f"{type(error).__name__}: {error}")


def _deliver(letter: Letter, message: Message, heart: "Heartbeat") -> Outcome:
    if current_app.config["KEPT"].mail_server:
        return smtp.deliver(message, heart.holds)
    _into_file(letter, message.as_bytes())
    return SENT


def _into_file(letter: Letter, content: bytes) -> None:
    """One file a letter, whole or not at all; a letter delivered twice is the same file."""
    folder = current_app.config["KEPT"].mail_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{letter.id:08d}-{letter.message_id[1:9]}.eml"
    draft = folder / f".{name}.{threading.get_ident()}"
    draft.write_bytes(content)
    draft.replace(folder / name)


def _settle(letter: Letter, outcome: Outcome, now: datetime) -> None:
    """A letter that is out but not marked goes out twice, so a database that restarts is asked again."""
    for _ in range(SETTLE_TRIES):
        try:
            with connection():
                settled = outbox.settle(letter, outcome, now)
        except (OperationalError, InterfaceError):
            log.exception("The result of letter %s could not be written yet", letter.id)
            db.close()
            time.sleep(1)
        else:
            return _note(letter, outcome, settled)
    return None


def _note(letter: Letter, outcome: Outcome, settled: bool) -> None:
    if not settled:
        log.warning("Letter %s was taken over while it was being sent (%s)", letter.id, outcome.how)
    elif outcome.how != "sent":
        log.warning("Letter %s, try %s: %s, %s", letter.id, letter.tries, outcome.how, outcome.error)


class Heartbeat:
    """Renews the lease of a letter while it is being sent, in a thread with a connection of its own.

    Time is the moment of the claim plus what a stopwatch shows since, so that a clock that is set meanwhile
    neither ends the lease nor stretches it.
    """

    def __init__(self, letter: Letter, now: datetime):
        settings = current_app.config["KEPT"]
        self.every, self.lease = settings.outbox_heartbeat, settings.outbox_lease
        self.letter, self.start, self.started = letter, now, time.monotonic()
        self.held_until = self.started + self.lease
        self.stop = threading.Event()
        self.thread = threading.Thread(target=partial(self._run, current_app._get_current_object()), daemon=True)

    def __enter__(self) -> "Heartbeat":
        self.thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.stop.set()
        self.thread.join()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=int(time.monotonic() - self.started))

    def holds(self) -> bool:
        """Whether nobody else can have taken the letter yet."""
        return time.monotonic() < self.held_until

    def _run(self, app) -> None:
        with app.app_context():
            while not self.stop.wait(self.every):
                self._beat()

    def _beat(self) -> None:
        before = time.monotonic()
        try:
            with connection():
                held = outbox.beat(self.letter, outbox.lease_end(self.now()))
        except PeeweeException:
            log.exception("The lease of letter %s could not be renewed", self.letter.id)
        else:
            self.held_until = before + self.lease if held else before
