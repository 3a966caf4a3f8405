"""Filing: what a customer sent becomes a case, once, however often it is sent."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from peewee import IntegrityError

from portal.actions import moves
from portal.actions.moves import CUSTOMER, Actor
from portal.core import reference
from portal.core.case import Given
from portal.store import case as cases
from portal.store import guarantee, search
from portal.store.case import Case, new_link_key
from portal.store.db import transaction
from portal.store.file import File
from portal.store.message import Message
from portal.store.person import Person


@dataclass(frozen=True, slots=True)
class Filing:
    """What was typed, cleaned. `ticket` is the signed form's 32 hex digits; `urgent_reason` is empty unless urgent."""

    ticket: str
    kind: str
    body: str
    language: str = "en"
    channel: str = "web"
    service: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    order_number: str = ""
    subject: str = ""
    wish: str = ""
    urgent: bool = False
    urgent_reason: str = ""
    about_staff: str = ""
    files: tuple[File, ...] = field(default=())


def file(
    filing: Filing, now: datetime, who: Actor = CUSTOMER, received_at: datetime | None = None
) -> tuple[Case, bool]:
    """The one case of this ticket, and whether this call made it. `received_at`: when the customer spoke, if not now.

    The unique ticket decides between two sends at the same instant: the loser gets the winner's case.
    """
    existing = cases.by_ticket(filing.ticket)
    if existing:
        return existing, False
    try:
        with transaction():
            return _begin(filing, now, who, received_at or now), True
    except IntegrityError:
        existing = cases.by_ticket(filing.ticket)
        if existing is None:
            raise
        return existing, False


def same_words(case: Case, filing: Filing) -> bool:
    """Whether this ticket was already sent with these very words."""
    said = Message.get_or_none(Message.case == case, Message.type == "filed")
    return said is not None and said.body == filing.body and case.subject == filing.subject


def _begin(filing: Filing, now: datetime, who: Actor, received_at: datetime) -> Case:
    case = _row(filing, received_at)
    moves.begin(case, who, now, Given(body=filing.body), filing.files)
    _keep_the_rest(case, filing, now, who)
    return case


def _row(filing: Filing, received_at: datetime) -> Case:
    return Case.create(
        reference=_unused_reference(),
        ticket=filing.ticket,
        link_key=new_link_key(),
        kind=filing.kind,
        channel=filing.channel,
        service=filing.service,
        severity="urgent" if filing.urgent else "",
        language=filing.language,
        guarantee=guarantee.row_in_force(received_at),
        received_at=received_at,
        cycle_at=received_at,
        sealed=filing.kind == "complaint" and bool(filing.about_staff),
        about=_named(filing.about_staff),
        name=filing.name,
        email=filing.email,
        phone=filing.phone,
        order_number=filing.order_number,
        subject=filing.subject,
    )


def _unused_reference() -> str:
    fresh = reference.new(secrets.SystemRandom())
    return fresh if cases.by_reference(fresh) is None else _unused_reference()


def _named(about_staff: str) -> Person | None:
    """The member of staff a complaint names, where the name is exactly one of ours."""
    if not about_staff:
        return None
    typed = about_staff.strip().casefold()
    return next(
        (p for p in Person.select() if typed in (p.public_name.casefold(), p.name.casefold())),
        None,
    )


def _keep_the_rest(case: Case, filing: Filing, now: datetime, who: Actor) -> None:
    """The wish, the reason for urgency and whom it is about stay the customer's own words, each a message."""
    rest = {"wish": filing.wish, "urgency": filing.urgent_reason, "about_staff": filing.about_staff}
    for type, body in rest.items():
        if body:
            Message.create(case=case, at=now, who=who.role, person=who.person, type=type, body=body)
    search.add(case, filing.subject, filing.name, filing.order_number, filing.wish)
