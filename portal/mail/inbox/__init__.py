"""The inbox: mail that came in, read out of its bytes and out of its mailbox. Nothing here acts on it."""

from portal.mail.inbox.bodies import Attached
from portal.mail.inbox.reading import Incoming, read
from portal.mail.inbox.returned import Returned

__all__ = ["Attached", "Incoming", "Returned", "read"]
