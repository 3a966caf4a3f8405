"""The gate through which every change of a case goes: `move` for each verb of the table, `begin` for a new case."""

from portal.actions.moves.gate import begin, move
from portal.actions.moves.turn import CUSTOMER, WATCH, Actor, Overtaken, Turn

__all__ = ["CUSTOMER", "WATCH", "Actor", "Overtaken", "Turn", "begin", "move"]
