"""The post, as staff touch it: one letter is sent once more, to the address its customer has now, or a better one."""

from datetime import datetime

from portal.actions import moves
from portal.actions.moves import Actor
from portal.core.case import Given, Verb
from portal.mail import outbox
from portal.mail.draft import CUSTOMER, LOST_LINKS, SURVEY
from portal.store import case as cases
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.letter import Letter
from portal.store.person import Person

TO_CUSTOMERS = (*CUSTOMER, LOST_LINKS, SURVEY)


def send_again(letter: Letter, person: Person, now: datetime) -> bool:
    """Queue a letter again, with the Message-ID it had. False: the postman holds it at this moment."""
    with transaction():
        queued = outbox.send_again(letter, now, _address_now(letter))
        if queued:
            Audit.create(at=now, person=person, verb="letter_again", case=letter.case_id, detail=f"letter {letter.id}")
    return queued


def correct(letter: Letter, email: str, person: Person, now: datetime) -> bool:
    """Correct the address of the letter's case, and send the letter there. Raises Refused or Overtaken, and then
    nothing changed. False: the address is corrected, but the postman holds the letter at this moment."""
    with transaction():
        case = moves.move(cases.reread(letter.case), Verb.CORRECT, Actor.staff(person), now, Given(email=email))
        Audit.create(at=now, person=person, verb=Verb.CORRECT, case=case)
        return send_again(letter, person, now)


def is_correctable(letter: Letter) -> bool:
    """Whether this letter went to a customer, whose address can be put right: an imported case gets no letter."""
    case = letter.case if letter.case_id else None
    return letter.kind in TO_CUSTOMERS and bool(case and letter.text) and not case.imported and not case.erased_at


def _address_now(letter: Letter) -> str:
    """Where the letter goes today: a customer may have corrected his address since it was written."""
    mine = letter.kind in TO_CUSTOMERS and letter.case_id
    return (cases.reread(letter.case).email if mine else "") or letter.recipient
