"""Staff as people of the house: who is invited, how one gets in and out, and who works here."""

from portal.actions.team.entrance import (
    SESSION_LENGTH,
    TooManyTries,
    current,
    forgotten,
    open_session,
    sign_in,
    sign_out,
)
from portal.actions.team.links import Ended, accept, holder, reset
from portal.actions.team.people import NotPossible, change, first_invitation, invite, retire

__all__ = [
    "SESSION_LENGTH",
    "Ended",
    "NotPossible",
    "TooManyTries",
    "accept",
    "change",
    "current",
    "first_invitation",
    "forgotten",
    "holder",
    "invite",
    "open_session",
    "reset",
    "retire",
    "sign_in",
    "sign_out",
]
