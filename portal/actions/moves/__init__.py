"""The gate through which every change of a case goes: `move` for each verb of the table, `begin` for a new case, and
`replay` for one that was received elsewhere."""

from portal.actions.moves.following import follow
from portal.actions.moves.gate import NOTHING_YET, OnTheSpot, Said, begin, move, replay
from portal.actions.moves.held import CUSTOMER, WATCH, Actor, Overtaken
from portal.actions.moves.once import unsent
from portal.actions.moves.turn import Turn

__all__ = [
    "CUSTOMER",
    "NOTHING_YET",
    "WATCH",
    "Actor",
    "OnTheSpot",
    "Overtaken",
    "Said",
    "Turn",
    "begin",
    "follow",
    "move",
    "replay",
    "unsent",
]
