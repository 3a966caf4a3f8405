"""Reads one setting at a time out of names and texts; `portal.config` says which, and what they mean."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
KEY_LENGTH = 32
LOCAL_PART = 64  # characters before the @, RFC 5321
TAG_LENGTH = 41  # of what `portal.tokens.tag` puts there, with the + before it


class Reader:
    """A fault is noted and the default taken, so that all of them are found in one run."""

    def __init__(self, values: Mapping[str, str]):
        self.values = values
        self.faults: list[str] = []

    def fault(self, name: str, sentence: str) -> None:
        self.faults.append(f"- {name}: {sentence}")

    def text(self, name: str) -> str | None:
        return self.values.get(name, "").strip() or None

    def whole(self, name: str, default: int, least: int, most: int = 2**31) -> int:
        text = self.text(name) or str(default)
        if re.fullmatch(r"[0-9]{1,10}", text) and least <= int(text) <= most:
            return int(text)
        self.fault(name, f"give a whole number from {least} to {most}, not “{text}”.")
        return default

    def seconds(self, name: str, default: float) -> float:
        text = self.text(name) or str(default)
        if re.fullmatch(r"[0-9]{1,7}(\.[0-9]+)?", text) and float(text) > 0:
            return float(text)
        self.fault(name, f"give a number of seconds above 0, not “{text}”.")
        return float(default)

    def size(self, name: str, default: str) -> int:
        text = self.text(name) or default
        if match := re.fullmatch(r"([1-9][0-9]{0,11}) ?(B|kB|KB|MB|GB)?", text):
            return int(match[1]) * 1024 ** {"k": 1, "K": 1, "M": 2, "G": 3}.get((match[2] or "B")[0], 0)
        self.fault(name, f"give a size such as “25 MB”, not “{text}”.")
        return 0

    def yes(self, name: str, default: bool) -> bool:
        text = (self.text(name) or str(default)).lower()
        if text not in ("true", "1", "yes", "on", "false", "0", "no", "off"):
            self.fault(name, f"give true or false, not “{text}”.")
        return text in ("true", "1", "yes", "on")

    def secret(self, name: str) -> str | None:
        text = self.text(name)
        if text and len(text) < KEY_LENGTH:
            self.fault(name, f"a secret needs at least {KEY_LENGTH} characters; `openssl rand -hex 32` makes one.")
        return text

    def sender(self, name: str, needed: bool) -> str:
        text = self.text(name) or ("" if needed else "Kept <service@example.com>")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]) or not text.isprintable():
            self.fault(name, "give the address letters come from, such as “Example Care <care@example.com>”.")
        return text

    def reply_address(self, name: str) -> str | None:
        """The address customers answer to: the tag of the case follows its local part with a +, or stands for its *."""
        text = self.text(name)
        if text is None:
            return None
        local = text.partition("@")[0]
        good = re.fullmatch(r"[A-Za-z0-9._*+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text, re.ASCII)
        if not good or local.count("*") > 1 or "+" in local.replace("+*", ""):
            self.fault(name, "give an address such as reply@example.com, or reply-*@example.com with * for the tag.")
        elif len(local) + TAG_LENGTH > LOCAL_PART:
            self.fault(
                name, f"what stands before the @ may have {LOCAL_PART - TAG_LENGTH} characters: a tag follows it."
            )
        return text.lower()

    def mailbox(self, name: str) -> str | None:
        """Where answers are read, by IMAP. What is wrong with it is told without repeating the password."""
        text = self.text(name)
        if text is None:
            return None
        parts = _split(text)
        if not (parts and parts.scheme in ("imaps", "imap") and parts.hostname and parts.username and parts.password):
            self.fault(name, "give imaps://user:password@host/INBOX; write @ and / in user or password as %40 and %2F.")
        elif not (_has_port(parts) and re.fullmatch(r"[\x21-\x7e ]*", unquote(f"{parts.netloc}{parts.path}"))):
            self.fault(name, "the port, or something before or after the host, is nothing IMAP can be told.")
        return text

    def contact(self, name: str) -> str | None:
        """An address or a page, as RFC 9116 writes it: with `mailto:` or `https:` before it."""
        text = self.text(name)
        if text is None:
            return None
        text = f"mailto:{text}" if re.fullmatch(r"[^@\s:]+@[^@\s]+", text) else text
        if not re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+|https://\S+|tel:\S+)", text) or not text.isprintable():
            self.fault(name, "give an e-mail address, or a page that begins with https://")
        return text

    def folder(self, name: str, default: Path) -> Path:
        """The folder, made if it is not there and kept to its owner: it will hold people's words."""
        path = ROOT / Path(self.text(name) or default).expanduser()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.fault(name, f"{path} cannot be made: {error.strerror}.")
        else:
            if not os.access(path, os.W_OK | os.X_OK):
                self.fault(name, f"{path} cannot be written to by this user.")
        return path

    def database(self, name: str, default: str) -> str:
        text = self.text(name) or default
        if match := re.fullmatch(r"sqlite:///(.+)", text):
            return text if match[1] == ":memory:" else f"sqlite:///{ROOT / match[1]}"
        if not re.match(r"postgres(ql)?://[^/]*/[^/?]+", text):
            self.fault(name, "begin with sqlite:/// and a file, or postgresql://user:password@host/database.")
        elif find_spec("psycopg") is None:
            self.fault(name, "install the driver: pip install --require-hashes -r requirements-pg.txt")
        return re.sub("^postgres://", "postgresql://", text)

    def keys(self, name: str, data_dir: Path | None) -> tuple[str, ...]:
        """The keys, oldest first. One site on one SQLite file may keep its own beside that file."""
        keys = tuple(re.split(r"[,\s]+", self.text(name) or ""))
        if keys == ("",) and data_dir and data_dir.is_dir():
            return _own_keys(data_dir / "secret_keys")
        if any(len(key) < KEY_LENGTH for key in keys):
            self.fault(
                name,
                f"give keys of at least {KEY_LENGTH} characters with commas between them, the oldest first;"
                " the last one signs. `openssl rand -hex 32` makes one.",
            )
        return keys

    def address(self, name: str, host: str, port: int) -> str:
        """The one base of every link we mail."""
        text = self.text(name)
        if text is None and not is_loopback(host):
            self.fault(name, f"HOST is {host}, so say the address people will use, such as https://care.example.com")
        text = (text or f"http://{f'[{host}]' if ':' in host else host}:{port}").rstrip("/")
        parts = _split(text)
        if not (parts and parts.scheme in ("http", "https") and parts.hostname and not any(parts[2:])):
            self.fault(name, f"give an address such as https://care.example.com with no path, not “{text}”.")
        return text


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _has_port(parts: SplitResult) -> bool:
    """Whether the port can be one; none at all is the usual one."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _own_keys(file: Path) -> tuple[str, ...]:
    """The keys in this file; whoever comes first makes it, and only its owner may read it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not file.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(secrets.token_hex(32) + "\n")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first; its key is the key
        finally:
            draft.unlink()
    return tuple(file.read_text().split())


def is_loopback(host: str | None) -> bool:
    """Whether this address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
