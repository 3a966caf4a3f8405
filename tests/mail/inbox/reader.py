"""A process that reads the mailbox and dies at a moment of its work, or does not (`read`). `open` makes a case first.

`read` prints what the customer said on that case, mail by mail.
"""

import os
import signal
import sys

from portal.actions.receiving import taking
from portal.app import create_app
from portal.commands import letterbox
from portal.mail import replies
from portal.mail.inbox.mailbox import Mailbox
from portal.store import schema
from portal.store.case import Case
from portal.store.db import connection
from portal.store.message import Message
from tests.actions.office import Office
from tests.core.moments import at


def die(*_) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_the_end(function):
    """The function, and then death."""

    def last(*arguments):
        function(*arguments)
        die()

    return last


def main(how: str) -> None:
    app = create_app(PUBLIC_URL="http://localhost")
    if how == "while_storing":
        taking._do = in_the_end(taking._do)
    elif how == "after_storing":
        Mailbox.done = die
    elif how == "after_copying":
        Mailbox._delete = die
    with app.app_context(), connection():
        if how == "open":
            schema.migrate()
            office = Office()
            office.file("Thu 2026-08-20 10:00")
            sys.stdout.write(f"{replies.address(office.case)}\n")
            return
        while letterbox.turn(at("Thu 2026-08-20 11:00")):
            pass
        case = Case.get()
        for message in Message.select().where(Message.case == case, Message.type == "reply").order_by(Message.id):
            sys.stdout.write(f"{message.body}\n")


if __name__ == "__main__":
    main(sys.argv[1])
