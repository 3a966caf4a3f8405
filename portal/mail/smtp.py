"""One letter over SMTP, on Flask-Mail's connection made safe: timeouts at each step, verified certificates,
one recipient, QUIT that may fail, and the final dot as a step of its own.

What happens up to the dot is safe to repeat. What happens after it is not known: the server may have taken
the letter and its answer be lost, and smtplib's `sendmail` cannot tell the two apart.
"""

import re
import select
import smtplib
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import flask_mail
from flask import current_app

from portal.mail.compose import Message
from portal.mail.draft import SENT, Outcome

#: How long a server that breaks off in the middle of a letter gets to do so before we send the dot, in seconds.
LAST_LOOK = 0.05
QUIT_TIMEOUT = 5
TAKEN = {"MAIL": (250,), "RCPT": (250, 251, 252), "DATA": (354,), "the letter": (250,)}


class Failed(Exception):
    """The conversation ended without the letter being taken; `outcome` says how."""

    def __init__(self, how: str, error: str):
        self.outcome = Outcome(how, error)
        super().__init__(error)


def deliver(message: Message, may_finish: Callable[[], bool]) -> Outcome:
    """Hand the message to MAIL_SERVER. `may_finish` is asked before the dot: is the letter still ours to send?"""
    try:
        with Connection(may_finish) as connection:
            connection.send(message)
    except Failed as failed:
        return failed.outcome
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("later", f"{type(error).__name__}: {error}")
    return SENT


class Connection(flask_mail.Connection):
    """Flask-Mail's connection for one message, with the conversation held step by step."""

    def __init__(self, may_finish: Callable[[], bool]):
        self.settings = current_app.config["KEPT"]
        super().__init__(flask_mail.Mail().init_mail(self.settings.flask()))
        self.may_finish = may_finish
        self.in_the_middle = False

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in. Whatever the server says here is about us, not about a letter."""
        where = {"timeout": self.settings.mail_timeout, "local_hostname": _our_name(self.settings.public_url)}
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port, context=_verified(), **where)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, **where)
        try:
            self._introduce(host)
        except BaseException:
            host.close()
            raise
        return host

    def _introduce(self, host: smtplib.SMTP) -> None:
        if self.mail.use_tls:
            host.starttls(context=_verified())
        host.ehlo_or_helo_if_needed()
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)

    def __exit__(self, *_error) -> None:
        """Say goodbye if the server still listens. A letter it took is taken, however it hangs up."""
        try:
            if not self.in_the_middle and self.host.sock:
                self.host.sock.settimeout(QUIT_TIMEOUT)
                self.host.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.host.close()

    def send(self, message: Message, envelope_from: str | None = None) -> None:
        """Hand over the message to its one recipient. Raises Failed, OSError or SMTPException (nothing sent)."""
        (recipient,) = message.recipients
        smtp = self.host
        # A sender this server does not like is a fault of the configuration: every letter waits for its repair.
        _expect("MAIL", smtp.mail(envelope_from or message.answers_to or message.sender_address), refused="later")
        _expect("RCPT", smtp.rcpt(recipient))
        _expect("DATA", smtp.docmd("DATA"))
        self.in_the_middle = True
        smtp.send(_dot_stuffed(message.as_bytes()))
        self._last_look()
        reply = self._dot()
        self.in_the_middle = False
        _expect("the letter", reply)

    def _last_look(self) -> None:
        """A reply before the dot, or a closed connection, means that the letter was not taken.

        Not through TLS, where bytes that are ready to be read need not be a reply.
        """
        if isinstance(self.host.sock, ssl.SSLSocket):
            return
        if select.select([self.host.sock], [], [], LAST_LOOK)[0]:
            _expect("the letter", self.host.getreply(), taken=())

    def _dot(self) -> tuple[int, bytes]:
        if not self.may_finish():
            raise Failed("later", "The lease ran out before the letter was complete.")
        self.host.sock.settimeout(self.settings.mail_dot_timeout)
        try:
            self.host.send(b".\r\n")
            return self.host.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Failed("unsure", f"No answer after the whole letter was sent: {error}") from error


def _expect(step: str, reply: tuple[int, bytes], refused: str = "refused", taken: tuple | None = None) -> None:
    code, words = reply
    if code in (TAKEN[step] if taken is None else taken):
        return
    said = f"{code} {words.decode('utf-8', 'replace')} (answer to {step})"
    raise Failed(refused if 500 <= code < 600 else "later", said)


def _dot_stuffed(content: bytes) -> bytes:
    """RFC 5321, 4.5.2: a line that begins with a dot gets another one. The bytes end with a line end."""
    return re.sub(rb"(?m)^\.", b"..", content)


def _verified() -> ssl.SSLContext:
    return ssl.create_default_context()


def _our_name(public_url: str) -> str:
    """The name we greet with. smtplib would ask the DNS for one, which may take longer than the letter."""
    name = urlsplit(public_url).hostname
    return f"[{name}]" if re.fullmatch(r"[\d.]+", name) else f"[IPv6:{name}]" if ":" in name else name
