"""A mail server that says exactly what the test wrote down, for faults a real one has no switch for."""

import socketserver
import ssl
import threading
from pathlib import Path

POLITE = {
    "connect": "220 hello",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go",
    "QUIT": "221 bye",
}
POLITE |= {".": "250 taken"}
HANG_UP = None


class Scripted(socketserver.ThreadingTCPServer):
    """Says `script[command]`, or hangs up where it is HANG_UP; counts in `heard` the commands it was given."""

    allow_reuse_address = True
    daemon_threads = False  # closing waits for the last conversation

    def __init__(self, certificate: Path | None = None, **script: str | None):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.script = POLITE | {{"dot": "."}.get(name, name): said for name, said in script.items()}
        self.heard: list[str] = []
        self.bodies: list[bytes] = []
        self.tls = _tls(certificate) if certificate else None

    @property
    def port(self) -> int:
        return self.server_address[1]

    def __enter__(self) -> "Scripted":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self.shutdown()
        self.server_close()


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.say("connect"):
            while (line := self.rfile.readline()) and self.answer(line.split()[0].decode().upper()):
                pass

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def answer(self, command: str) -> bool:
        self.server.heard.append(command)
        if not self.say(command):
            return False
        if command == "STARTTLS":
            return self.encrypt()
        if command == "DATA" and self.server.script["DATA"].startswith("354"):
            return self.letter()
        return command != "QUIT"

    def say(self, command: str) -> bool:
        said = self.server.script.get(command, "502 what?")
        if said is HANG_UP:
            return False
        self.wfile.write(f"{said}\r\n".encode())
        return True

    def encrypt(self) -> bool:
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        return True

    def letter(self) -> bool:
        if "body" in self.server.script:
            return self.say("body")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.bodies.append(b"".join(lines))
        return bool(line) and self.say(".")
