"""Links: the owner of an address gets the lost links of his cases, and nobody else learns whether there are any. A
mailed link that was opened shows that its address is the customer's own."""

import hmac
from datetime import datetime

from portal.mail import letters, links, outbox
from portal.store import case as cases
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.sheet import link_ended


def mail_lost(email: str, reference: str | None, now: datetime, language: str) -> None:
    """Queue the letter, if there is anything to send. `reference` narrows it where it is one of this address's cases; a
    mistyped one must not keep the other links from their owner. The caps per address are the outbox's."""
    found = [case for case in cases.by_email(email) if not link_ended(case, now)]
    wanted = [case for case in found if case.reference == reference] or found
    with transaction():
        outbox.queue(letters.lost_links(email, wanted, now, _language(wanted, language)), now)


def opened(case: Case, mailed_to: str, now: datetime) -> None:
    """The case was opened by the link that says it was mailed to this address."""
    if case.opened_at is None and case.email and hmac.compare_digest(mailed_to, links.mailed_to(case)):
        with transaction():
            cases.mark_opened(case, now)


def _language(wanted: list[Case], asked_in: str) -> str:
    """One case is written of in its own language, several in that of whoever asks."""
    return wanted[0].language if len(wanted) == 1 else asked_in
