"""Filing: what a customer sent becomes a case, once, however often it is sent."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from peewee import IntegrityError

from portal.actions import moves
from portal.actions.moves import CUSTOMER, NOTHING_YET, Actor, OnTheSpot, Overtaken
from portal.core.case import Given, Verb
from portal.core.survey import Filled
from portal.mail import letters, outbox
from portal.mail.letters import Story
from portal.store import case as cases
from portal.store import guarantee, search, survey
from portal.store import mail as mails
from portal.store import message as messages
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.case import Case, new_link_key
from portal.store.db import transaction
from portal.store.file import File
from portal.store.guarantee import Guarantee
from portal.store.mail import ON_A_CASE, Mail
from portal.store.message import Message
from portal.store.person import Person
from portal.store.sealing import named_in, seals


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
    filled: Filled | None = None  # the open questionnaire that asks to hear from us
    mail: Mail | None = None  # the one that staff make a case of


def file(
    filing: Filing,
    now: datetime,
    who: Actor = CUSTOMER,
    received_at: datetime | None = None,
    spot: OnTheSpot = NOTHING_YET,
    version: Guarantee | None = None,
) -> tuple[Case, bool]:
    """The one case of this ticket, and whether this call made it. `received_at`: when the customer spoke, if not now;
    `spot`: what staff did for him before they typed it. `version`: the one it is bound to by order, if not the one in
    force when it was received.

    The unique ticket decides between two sends at the same instant: the loser gets the winner's case.
    """
    existing = cases.by_ticket(filing.ticket)
    if existing:
        return existing, False
    try:
        with transaction():
            return _begin(filing, now, who, received_at or now, spot, version), True
    except IntegrityError:
        existing = cases.by_ticket(filing.ticket)
        if existing is None:
            raise
        return existing, False


def same_words(case: Case, filing: Filing, spot: OnTheSpot = NOTHING_YET) -> bool:
    """Whether this ticket was sent with these very words, by the same person. A mended address is new, and so is an
    answer that was added."""
    row = (case.kind, case.name, case.email, case.phone, case.order_number, case.subject)
    now = (filing.kind, filing.name, filing.email, filing.phone, filing.order_number, filing.subject)
    answer = spot.answered.given.body if spot.answered else ""
    told = not answer or answer in [message.body for message in messages.of(case, internal=True)]
    return told and row == now and messages.filed(case) == {"filed": filing.body, **_the_rest(filing)}


def _begin(
    filing: Filing,
    now: datetime,
    who: Actor,
    received_at: datetime,
    spot: OnTheSpot,
    version: Guarantee | None,
) -> Case:
    named = named_in(filing.about_staff) if _sealed(filing) else []
    case = _row(filing, received_at, version or guarantee.row_in_force(received_at), named[0] if named else None)
    cases.name(case, named)
    moves.begin(case, who, now, Given(body=filing.body), filing.files, spot)
    _keep_the_rest(case, filing, now, who)
    if filing.filled:  # its words are the case's; its figures count among the others without a name
        survey.keep(replace(filing.filled, words=""), now)
    if who.person:
        Audit.create(at=now, person=who.person, verb=Verb.FILE, case=case)
    if filing.kind == "praise":
        _pass_on(case, filing, now)
    if filing.mail:
        _settle(filing.mail, case, who, now)
    return case


def _pass_on(case: Case, filing: Filing, now: datetime) -> None:
    """Whoever is praised reads it, as the form says."""
    story = Story(case=case, guarantee=guarantee.of(case), now=now)
    for person in named_in(filing.about_staff):
        if person.retired_at is None:
            outbox.queue(letters.staff("praised", story, person), now)


def _settle(mail: Mail, case: Case, who: Actor, now: datetime) -> None:
    """The mail became this case, unless somebody made something else of it meanwhile."""
    settled = {"state": "case", "case": case, "person": who.person, "settled_at": now}
    if mail.state in ON_A_CASE or not mails.move(mail, mail.state, **settled):
        raise Overtaken


def _row(filing: Filing, received_at: datetime, version: Guarantee | None, about: Person | None) -> Case:
    return Case.create(
        reference=cases.unused_reference(),
        ticket=filing.ticket,
        link_key=new_link_key(),
        kind=filing.kind,
        channel=filing.channel,
        service=filing.service,
        severity="urgent" if filing.urgent else "",
        language=filing.language,
        team=people.team_of(filing.service),
        guarantee=version,
        received_at=received_at,
        cycle_at=received_at,
        sealed=_sealed(filing),
        about=about,
        name=filing.name,
        email=filing.email,
        phone=filing.phone,
        order_number=filing.order_number,
        subject=filing.subject,
    )


def _sealed(filing: Filing) -> bool:
    return seals(filing.kind, filing.about_staff)


def _keep_the_rest(case: Case, filing: Filing, now: datetime, who: Actor) -> None:
    """The wish, the reason for urgency and whom it is about stay the customer's own words, each a message."""
    for type, body in _the_rest(filing).items():
        Message.create(case=case, at=now, who=who.role, person=who.person, type=type, body=body)
    search.add(case, filing.subject, filing.name, filing.order_number, filing.wish)


def _the_rest(filing: Filing) -> dict[str, str]:
    """What was said beside the body, by the type of its message."""
    rest = {"wish": filing.wish, "urgency": filing.urgent_reason, "about_staff": filing.about_staff}
    return {type: body for type, body in rest.items() if body}
