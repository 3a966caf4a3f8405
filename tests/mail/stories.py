"""The samples of every letter, with words that a person with bad intentions would type."""

from datetime import datetime

from portal.config_reader import ROOT
from portal.core.guarantee import parse
from portal.mail.letters import Story
from portal.mail.samples import CLOSED, TO_CUSTOMERS, Sample
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.person import Person

__all__ = ["CLOSED", "TO_CUSTOMERS"]

DEMO = parse((ROOT / "portal" / "guarantees" / "demo.toml").read_text("utf-8"))
TYPED = "Typed‹&› {{ 7*7 }} <b>words</b>\n\nhttps://evil.test/\n{{link}}"
quoted = "  Typed‹&› {{ 7*7 }} <b>words</b>\n  \n  https://evil.test/\n  {{link}}\n"
typed = {"name": TYPED, "subject": TYPED, "order_number": TYPED}

CUSTOMER = TO_CUSTOMERS
WITHOUT_WORDS = (
    *("received", "agreed", "closed", "withdrawn", "reopened", "merged", "lapsed", "moved", "missed", "remedied"),
    *("erased", "link", "survey", "recounted"),
)


def sample(now: datetime | None, language: str = "en") -> Sample:
    """Thursday, 10:00 in Shanghai, at the demo guarantee."""
    return Sample(DEMO, now, language, words=TYPED)


def case(now: datetime, language: str = "en", **facts) -> Case:
    return sample(now, language).case(**typed | facts)


def round(target: str, because: str, code: str, due_at: datetime | None, **facts) -> Deadline:
    return Deadline(target=target, because=because, code=code, cycle=1, round=1, due_at=due_at, **facts)


def story(letter: str, now: datetime, language: str = "en", **facts) -> Story:
    return sample(now, language).story(letter, **typed | facts)


def person(language: str = "en") -> Person:
    return sample(None, language).person()
