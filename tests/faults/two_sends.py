"""Run by test_two_sends.py in a process of its own: one filled-in form, sent eight times at one instant."""

import json
import re
import sys
import threading
from io import BytesIO

from portal.actions import publishing
from portal.app import create_app
from portal.store import schema
from portal.store.case import Case
from portal.store.db import connection
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from tests.core.moments import at

NOW = at("Fri 2026-08-21 10:00")
SENDS = 8
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def main(database_url: str, data_dir: str) -> None:
    settings = {"DATABASE_URL": database_url, "DATA_DIR": data_dir, "SECRET_KEYS": "x" * 40}
    app = create_app(**settings, PUBLIC_URL="http://localhost", RATELIMIT_ENABLED="false")
    app.config["CLOCK"] = lambda: NOW
    with app.app_context(), connection():
        schema.migrate()
        publishing.publish_demo(NOW)
    answers = together(app)
    with app.app_context(), connection():
        sys.stdout.write(json.dumps(counted(answers)) + "\n")


def together(app) -> list:
    """All sends begin at one signal."""
    ticket = TICKET.search(app.test_client().get("/file/complaint").text)[1]
    begin, answers = threading.Barrier(SENDS), []

    def send() -> None:
        form = {"ticket": ticket, "body": "Broken", "email": "li@example.com", "files": (BytesIO(b"words"), "a.txt")}
        begin.wait()
        answers.append(app.test_client().post("/file/complaint", data=form))

    threads = [threading.Thread(target=send) for _ in range(SENDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def counted(answers: list) -> dict:
    return {
        "answers": sorted({answer.status_code for answer in answers}),
        "sends": len(answers),
        "addresses": len({answer.location for answer in answers}),
        "cases": Case.select().count(),
        "messages": Message.select().count(),
        "events": Event.select().count(),
        "letters": Letter.select().count(),
        "files of the case": Case.get().files.count(),
    }


main(*sys.argv[1:])
