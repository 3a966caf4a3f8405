"""The letters the postman put into DATA_DIR/mail because no mail server is set."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """One letter as a file: `name` is its address in the mailbox."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self.message["Subject"] or "–"

    @property
    def sender(self) -> str:
        return self.message["From"] or "–"

    @property
    def date(self) -> str:
        return self.message["Date"] or "–"

    @property
    def headers(self) -> list[tuple[str, str]]:
        return self.message.items()

    @property
    def recipient(self) -> str:
        return self.message["To"] or "–"

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=[kind])
        return part.get_content() if part else ""


def newest(folder: Path) -> list[Shown]:
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    return [_read(file) for file in files[:SHOWN]]


def find(folder: Path, name: str) -> Shown | None:
    """The letter of this name; the name is looked up among the files, never made into a path."""
    return next((_read(file) for file in folder.glob("*.eml") if file.stem == name), None)


def _read(file: Path) -> Shown:
    return Shown(file.stem, message_from_bytes(file.read_bytes(), policy=policy.default))
