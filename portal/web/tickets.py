"""The ticket in a form without an account: however often it is sent, it counts once; and it needs no cookie."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal import tokens

#: Nobody reads a form and writes a web address into it in less.
HASTE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Ticket:
    """`number` is its 32 hexadecimal digits, `token` the signed text for the form. `state` is good, late or strange."""

    number: str
    token: str
    state: str = "good"
    hasty: bool = False

    @property
    def good(self) -> bool:
        return self.state == "good"


def new(now: datetime, state: str = "good") -> Ticket:
    return _signed(secrets.token_hex(16), now, state)


def read(token: str, now: datetime) -> Ticket:
    """The ticket that came back. A late one is signed anew and keeps its files; a strange one is replaced."""
    try:
        number = tokens.read("ticket", token, now)
    except tokens.TokenExpired as late:
        return _signed(late.payload, now, "late")
    except tokens.TokenRefused:
        return new(now, "strange")
    return Ticket(number, token, hasty=now - tokens.made_at("ticket", token) < HASTE)


def _signed(number: str, now: datetime, state: str) -> Ticket:
    return Ticket(number, tokens.sign("ticket", number, now), state)
