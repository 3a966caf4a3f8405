"""Enough, not too much: what is written twice in ten minutes is one letter to the customer, and what can wait until the
morning is no letter to staff at all; the digest tells it.

An answer or a report of progress waits ten minutes for the next one, and never beyond the moment of a promise it
keeps. A question, a plan, an outcome or an apology waits for nothing, and takes along what was waiting.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.core.mornings import Mornings
from portal.core.rounds import running
from portal.mail import letters, outbox
from portal.mail.draft import GATHERED, Draft
from portal.mail.letters import Story
from portal.store.circle import CANNOT_WAIT
from portal.store.deadline import Deadline
from portal.store.message import told_since
from portal.store.person import Person

GATHER = 10  # in units of RETRY_BASE, a minute
CAN_WAIT = ("customer_wrote", "declined", "warned")
TIME_TO_ACT = timedelta(hours=4)  # what is due so soon after the morning cannot wait for it


def post(story: Story, draft: Draft) -> None:
    """Queue this letter to the customer, or add what it says to one that waits."""
    if draft.kind not in GATHERED or story.message is None:
        if draft.kind != "received":  # before the receipt there is nothing
            outbox.release(story.case, story.now)
        outbox.queue(draft, story.now)
    elif not _added(story):
        outbox.queue(draft, story.now, _until(story))


def _added(story: Story) -> bool:
    """Whether what was said now went into the letter that waits: it then tells all that was said since."""
    waiting = outbox.gathering(story.case, story.now)
    if waiting is None:
        return False
    said = told_since(story.case, waiting.at)
    whole = letters.news(story, said)
    return outbox.gather(waiting, whole, min(waiting.try_at, _until(story)))


def _until(story: Story) -> datetime:
    """Ten minutes, but not beyond the moment of a promise that is kept with it; what cannot wait goes now."""
    if story.case.severity in CANNOT_WAIT:
        return story.now
    kept = [round.due_at for round in story.deadlines if round.met_at == story.now and round.due_at]
    return max(story.now, min([story.now + outbox.wait(GATHER), *kept]))


# --- staff


def mornings(story: Story) -> Mornings:
    guarantee = story.guarantee
    calendar = story.calendars.get(guarantee.calendars[0]) if guarantee and guarantee.calendars else None
    return Mornings(letters.zone_of(guarantee), calendar)


def can_wait(kind: str, story: Story) -> bool:
    """Whether it is soon enough if staff read of this in the morning: nothing it is about is due before."""
    if kind not in CAN_WAIT:
        return False
    limit = mornings(story).next(story.now) + TIME_TO_ACT
    return all(round.due_at is None or round.due_at > limit for round in _concerned(kind, story))


def _concerned(kind: str, story: Story) -> Iterable[Deadline]:
    return story.missed if kind == "warned" else running(story.deadlines)


def once_an_hour(kind: str, story: Story, person: Person) -> str | None:
    """However often a customer writes in an hour, each of staff gets one letter about it."""
    if kind not in CAN_WAIT or kind == "warned":
        return None
    what = story.message.type if story.message else ""
    return f"{story.case.id}:{kind}:{what}:{person.id}:{story.now:%Y%m%d%H}"
