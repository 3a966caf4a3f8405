"""The post, as staff touch it: one letter is sent once more."""

from datetime import datetime

from portal.mail import outbox
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.letter import Letter
from portal.store.person import Person


def send_again(letter: Letter, person: Person, now: datetime) -> bool:
    """Queue a letter again, with the Message-ID it had. False: the postman holds it at this moment."""
    with transaction():
        queued = outbox.send_again(letter, now)
        if queued:
            Audit.create(at=now, person=person, verb="letter_again", case=letter.case_id, detail=f"letter {letter.id}")
    return queued
