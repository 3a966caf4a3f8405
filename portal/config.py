"""The settings: read from the environment and `.env`, checked at start, every fault told at once.

A process that starts with a doubtful setting fails later, in front of a customer; so it does not start.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from portal.config_reader import ROOT, Reader, is_loopback

#: Nothing a person types comes near this; a pasted megabyte is answered at its field, with the rest kept.
MAX_TEXT = 8 * 1024 * 1024


class ConfigRefused(ValueError):
    """The settings cannot be used; `faults` holds a sentence for each reason."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(["The portal does not start, because of its settings:", *faults]))


@dataclass(frozen=True)
class Settings:
    """All times are in seconds, sizes in bytes; a setting that is not set is None."""

    secret_keys: tuple[str, ...] = field(repr=False)
    database_url: str = field(repr=False)
    data_dir: Path
    public_url: str
    trusted_proxies: int
    host: str
    port: int
    mail_server: str | None
    mail_port: int
    mail_username: str | None
    mail_password: str | None = field(repr=False)
    mail_use_tls: bool
    mail_default_sender: str
    mail_timeout: float
    mail_dot_timeout: float
    reply_address: str | None
    imap_url: str | None = field(repr=False)
    imap_poll: float
    security_contact: str | None
    letters_toml: Path | None
    outbox_lease: float
    outbox_heartbeat: float
    retry_base: float
    session_idle: int
    max_upload: int
    metrics_token: str | None = field(repr=False)
    ratelimit_enabled: bool
    ratelimit_storage_uri: str

    @property
    def sender(self) -> tuple[str, str]:
        """The name and the address letters come from."""
        return parseaddr(self.mail_default_sender)

    @property
    def mail_dir(self) -> Path:
        """Where letters are put as `.eml` files while there is no mail server."""
        return self.data_dir / "mail"

    @property
    def files_dir(self) -> Path:
        """Where the files people attach lie, under random names."""
        return self.data_dir / "files"

    @property
    def mail_ssl(self) -> bool:
        """Port 465 speaks TLS from the first byte (RFC 8314); other ports begin it with STARTTLS."""
        return self.mail_use_tls and self.mail_port == 465

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def mailbox(self) -> bool:
        """Whether `/dev/mail` may be shown: it holds every private link, so only on this machine."""
        here = is_loopback(self.host) and is_loopback(urlsplit(self.public_url).hostname)
        return not self.mail_server and here and not self.trusted_proxies

    def flask(self) -> dict:
        """What Flask and its extensions want to know, under the names they know it by."""
        return {
            "KEPT": self,
            "SECRET_KEY": self.secret_keys[-1],
            "SECRET_KEY_FALLBACKS": list(self.secret_keys[:-1]),
            "MAX_CONTENT_LENGTH": self.max_upload + MAX_TEXT,
            "MAX_FORM_MEMORY_SIZE": MAX_TEXT,
            "MAX_FORM_PARTS": 200,
            "TRUSTED_HOSTS": [urlsplit(self.public_url).hostname, "127.0.0.1", "localhost"],
            "PREFERRED_URL_SCHEME": "https" if self.secure else "http",
            **self._cookies(),
            **self._mail(),
            "RATELIMIT_ENABLED": self.ratelimit_enabled,
            "RATELIMIT_STORAGE_URI": self.ratelimit_storage_uri,
        }

    def _cookies(self) -> dict:
        return {
            "SESSION_COOKIE_NAME": "__Host-kept" if self.secure else "kept",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,  # a long complaint is typed over lunch
        }

    def _mail(self) -> dict:
        return {
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username,
            "MAIL_PASSWORD": self.mail_password,
            "MAIL_USE_TLS": self.mail_use_tls and not self.mail_ssl,
            "MAIL_USE_SSL": self.mail_ssl,
            "MAIL_DEFAULT_SENDER": self.mail_default_sender,
        }


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """The settings of this process; `overrides` use the same names and win.

    Without `environ`: the environment, over the file `.env` (or the file that `ENV_FILE` names).
    Raises ConfigRefused.
    """
    values = dict(_surroundings() if environ is None else environ)
    values |= {name: _typed(value) for name, value in overrides.items()}
    read = Reader(values)
    known = {setting.name.upper() for setting in fields(Settings)}
    unknown = [f"- {name}: there is no setting of this name." for name in overrides if name not in known]
    settings = Settings(
        **_place(read),
        **_mail(read),
        **_replies(read),
        **_outbox(read),
        **_letters(read),
        session_idle=read.whole("SESSION_IDLE", 3600, least=60),
        max_upload=read.size("MAX_UPLOAD", "25 MB"),
        metrics_token=read.secret("METRICS_TOKEN"),
        security_contact=read.contact("SECURITY_CONTACT"),
        ratelimit_enabled=read.yes("RATELIMIT_ENABLED", True),
        ratelimit_storage_uri=read.text("RATELIMIT_STORAGE_URI") or "memory://",
    )
    if faults := unknown + read.faults:
        raise ConfigRefused(faults)
    return settings


def _surroundings() -> dict[str, str]:
    file = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
    return {**{k: v or "" for k, v in dotenv_values(file).items()}, **os.environ}


def _typed(value: object) -> str:
    """An override as a person would have written it."""
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _place(read: Reader) -> dict:
    """Where this portal lives: its folder, its database, its keys and its address."""
    data_dir = read.folder("DATA_DIR", ROOT / "var")
    database_url = read.database("DATABASE_URL", f"sqlite:///{data_dir}/kept.db")
    host = read.text("HOST") or "127.0.0.1"
    port = read.whole("PORT", 8000, least=1, most=65535)
    return {
        "data_dir": data_dir,
        "database_url": database_url,
        "secret_keys": read.keys("SECRET_KEYS", data_dir if database_url.startswith("sqlite") else None),
        "host": host,
        "port": port,
        "public_url": read.address("PUBLIC_URL", host, port),
        "trusted_proxies": read.whole("TRUSTED_PROXIES", 0, least=0, most=10),
    }


def _mail(read: Reader) -> dict:
    server = read.text("MAIL_SERVER")
    tls = read.yes("MAIL_USE_TLS", True)
    username, password = read.text("MAIL_USERNAME"), read.text("MAIL_PASSWORD")
    if bool(username) != bool(password):
        read.fault("MAIL_PASSWORD", "a user name and a password are given together, or neither of them.")
    if server and username and not tls and not is_loopback(server):
        read.fault("MAIL_USE_TLS", "the password would cross the network readable; set it to true.")
    return {
        "mail_server": server,
        "mail_port": read.whole("MAIL_PORT", 587 if tls else 25, least=1, most=65535),
        "mail_username": username,
        "mail_password": password,
        "mail_use_tls": tls,
        "mail_default_sender": read.sender("MAIL_DEFAULT_SENDER", needed=bool(server)),
        "mail_timeout": read.seconds("MAIL_TIMEOUT", 30),
        "mail_dot_timeout": read.seconds("MAIL_DOT_TIMEOUT", 600),
    }


def _replies(read: Reader) -> dict:
    """How customers answer by mail."""
    address, url = read.reply_address("REPLY_ADDRESS"), read.mailbox("IMAP_URL")
    if url and not address:
        read.fault("REPLY_ADDRESS", "IMAP_URL is read for answers, so say which address they are sent to.")
    return {"reply_address": address, "imap_url": url, "imap_poll": read.seconds("IMAP_POLL", 60)}


def _letters(read: Reader) -> dict:
    """The company's own words in letters; what stands in the file is checked where letters are written."""
    named = read.text("LETTERS_TOML")
    file = ROOT / named if named else read.folder("DATA_DIR", ROOT / "var") / "letters.toml"
    if named and not file.is_file():
        read.fault("LETTERS_TOML", f"there is no file {file}.")
    return {"letters_toml": file if file.is_file() else None}


def _outbox(read: Reader) -> dict:
    """A lease that runs out under a worker that still lives sends the same letter twice."""
    lease, heartbeat = read.seconds("OUTBOX_LEASE", 60), read.seconds("OUTBOX_HEARTBEAT", 15)
    if lease < 3 * heartbeat:
        sentence = (
            f"{lease:g} seconds is less than three times OUTBOX_HEARTBEAT. A worker that is late with two heartbeats "
            "would lose a letter it is still sending, and the letter would go out twice."
        )
        read.fault("OUTBOX_LEASE", sentence)
    return {
        "outbox_lease": lease,
        "outbox_heartbeat": heartbeat,
        "retry_base": read.seconds("RETRY_BASE", 60),
    }
