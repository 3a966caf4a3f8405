"""One story for every letter, at the demo guarantee: what the letters' tests and a gallery can be read by."""

from datetime import datetime, timedelta

from portal.config_reader import ROOT
from portal.core.guarantee import parse
from portal.mail import draft
from portal.mail.telling import Story
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.message import Message
from portal.store.person import Person

DEMO = parse((ROOT / "portal" / "guarantees" / "demo.toml").read_text("utf-8"))
TYPED = "Typed‹&› {{ 7*7 }} <b>words</b>\n\nhttps://evil.test/\n{{link}}"
quoted = "  Typed‹&› {{ 7*7 }} <b>words</b>\n  \n  https://evil.test/\n  {{link}}\n"

CUSTOMER = (*draft.CUSTOMER, draft.LOST_LINKS, draft.SURVEY)
WITHOUT_WORDS = (
    "received",
    "agreed",
    "closed",
    "withdrawn",
    "reopened",
    "merged",
    "lapsed",
    "moved",
    "missed",
    "remedied",
    "erased",
    "link",
    "survey",
)
SHIFTS = {
    "moved": lambda plan, now: ((plan, now + timedelta(hours=60)),),
    "recounted": lambda plan, now: ((plan, now + timedelta(hours=24)),),
}
OUTCOMES = {"resolved": "solved", "withdrawn": "withdrawn", "not_ours": "not_ours", "lapsed": "lapsed"}


def case(now: datetime, language: str = "en", **facts) -> Case:
    plain = {"id": 7, "reference": "K7Q-3FM-9", "kind": "complaint", "email": "kim@example.com", "link_key": "ab" * 16}
    typed = {"name": TYPED, "subject": TYPED, "order_number": TYPED}
    return Case(**plain | typed | {"language": language, "received_at": now, "cycle_at": now} | facts)


def round(target: str, because: str, code: str, due_at: datetime | None, **facts) -> Deadline:
    return Deadline(target=target, because=because, code=code, cycle=1, round=1, due_at=due_at, **facts)


def story(letter: str, now: datetime, language: str = "en", **facts) -> Story:
    """Thursday, 10:00 in Shanghai: a complaint with a plan due on Saturday, whose first answer came too late."""
    late = round("response", "promise", "complaint-response", now - timedelta(hours=3, minutes=20), warned=80)
    again = round("response", "missed", "complaint-response", now + timedelta(hours=8))
    plan = round("plan", "promise", "complaint-plan", now + timedelta(hours=48))
    late.verdict = "broken"
    return Story(
        case=case(now, language, outcome=OUTCOMES.get(letter), severity="urgent", **facts),
        guarantee=DEMO,
        now=now,
        message=Message(
            type={"reopened": "not_solved", "reminder": "plan"}.get(letter, letter),
            body=TYPED,
            next_step="We call the carrier.",
            by_when=now + timedelta(days=1),
            at=now,
        ),
        missed=(late,) if letter in ("missed", "missed_staff", "warned", "low_score", "new_date", "ruling") else (),
        deadlines=(plan, again, late),
        owner=person(),
        score=2,
        shifts=SHIFTS.get(letter, lambda plan, now: ())(plan, now),
        sorted={"severity": "urgent"} if letter == "moved" else {},
        why={"en": TYPED, "zh": TYPED} if letter == "recounted" else {},
    )


def person(language: str = "en") -> Person:
    names = {"name": "Ann Lee", "public_name": "Ms Lee"}
    return Person(id=3, email="ann@example.com", role="agent", language=language, epoch=0, **names)
