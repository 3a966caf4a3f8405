"""Signed links and cookies: one purpose = one salt = one age, so a token made for one thing opens nothing else.

The moment of signing is part of what is signed, instead of itsdangerous' timed serializer: time stays an
argument, and a token from a host whose clock runs a little ahead is not taken for an expired one.
"""

import base64
import hmac
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
    "half": timedelta(minutes=10),  # the password was right, the second factor is to come: [person.id, person.epoch]
    "factor": timedelta(hours=1),  # a second factor that is being set up: [person.id, its secret]
    "device": timedelta(days=90),  # the cookie of a browser that signed in before: [person.id, person.epoch]
    "unsubscribe": None,  # [the mark of an address]
    "survey": timedelta(days=30),  # [case.id, case.link_key, cycle]
}
AHEAD = timedelta(minutes=5)

#: A tag is a short token for the local part of an address: its number, a dash, and what proves it. Small letters and
#: digits only, because mail systems fold capitals, and never longer than 40 characters, because 64 is all there is.
TAG = re.compile(r"([a-z2-7]{2,13})-([a-z2-7]{26})", re.ASCII)
TAGS = ("reply",)  # case.id, proved by case.link_key
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


def tag(purpose: str, number: int, secret: str) -> str:
    """A tag for one of TAGS: it names `number` and is good as long as that has this `secret`, which is not in it."""
    return f"{_base32(_octets(number))}-{_proofs(purpose, number, secret)[-1]}"


def tagged(written: str) -> int | None:
    """The number a tag names; that proves nothing yet. None where it is not written as a tag."""
    found = TAG.fullmatch(written.lower())
    if found is None:
        return None
    try:
        number = int.from_bytes(base64.b32decode(found[1].upper() + "=" * (-len(found[1]) % 8)))
    except ValueError:
        return None
    return number if _base32(_octets(number)) == found[1] else None


def is_tag(purpose: str, written: str, secret: str) -> bool:
    """Whether this tag was made here for this purpose, for the number it names and with this secret."""
    number, proof = tagged(written), written.lower().rpartition("-")[2]
    if number is None:
        return False
    return any(hmac.compare_digest(proof, good) for good in _proofs(purpose, number, secret))


def _proofs(purpose: str, number: int, secret: str) -> list[str]:
    """One for each key, the oldest first; the last one is written, all of them are good."""
    assert purpose in TAGS, f"Nobody says what a tag for “{purpose}” is bound to."
    said = f"kept.tag.{purpose}:{number}:{secret}".encode()
    keys = current_app.config["KEPT"].secret_keys
    return [_base32(hmac.digest(key.encode(), said, "sha256")[:16]) for key in keys]


def _octets(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def _base32(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()


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
