"""Run by test_four_bulletins.py in a process of its own: sixty cases of one incident, four workers that tell them at
once, and in each third case a colleague who writes a note at the same time."""

import json
import sys
import threading
from datetime import timedelta

from portal.actions import bulletins, handling, incidents, intake, publishing
from portal.actions.bulletins import Said
from portal.actions.intake import Filing
from portal.app import create_app
from portal.core.case import Given, Verb
from portal.store import schema
from portal.store.bulletin import BulletinCase
from portal.store.case import Case
from portal.store.db import connection
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.person import Person
from tests.core.moments import at

FILED = at("Fri 2026-08-21 09:00")
WRITTEN = FILED + timedelta(minutes=20)
TOLD = FILED + timedelta(minutes=21)
CASES, WORKERS = 60, 4
SAID = Said(Verb.RESPOND, body_en="Cards work again", next_step_en="We check", by_when=FILED + timedelta(days=3))
WORDS = {"title_en": "Cards are refused", "title_zh": "", "text_en": "", "text_zh": ""}


def main(database_url: str, data_dir: str) -> None:
    settings = {"DATABASE_URL": database_url, "DATA_DIR": data_dir, "SECRET_KEYS": "x" * 40}
    app = create_app(**settings, PUBLIC_URL="http://localhost")
    with app.app_context(), connection():
        schema.migrate()
        publishing.publish_demo(FILED - timedelta(days=1))
        wang = Person.create(email="wang@example.com", name="Wang", public_name="Wang", role="supervisor", password="-")
        incident = incidents.begin(WORDS, FILED, wang, FILED)
        filed = [filing(number) for number in range(CASES)]
        incidents.link(incident, filed, wang, FILED)
        bulletins.write(incident, SAID, "f" * 32, wang, WRITTEN)
    together(app, [case.id for case in filed[::3]])
    with app.app_context(), connection():
        sys.stdout.write(json.dumps(counted()) + "\n")


def filing(number: int) -> Case:
    typed = {"email": f"c{number}@example.com", "language": "en"}
    return intake.file(Filing(f"{number:032x}", "complaint", "Broken", **typed), FILED)[0]


def together(app, noted: list[int]) -> None:
    """All workers begin at one signal and tell until nobody waits any more."""
    begin = threading.Barrier(WORKERS + 1)

    def work() -> None:
        with app.app_context(), connection():
            begin.wait()
            while BulletinCase.select().where(BulletinCase.done_at.is_null()).exists():
                bulletins.turn(TOLD)

    def note() -> None:
        with app.app_context(), connection():
            begin.wait()
            for case_id in noted:
                handling.act(Case.get_by_id(case_id), Verb.NOTE, Person.get(), TOLD, Given(body="Called"))

    threads = [threading.Thread(target=work) for _ in range(WORKERS)] + [threading.Thread(target=note)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def counted() -> dict[str, int]:
    return {
        "told": Event.select().where(Event.verb == "respond").count(),
        "noted": Event.select().where(Event.verb == "note").count(),
        "letters": Letter.select().where(Letter.kind == "reply").count(),
        "customers": len({letter.recipient for letter in Letter.select().where(Letter.kind == "reply")}),
        "settled": BulletinCase.select().where(BulletinCase.done_at.is_null(False)).count(),
        "refused": BulletinCase.select().where(BulletinCase.refused != "").count(),
    }


main(*sys.argv[1:])
