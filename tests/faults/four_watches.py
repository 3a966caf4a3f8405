"""Run by test_four_watches.py in a process of its own: thirty late cases, four watches at once."""

import json
import sys
import threading
from datetime import timedelta

from portal.actions import intake, publishing, watch
from portal.actions.intake import Filing
from portal.app import create_app
from portal.store import schema
from portal.store.case import Case
from portal.store.db import connection
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.person import Person
from tests.core.moments import at

FILED = at("Fri 2026-08-21 09:00")
LATE = FILED + timedelta(days=2, seconds=1)
CASES, WATCHES = 30, 4


def main(database_url: str, data_dir: str) -> None:
    settings = {"DATABASE_URL": database_url, "DATA_DIR": data_dir, "SECRET_KEYS": "x" * 40}
    app = create_app(**settings, PUBLIC_URL="http://localhost")
    with app.app_context(), connection():
        schema.migrate()
        publishing.publish_demo(FILED - timedelta(days=1))
        Person.create(email="wang@example.com", name="Wang", public_name="Wang", role="supervisor", password="-")
        for number in range(CASES):
            intake.file(Filing(f"{number:032x}", "complaint", "Broken", email=f"c{number}@example.com"), FILED)
    together(app)
    with app.app_context(), connection():
        sys.stdout.write(json.dumps(counted()) + "\n")


def together(app) -> None:
    """All watches begin at one signal and look until there is nothing more to do."""
    begin = threading.Barrier(WATCHES)

    def work() -> None:
        with app.app_context(), connection():
            begin.wait()
            while watch.turn(LATE):
                pass

    threads = [threading.Thread(target=work) for _ in range(WATCHES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def counted() -> dict[str, int]:
    return {
        "cases": Case.select().count(),
        "broken": Deadline.select().where(Deadline.verdict == "broken").count(),
        "breaches": Breach.select().count(),
        "misses": Event.select().where(Event.verb == "miss").count(),
        "apologies": Letter.select().where(Letter.kind == "missed").count(),
        "new dates": Deadline.select().where(Deadline.because == "missed").count(),
    }


main(*sys.argv[1:])
