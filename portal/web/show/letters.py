"""A letter in words: what it is, where it stands, and why it did not go."""

import re
from datetime import datetime, tzinfo

from portal.store.letter import Letter
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

STANDINGS = {  # state → (word, tone of macros/page.html's tag)
    "queued": (_l("Waiting to be sent"), "plain"),
    "sent": (_l("Sent"), "good"),
    "uncertain": (_l("May have arrived"), "hold"),
    "undelivered": (_l("Came back: it did not arrive"), "bad"),
    "dead": (_l("Could not be delivered"), "bad"),
    "cancelled": (_l("Held back"), "hold"),
}
WAITS = {  # why a letter that nobody tried yet waits
    "missed": _l("Waits until %(moment)s, because this address had its share of letters for now"),
    "": _l("Waits for what else is written, until %(moment)s"),
}
REASONS = {
    "declined": _l("This customer does not want to be asked how we did."),
    "cap": _l("This address had already been sent as many letters as we send to one address in this time."),
    "withdrawn": _l("The case was erased before the letter went out."),
}
#: What stands in a stored letter where the postman puts a signed link; nobody here needs to see it.
PLACE_OF_LINK = re.compile(r"\{\{(?:link[^}]*|stop)\}\}")


def letter_item(letter: Letter, zone: tzinfo, now: datetime) -> dict:
    """One letter for templates/staff/letters/parts.html. Its case was read before, where it has one."""
    word, tone = STANDINGS[letter.state]
    retrying = letter.try_at is not None and letter.tries > 0
    waits = letter.try_at is not None and not letter.tries and letter.try_at > now
    return {
        "id": letter.id,
        "subject": letter.subject or _("A letter that was erased"),
        "recipient": letter.recipient if letter.text else "–",
        "erased": not letter.text,
        "reference": letter.case.reference if letter.case_id else "",
        "text": PLACE_OF_LINK.sub(_("(here stands the private link)"), letter.text),
        "standing": word,
        "tone": tone,
        "at_text": time.short(letter.at, zone, now),
        "at_iso": letter.at.astimezone(zone).isoformat(),
        "sent_text": time.short(letter.sent_at, zone, now) if letter.sent_at else "",
        "next_text": time.short(letter.try_at, zone, now) if retrying else "",
        "tries": letter.tries,
        "waits": _waits(letter, time.short(letter.try_at, zone, now)) if waits else "",
        "error": REASONS.get(letter.error, letter.error) or "",
    }


def _waits(letter: Letter, moment: str) -> str:
    return str(WAITS.get(letter.kind, WAITS[""])) % {"moment": moment}
