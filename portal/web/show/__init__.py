"""Rows as the macros draw them: a deadline with its clock, a message, the history, whose turn it is.

Every function gives plain dicts (the macros' head comments name their keys) and asks the store for nothing that was not
read before. Moments are told in the zone of the case's guarantee.
"""

from portal.web.show.answers import answer_item, answer_items
from portal.web.show.attachments import file_item, size
from portal.web.show.deadlines import deadline_item, deadline_items, next_item, owed_item
from portal.web.show.events import timeline
from portal.web.show.incidents import incident_item, incident_title
from portal.web.show.letters import letter_item
from portal.web.show.mail import mail_item
from portal.web.show.messages import conversation, message_item
from portal.web.show.turns import whose_turn
from portal.web.show.waiting import waiting_item

__all__ = [
    "answer_item",
    "answer_items",
    "conversation",
    "deadline_item",
    "deadline_items",
    "file_item",
    "incident_item",
    "incident_title",
    "letter_item",
    "mail_item",
    "message_item",
    "next_item",
    "owed_item",
    "size",
    "timeline",
    "waiting_item",
    "whose_turn",
]
