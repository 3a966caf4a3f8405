"""Run in a process of its own: SQLite may not grow any more, then it may again; how each request ended, as JSON.

The words are long, so that they need a page of their own however much is free in those there are.
"""

import json
import re
import sys

from portal.app import create_app
from portal.store.case import Case
from portal.store.db import connection, db

WORDS = "The table came with a broken leg, and nobody answers the telephone. " * 100
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
MANY = 1 << 20

app = create_app()


def main() -> None:
    first = filed()
    allow(pages())
    refused = [filed() for _ in range(3)]
    reads = [app.test_client().get(path).status_code for path in ("/", "/guarantee", "/file/enquiry", first.location)]
    allow(MANY)
    afterwards = filed()
    with app.app_context(), connection():
        cases, sound = Case.select().count(), db.execute_sql("pragma integrity_check").fetchone()[0]
    found = {
        "refused with": sorted({answer.status_code for answer in refused}),
        "words kept": all(WORDS.strip() in answer.text for answer in refused),
        "reads": reads,
        "afterwards": afterwards.status_code,
        "cases": cases,
        "integrity": sound,
    }
    sys.stdout.write(json.dumps(found) + "\n")


def filed():
    client = app.test_client()
    ticket = TICKET.search(client.get("/file/complaint").text)[1]
    return client.post("/file/complaint", data={"ticket": ticket, "body": WORDS, "email": "li@example.com"})


def pages() -> int:
    with app.app_context(), connection():
        return db.execute_sql("pragma page_count").fetchone()[0]


def allow(pages: int) -> None:
    """How large the database may be, for every connection from now on."""
    with connection():
        db.obj.pragma("max_page_count", pages, permanent=True)


main()
