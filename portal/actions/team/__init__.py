"""Staff as people of the house: who is invited, how one gets in and out, who works here, and one's own account."""

from portal.actions.team.account import describe, end_others, end_session, knows_password, set_password, sign_pledge
from portal.actions.team.entrance import (
    SESSION_LENGTH,
    current,
    current_session,
    forgotten,
    open_session,
    second_step,
    sign_in,
    sign_out,
)
from portal.actions.team.factors import WrongCode, enrol, new_codes, take_off
from portal.actions.team.handover import MOST, Handed, hand_over
from portal.actions.team.links import Ended, accept, holder, reset
from portal.actions.team.people import NotPossible, change, first_invitation, invite, retire
from portal.actions.team.teams import save as save_team
from portal.actions.team.tries import TooManyTries

__all__ = [
    "MOST",
    "SESSION_LENGTH",
    "Ended",
    "Handed",
    "NotPossible",
    "TooManyTries",
    "WrongCode",
    "accept",
    "change",
    "current",
    "current_session",
    "describe",
    "end_others",
    "end_session",
    "enrol",
    "first_invitation",
    "forgotten",
    "hand_over",
    "holder",
    "invite",
    "knows_password",
    "new_codes",
    "open_session",
    "reset",
    "retire",
    "save_team",
    "second_step",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_pledge",
    "take_off",
]
