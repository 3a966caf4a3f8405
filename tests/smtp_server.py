"""A real SMTP server for the tests, that behaves as badly as it is told to.

smtp.answer("greylist", "drop")          # to the next two deliveries; after them it accepts
smtp.always["bad@example.com"] = "reject"
smtp.letters                             # what it took responsibility for
"""

import asyncio
import socket
import threading
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

BEFORE_THE_LETTER = {
    "reject": "550 5.1.1 No such mailbox",
    "greylist": "451 4.7.1 Greylisted, try again later",
}
AFTER_THE_LETTER = {
    "accept": "250 2.0.0 Taken",
    "refuse": "554 5.7.1 Not wanted here",
    "full": "452 4.3.1 Mailbox full, try again later",
}
BEHAVIOURS = {
    *BEFORE_THE_LETTER,
    *AFTER_THE_LETTER,
    "slow",  # keeps the letter at once, and says so after `slowness` seconds
    "cut",  # hangs up at the recipient
    "break",  # hangs up in the middle of the letter
    "mute",  # says nothing at the recipient, until `release()`
    "drop",  # reads the letter and hangs up without an answer; has not kept it
    "swallow",  # reads and keeps the letter, and hangs up without an answer
    "hang",  # reads the letter and says nothing, until `release()`; has not kept it
}


@dataclass(frozen=True)
class Taken:
    """One delivery the server said yes to (or swallowed)."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class Mailserver:
    """Listens on 127.0.0.1; `tried` names the behaviour shown at every attempt, in order."""

    def __init__(self, **options):
        self.letters: list[Taken] = []
        self.tried: list[str] = []
        self.always: dict[str, str] = {}
        self.slowness = 0.3
        self.connected: set[asyncio.Transport] = set()
        self._next: deque[str] = deque()
        self._released = threading.Event()
        self.host, self.port, self._options = "127.0.0.1", free_port(), options
        self._controller = self._at_its_port()

    def answer(self, *behaviours: str) -> None:
        unknown = set(behaviours) - BEHAVIOURS
        assert not unknown, f"This server cannot {unknown}; it knows {sorted(BEHAVIOURS)}."
        self._next.extend(behaviours)

    def release(self) -> None:
        """Let whoever hangs go on (it then hangs up)."""
        self._released.set()

    def start(self) -> "Mailserver":
        self._controller.start()
        return self

    def stop(self) -> None:
        self.release()
        asyncio.run_coroutine_threadsafe(self._hang_up_on_everybody(), self._controller.loop).result(5)
        self._controller.stop(no_assert=True)

    def come_back(self) -> None:
        """As it was, at the same port, after `stop`."""
        self._released, self._controller = threading.Event(), self._at_its_port()
        self.start()

    async def _hang_up_on_everybody(self) -> None:
        """Nobody is left hanging on a server that is gone."""
        while self.connected:
            for transport in list(self.connected):
                transport.abort()
            await asyncio.sleep(0.01)

    def _at_its_port(self) -> Controller:
        return _Controller(_Handler(self), hostname=self.host, port=self.port, **self._options)

    def forget(self) -> None:
        """As new: nothing taken, nothing ordered, and nobody left hanging."""
        self.release()
        self._released = threading.Event()
        self.letters, self.tried, self.always, self._next = [], [], {}, deque()

    def choose(self, recipient: str) -> str:
        behaviour = self.always.get(recipient) or (self._next.popleft() if self._next else "accept")
        self.tried.append(behaviour)
        return behaviour

    async def hang(self) -> None:
        released = self._released
        while not released.is_set():
            await asyncio.sleep(0.02)


class _Handler:
    """What aiosmtpd asks at each command; the behaviour is chosen once, at the recipient."""

    def __init__(self, mailserver: Mailserver):
        self.mailserver = mailserver

    async def handle_RCPT(self, server, session, envelope, address, options):
        session.behaviour = self.mailserver.choose(address)
        if session.behaviour in BEFORE_THE_LETTER:
            return BEFORE_THE_LETTER[session.behaviour]
        if session.behaviour in ("cut", "mute"):
            return await self.hang_up(server, wait=session.behaviour == "mute")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if session.behaviour in ("accept", "slow", "swallow"):
            taken = Taken(envelope.mail_from, envelope.rcpt_tos[0], bytes(envelope.content))
            self.mailserver.letters.append(taken)
        if session.behaviour == "slow":
            await asyncio.sleep(self.mailserver.slowness)
            return AFTER_THE_LETTER["accept"]
        if session.behaviour in AFTER_THE_LETTER:
            return AFTER_THE_LETTER[session.behaviour]
        return await self.hang_up(server, wait=session.behaviour == "hang")

    async def hang_up(self, server, wait: bool) -> str:
        if wait:
            await self.mailserver.hang()
        server.transport.abort()
        return "421 Nobody reads this"


class _Breaking(SMTP):
    """Asks for the letter and hangs up while it comes, where it is told to."""

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self.event_handler.mailserver.connected.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.mailserver.connected.discard(self.transport)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str | None) -> None:
        if getattr(self.session, "behaviour", "") != "break":
            return await super().smtp_DATA(arg)
        await self.push("354 Go on")
        await self._reader.readline()
        self.transport.abort()
        return None


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Breaking(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
