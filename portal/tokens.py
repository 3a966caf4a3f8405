"""Signed links and cookies: one purpose = one salt = one age, so a token made for one thing opens nothing else.

The moment of signing is part of what is signed, instead of itsdangerous' timed serializer: time stays an
argument, and a token from a host whose clock runs a little ahead is not taken for an expired one.
"""

import re
from datetime import UTC, datetime, timedelta

from flask import current_app, g
from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

#: How long a token of each purpose is good for; None is for ever (a status link is revoked by its `link_key`).
AGES = {
    "status": None,  # [case.id, case.link_key]
    "open": timedelta(hours=12),  # the cookie of an opened status page: [case.id, case.link_key]
    "ticket": timedelta(hours=24),  # one filing form: 32 hexadecimal digits
    "invite": timedelta(days=7),  # [person.id, person.epoch]
    "reset": timedelta(hours=1),  # [person.id, person.epoch]
    "device": timedelta(days=90),  # the cookie of a browser that signed in before: [person.id, person.epoch]
    "survey": timedelta(days=30),  # [case.id, case.link_key, cycle]
}
AHEAD = timedelta(minutes=5)
WRITTEN = re.compile(r"[A-Za-z0-9_.-]{1,600}", re.ASCII)


class TokenRefused(ValueError):
    """Not a token of this purpose made here."""


class TokenExpired(TokenRefused):
    """A real token, too old to use; `payload` is what it said."""

    def __init__(self, payload):
        self.payload = payload
        super().__init__("This token is too old.")


def sign(purpose: str, payload, now: datetime | None = None) -> str:
    """A token for one of AGES. `payload` is JSON: lists, texts, numbers. `now` is `g.now` unless given."""
    if AGES[purpose] is None:
        return _serializer(purpose).dumps(payload)
    return _serializer(purpose).dumps([int((now or g.now).timestamp()), payload])


def read(purpose: str, token: str, now: datetime | None = None):
    """What was signed for this purpose. Raises TokenExpired, or TokenRefused for everything else."""
    signed = _verified(purpose, token)
    if AGES[purpose] is None:
        return signed
    made_at, payload = datetime.fromtimestamp(signed[0], UTC), signed[1]
    age = (now or g.now) - made_at
    if age < -AHEAD:
        raise TokenRefused("This token was made in the future.")
    if age > AGES[purpose]:
        raise TokenExpired(payload)
    return payload


def made_at(purpose: str, token: str) -> datetime:
    """When this token was signed. Raises TokenRefused; `purpose` is one that has an age."""
    return datetime.fromtimestamp(_verified(purpose, token)[0], UTC)


def _verified(purpose: str, token: str):
    if not (isinstance(token, str) and WRITTEN.fullmatch(token) and _canonical(token)):
        raise TokenRefused("This is not how a token is written.")
    try:
        return _serializer(purpose).loads(token)
    except BadData as error:
        raise TokenRefused("This token was not made here for this.") from error


def _canonical(token: str) -> bool:
    """Whether the signature is spelt the one way we spell it: base64 reads several spellings as the same bytes."""
    signature = token.rpartition(".")[2].encode()
    try:
        return base64_encode(base64_decode(signature)) == signature
    except BadData:
        return False


def _serializer(purpose: str) -> URLSafeSerializer:
    # The oldest key comes first; the last one signs, all of them verify.
    return URLSafeSerializer(list(current_app.config["KEPT"].secret_keys), salt=f"kept.{purpose}")
