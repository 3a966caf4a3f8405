"""The links in letters: PUBLIC_URL is the only base, and they are signed when a letter goes out, not before."""

import re
from datetime import datetime

from flask import current_app

from portal import tokens
from portal.mail import blanks
from portal.mail.addresses import opt_out_mark
from portal.mail.draft import ACCOUNT, CUSTOMER, DESK, LINK, LOST_LINKS, STAFF, SURVEY
from portal.store import person as people
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.person import Person

#: A line of its own: what people typed is set off by two spaces and is never taken for it.
PLACE = re.compile(f"^{re.escape(LINK)}$", re.MULTILINE)
#: In a lost-links letter, which holds nothing anybody typed, a place names the case it stands for.
PLACE_OF_CASE = re.compile(r"^\{\{link ([0-9A-Z-]{1,12})\}\}$", re.MULTILINE)

#: In a survey letter a place names the cycle that is asked about: the case may be in its next one when the letter goes.
#: In one about a review it names the review.
PLACE_OF_SURVEY = re.compile(r"^\{\{link ([0-9]{1,9})\}\}$", re.MULTILINE)


#: A private link as it stands in a letter, and in what somebody quotes of it.
PRIVATE = re.compile(r"/(s|survey)/[A-Za-z0-9_.-]{20,}")

#: In a survey letter, where the link goes by which nobody is asked again.
STOP = "{{stop}}"


class NoLink(ValueError):
    """The letter tells of something that is not there any more."""


def status(case: Case) -> str:
    """The link as it is mailed: it says to which address, so that whoever opens it has shown that the address is his.
    The browser that filed the case knows a link of its own, which proves nothing."""
    return f"{_base()}/s/{tokens.sign('status', [case.id, case.link_key, mailed_to(case)])}"


def mailed_to(case: Case) -> str:
    """What a mailed link says of the address it went to."""
    return blanks.mark(case.email).removeprefix(blanks.MARK)[:12]


def staff_case(reference: str) -> str:
    return f"{_base()}/staff/cases/{reference}"


def account(kind: str, person: Person, now: datetime) -> str:
    """The link of an invitation or of a new password."""
    return f"{_base()}/staff/{kind}/{tokens.sign(kind, [person.id, person.epoch], now)}"


def place(case: Case) -> str:
    """Where the link of this case goes in a lost-links letter."""
    return f"{{{{link {case.reference}}}}}"


def place_of_review(review_id: int) -> str:
    """Where the link to the page of this review goes."""
    return f"{{{{link {review_id}}}}}"


def place_of_survey(case: Case) -> str:
    """Where the link to the questionnaire about this cycle of the case goes."""
    return f"{{{{link {case.cycle}}}}}"


def survey(case: Case, cycle: int, now: datetime) -> str:
    return f"{_base()}/survey/{tokens.sign('survey', [case.id, case.link_key, cycle], now)}"


def unsubscribe(recipient: str) -> str:
    """Where one click ends the questions of how we did (RFC 8058). It needs no case, and works as long as our keys."""
    return f"{_base()}/unsubscribe/{tokens.sign('unsubscribe', [opt_out_mark(recipient)])}"


def text_of(letter: Letter, now: datetime) -> str:
    """The letter's text with its links in place. Raises NoLink."""
    if letter.kind == LOST_LINKS:
        return PLACE_OF_CASE.sub(lambda found: _lost(found[1], letter.recipient), letter.text)
    if letter.kind == SURVEY:
        text = PLACE_OF_SURVEY.sub(lambda found: _survey_of(letter, int(found[1]), now), letter.text)
        return text.replace(f"\n{STOP}\n", f"\n{unsubscribe(letter.recipient)}\n")
    if letter.kind in DESK:
        text = PLACE_OF_SURVEY.sub(lambda found: f"{_base()}/staff/reviews/{found[1]}", letter.text)
        return PLACE.sub(lambda _found: f"{_base()}/staff/queue?view=mine", text)
    return PLACE.sub(lambda _found: _link(letter, now), letter.text)


def _link(letter: Letter, now: datetime) -> str:
    if letter.kind in ACCOUNT:
        return account(letter.kind, _person(letter.recipient), now)
    if letter.kind in STAFF:
        return staff_case(letter.case.reference)
    if letter.kind in CUSTOMER:
        return _status_of(letter.case, letter.recipient)
    raise NoLink(f"nobody says where a letter of the kind “{letter.kind}” leads")


def _lost(reference: str, recipient: str) -> str:
    return _status_of(Case.get_or_none(Case.reference == reference), recipient)


def _survey_of(letter: Letter, cycle: int, now: datetime) -> str:
    return survey(_his(letter.case, letter.recipient), cycle, now)


def _status_of(case: Case | None, recipient: str) -> str:
    return status(_his(case, recipient))


def _his(case: Case | None, recipient: str) -> Case:
    """A private link goes to the address its case has now, whatever the letter says: a mistyped address may
    have been corrected since."""
    if case is None or case.email.lower() != recipient:
        raise NoLink("its case is not this address's any more")
    return case


def _person(email: str) -> Person:
    person = people.by_email(email)
    if person is None or person.retired_at:
        raise NoLink("nobody of this address works here")
    return person


def hidden(text: str) -> str:
    """A text without the private links in it: staff read it, and a link is its customer's alone."""
    return re.sub(re.escape(_base()) + PRIVATE.pattern, f"{_base()}/…", text)


def _base() -> str:
    return current_app.config["KEPT"].public_url
