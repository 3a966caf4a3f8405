"""What is sent twice counts once: a button pressed twice, a page sent anew."""

from dataclasses import replace

from portal.core.case import Given
from portal.store import message as messages
from portal.store.case import Case


def unsent(case: Case, given: Given) -> Given | None:
    """None where these very words came with this ticket before. Other words under the same ticket are not lost: they
    come from somebody who went back a page, or from the page of another case, and count without it."""
    before = messages.by_ticket(given.ticket) if given.ticket else None
    if before is None:
        return given
    came = (before.case_id, before.body, before.next_step, before.by_when)
    same = came == (case.id, given.body, given.next_step, given.by_when)
    return None if same else replace(given, ticket="")
