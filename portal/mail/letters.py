"""The letters, each a value composed from a story: composing one cannot send it.

What each says is in `templates/letters/<language>/<kind>.txt`, written for its reader in that language and not
translated: the first line is the subject; the first sentence says what changed, then come the promise and its moment,
what happens next and what the reader can do, and the link. A subject holds the reference and words of ours only.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from portal.mail import links, paper, telling
from portal.mail.draft import LINK, LOST_LINKS, SURVEY, Draft
from portal.mail.telling import Story, spoken, zone_of
from portal.store.case import Case
from portal.store.person import Person

__all__ = ["Story", "account", "customer", "handed_over", "lost_links", "reviewed", "staff", "zone_of"]

#: A case that was closed without an answer says why in a letter of its own.
CLOSED_OTHERWISE = {"withdrawn": "withdrawn", "not_ours": "not_ours"}


def customer(kind: str, story: Story) -> Draft | None:
    """The letter of this kind to the customer; None where the case has no e-mail."""
    case = story.case
    if not case.email:
        return None
    if kind == LOST_LINKS:
        return lost_links(case.email, [case], story.now, case.language)
    if kind == "closed":
        kind = CLOSED_OTHERWISE.get(case.outcome, kind)
    facts = telling.facts(story, case.language)
    if kind == SURVEY:
        facts["link"] = links.place_of_survey(case)
    return _written(kind, case.email, case.language, facts, case)


def staff(kind: str, story: Story, person: Person) -> Draft:
    """The alert of this kind to one member of staff. It quotes nobody: mail is read by more people than a case."""
    return _written(kind, person.email, person.language, telling.facts(story, person.language), story.case)


def account(kind: str, person: Person) -> Draft:
    """An invitation or the way to a new password. The postman signs the link when the letter goes out."""
    return _written(kind, person.email, person.language, {"link": LINK, "name": person.name})


def handed_over(giver: Person, receiver: Person, by: Person, number: int) -> Draft:
    """Many cases have a new owner, who is told once."""
    facts = {"link": LINK, "giver": giver.name, "by": by.name, "number": number}
    return _written("handed_over", receiver.email, receiver.language, facts)


def reviewed(case: Case, handler: Person, review_id: int, result: str = "") -> Draft:
    """His work was looked at: his word is asked for, or the result is there."""
    facts = {"link": links.place_of_review(review_id), "case": case, "result": result}
    return _written("reviewed", handler.email, handler.language, facts, case)


def lost_links(email: str, cases: Sequence[Case], now: datetime, language: str) -> Draft | None:
    """The links of these cases, the newest first; None where there is none."""
    mine = sorted((case for case in cases if case.email), key=lambda case: case.received_at, reverse=True)
    if not mine:
        return None
    facts = {"cases": [{"case": case, "place": links.place(case), "filed": _day(case)} for case in mine]}
    case = mine[0] if len(mine) == 1 else None
    return _written(LOST_LINKS, email, language, facts, case)


def _day(case: Case) -> str:
    zone = zone_of(case.guarantee.version if case.guarantee_id else None)
    return case.received_at.astimezone(zone or UTC).strftime("%Y-%m-%d")


def _written(kind: str, recipient: str, language: str, facts: dict, case: Case | None = None) -> Draft:
    language = spoken(language)
    subject, text = paper.written(f"{language}/{kind}.txt", facts)
    return Draft(kind, recipient, language, subject, text, case.id if case else None)
