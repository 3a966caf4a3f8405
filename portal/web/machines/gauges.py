"""What `/metrics` tells: how much there is to do, what lies behind, whether the loops are alive. No name, no reference.

All of it but the disk is read from the store, so that every process of one portal tells the same.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from portal.config import Settings
from portal.store import case, gauges, pulse
from portal.store.db import is_sqlite
from portal.web.machines.exposition import Gauge, by, one

#: The worker's loops that work without being asked to. That of answers by mail is told by the mailbox it reads.
LOOPS = ("watch", "postman")
MAILBOX = "mailbox"
COUNTED = f"Counted up to {gauges.MOST}."
OPEN_COUNTED = f"Counted up to {gauges.MOST} with a promise that runs, the most urgent first, and as many without."


def told(settings: Settings, version: str, now: datetime) -> Iterator[Gauge]:
    yield from _itself(settings, version)
    yield from _cases(now)
    yield from _letters(now)
    yield from _incoming()
    yield from _loops(settings, now)


def _itself(settings: Settings, version: str) -> Iterator[Gauge]:
    database = "sqlite" if is_sqlite() else "postgresql"
    info = one(1, version=version, database=database)
    yield Gauge("kept_build_info", "Always 1. The version of this portal, and the kind of its database.", info)
    free = _bytes_free(settings.data_dir)
    if free is not None:
        yield Gauge("kept_data_free_bytes", "Room left on the disk where DATA_DIR lies.", one(free))


def _bytes_free(folder: Path) -> int | None:
    """None where the disk is gone: then the other figures are wanted all the more."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _cases(now: datetime) -> Iterator[Gauge]:
    found = gauges.open_cases(now)
    turns = f"Open cases, by whose turn it is. {OPEN_COUNTED}"
    yield Gauge("kept_cases_open", turns, by("state", found.by_state))
    late = f"Open cases whose next promised moment has passed. {COUNTED}"
    yield Gauge("kept_cases_late", late, one(found.late))
    lag = "How long the case that waits longest for the watch has been waiting: a verdict, a reminder, a closing."
    yield Gauge("kept_watch_lag_seconds", lag, one(_seconds(case.next_wake(), now)))


def _letters(now: datetime) -> Iterator[Gauge]:
    """Each letter counts in one state only. That it is tried again is a state here, and is none in its row."""
    underway = gauges.underway()
    states = {"queued": underway.queued, "retrying": underway.retrying, **gauges.troubled_letters()}
    about = "Letters that are not sent yet, or need somebody (dead, uncertain, undelivered)."
    yield Gauge("kept_letters", f"{about} {COUNTED}", by("state", states))
    lag = "How long the letter that waits longest could have gone already."
    yield Gauge("kept_letters_lag_seconds", lag, one(_seconds(underway.first_at, now)))


def _incoming() -> Iterator[Gauge]:
    about = f"Mails that came in and wait for somebody to say what they are. {COUNTED}"
    yield Gauge("kept_mail_waiting", about, one(gauges.waiting_mail()))


def _loops(settings: Settings, now: datetime) -> Iterator[Gauge]:
    """A loop that never ran is not there: it has no age."""
    names = LOOPS if settings.imap_url is None else (*LOOPS, MAILBOX)
    ages = {name: _seconds(at, now) for name, at in sorted(pulse.last_of(names).items())}
    about = "Since each loop of the worker was last known to be alive; of mailbox, since IMAP_URL was last read."
    yield Gauge("kept_loop_silence_seconds", about, by("loop", ages))


def _seconds(since: datetime | None, now: datetime) -> int:
    """Whole seconds since then; 0 for what lies ahead, or is not there."""
    return max(0, int((now - since).total_seconds())) if since else 0
