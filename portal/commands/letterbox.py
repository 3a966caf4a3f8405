"""Mail as it comes in at this machine: out of the mailbox that is read by IMAP, or handed over by a mail server."""

import logging
from datetime import datetime, timedelta

from flask import current_app
from peewee import InterfaceError, OperationalError

from portal.actions import attaching, receiving
from portal.actions.attaching import Offered
from portal.actions.moves import Overtaken
from portal.mail import inbox
from portal.mail.inbox import Incoming
from portal.mail.inbox.mailbox import Mailbox, Unreachable
from portal.store import file as files
from portal.store import mail as mails
from portal.store import pulse
from portal.store.db import connection
from portal.store.file import File
from portal.store.mail import Mail
from portal.store.shelf import Shelf

AT_ONCE = 20  # mails in one turn
MAILBOX = "mailbox"  # the pulse that says when it was last read
CLEARING = timedelta(hours=1)

log = logging.getLogger(__name__)
_next: dict[str, datetime] = {}
_told: set[str] = set()


def turn(moment: datetime) -> bool:
    """Read the mailbox, if it is time to. Whether there is more in it than one turn takes."""
    settings = current_app.config["KEPT"]
    if settings.imap_url is None or moment < _next.get("read", moment):
        return False
    _next["read"] = moment + timedelta(seconds=settings.imap_poll)
    try:
        more = _read(Mailbox(settings.imap_url, settings.mail_timeout), moment)
    except Unreachable as error:
        _tell_once(error)
        return False
    _told.clear()
    if more:
        del _next["read"]
    return more


def _read(mailbox: Mailbox, moment: datetime) -> bool:
    """Every mail is stored first, and taken out of the mailbox then. Whether there may be more."""
    with mailbox:
        uids = mailbox.waiting(AT_ONCE)
        for uid in uids:
            raw = mailbox.fetch(uid)
            if raw is not None:
                take_in(raw, moment)
                mailbox.done(uid)
        _clear(mailbox, moment)
    with connection():
        pulse.beat(MAILBOX, moment)
    return len(uids) == AT_ONCE


def _clear(mailbox: Mailbox, moment: datetime) -> None:
    if moment >= _next.get("clear", moment):
        _next["clear"] = moment + CLEARING
        mailbox.clear(moment)


def _tell_once(error: Exception) -> None:
    """An outage of an hour is one line in the log. What a server says may hold names: only the kind of it is told."""
    kind = type(error).__name__
    if kind not in _told:
        _told.add(kind)
        log.error("The mailbox of IMAP_URL cannot be read (%s); it is tried again every IMAP_POLL seconds", kind)


def take_in(raw: bytes, moment: datetime, also_to: tuple[str, ...] = ()) -> Mail | None:
    """Store this mail and let it do what it may; None where it was here before. Raises what the store or the disk
    raise, and then it must be brought again; whatever else is wrong with it, its original waits for staff."""
    mail = inbox.read(raw, also_to)
    try:
        return _stored(mail, raw, moment)
    except (OSError, OperationalError, InterfaceError, Overtaken):
        raise
    except Exception:
        log.exception("A mail could not be handled; its original waits for staff")
        return _stored(Incoming(once=mail.once, whole=False), raw, moment)


def _stored(mail: Incoming, raw: bytes, moment: datetime) -> Mail | None:
    shelf = Shelf(current_app.config["KEPT"].files_dir)
    with connection():
        if mails.known(mail.once):
            return None
        told, good = _files(mail, shelf, moment)
        return receiving.take_in(mail, raw, good, told, shelf, moment)


def _files(mail: Incoming, shelf: Shelf, moment: datetime) -> tuple[list[tuple[str, int, str]], list[File]]:
    """The files of a message go through the same hands as an upload. Those of other mail nobody opens yet."""
    if receiving.judge(mail, moment).state != "message":
        return [(attaching.clean_name(one.name) or "?", len(one.data), "") for one in mail.attached], []
    offered = [Offered(one.name, one.data) for one in mail.attached]
    told = attaching.keep_all(offered, mail.once, shelf, moment)
    # Two readers at one instant may have kept the same file twice.
    return told, list({row.sha256: row for row in files.waiting(mail.once)}.values())
