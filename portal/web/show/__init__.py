"""Rows as the macros draw them: a deadline with its clock, a message, the history, whose turn it is.

Every function gives plain dicts (the macros' head comments name their keys) and asks the store for nothing that was not
read before. Moments are told in the zone of the case's guarantee.
"""

from portal.web.show.deadlines import deadline_item, deadline_items, next_item
from portal.web.show.events import timeline
from portal.web.show.messages import conversation, message_item
from portal.web.show.turns import whose_turn

__all__ = [
    "conversation",
    "deadline_item",
    "deadline_items",
    "message_item",
    "next_item",
    "timeline",
    "whose_turn",
]
