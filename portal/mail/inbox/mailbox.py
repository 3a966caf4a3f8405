"""The mailbox in which answers arrive, by IMAP. What was stored is moved out of it, and not before.

Its INBOX is the queue: everything in it still has to be read, whatever flags it has, because people open mailboxes too.
A copy of what was read stays in the folder “Kept” for a week, in case this machine is lost; then it goes, so that what
is erased here is nowhere else. Python's own imaplib: imap-tools is the better kept library, but gives a mail only as it
parsed it, and we keep the bytes.
"""

import imaplib
import re
import ssl
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from portal.config_reader import is_loopback

DONE = "Kept"
MOST = 64 * 1024 * 1024  # of one mail: of a larger one its beginning is kept
COPIES = timedelta(days=7)
WHO = '("name" "Kept")'  # NetEase (163, 126) opens no folder to a program that does not say its name
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: Everything that can go wrong on the way there and back.
Unreachable = (OSError, imaplib.IMAP4.error)


class Mailbox:
    """Use as a context: signed in, with the folder open. Raises what is in Unreachable."""

    def __init__(self, url: str, timeout: float):
        self.parts, self.timeout = urlsplit(url), timeout
        self.folder = unquote(self.parts.path.strip("/")) or "INBOX"

    def __enter__(self) -> "Mailbox":
        self.server = self._connect()
        try:
            self.server.login(_quoted(unquote(self.parts.username)), unquote(self.parts.password))
            self.can = self._said(self.server.capability())[0].decode("ascii", "replace").upper().split()
            if "ID" in self.can:
                self.server.xatom("ID", WHO)
            self._select(self.folder)
        except BaseException:
            self.server.shutdown()
            raise
        return self

    def __exit__(self, *_error) -> None:
        try:
            self.server.logout()
        except Unreachable:
            self.server.shutdown()

    def waiting(self, most: int) -> list[str]:
        """The numbers of the mails that have not been stored yet, the oldest first."""
        return self._search("UNDELETED")[:most]

    def fetch(self, uid: str) -> bytes | None:
        """The bytes of this mail; None where somebody took it away meanwhile. It is not marked as seen."""
        answer = self._said(self.server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST}>)"))
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def done(self, uid: str) -> None:
        """Take a mail that was stored out of the queue."""
        folder = self._name(DONE)
        if self.server.uid("COPY", uid, folder)[0] != "OK":
            self.server.create(folder)
            self._said(self.server.uid("COPY", uid, folder))
        self._delete(uid)

    def clear(self, now: datetime) -> None:
        """Delete the copies whose week is over."""
        if self.server.select(self._name(DONE))[0] == "OK":
            old = self._search("BEFORE", _day((now - COPIES).date()))
            if old:
                self._delete(",".join(old))
        self._select(self.folder)

    def _connect(self) -> imaplib.IMAP4:
        host, port = self.parts.hostname, self.parts.port
        if self.parts.scheme == "imaps":
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=self.timeout)
        server = imaplib.IMAP4(host, port or 143, timeout=self.timeout)
        if not is_loopback(host):
            server.starttls(ssl.create_default_context())
        return server

    def _select(self, folder: str) -> None:
        self._said(self.server.select(_quoted(folder)))

    def _search(self, *what: str) -> list[str]:
        answer = self._said(self.server.uid("SEARCH", None, *what))
        return (answer[0] or b"").decode("ascii").split()

    def _delete(self, uids: str) -> None:
        self._said(self.server.uid("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)"))
        if "UIDPLUS" in self.can:
            self._said(self.server.uid("EXPUNGE", uids))
        else:
            self._said(self.server.expunge())

    def _name(self, folder: str) -> str:
        """The folder beneath the place where this server wants folders to be."""
        answer = self.server.namespace() if "NAMESPACE" in self.can else ("NO", [])
        said = b" ".join(part for part in answer[1] if isinstance(part, bytes))
        prefix = re.match(rb'\(\("([^"]*)"', said) if answer[0] == "OK" else None
        return _quoted((prefix[1].decode("ascii", "replace") if prefix else "") + folder)

    @staticmethod
    def _said(answer: tuple[str, list]) -> list:
        """What the server answered. Raises imaplib.IMAP4.error where that is no."""
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(f"the server said {answer[0]}")
        return answer[1]


def _quoted(folder: str) -> str:
    written = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{written}"'


def _day(day: date) -> str:
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"
