"""What a start prints: where to go, and how to get in for the first time."""

from collections.abc import Iterable

from portal.commands.prepare import Facts
from portal.config import Settings


def pages(settings: Settings) -> str:
    """For a server of pages only."""
    return "\n".join([f"Serving {settings.public_url} — Ctrl-C stops it.", *_letters(settings)])


def everything(settings: Settings, facts: Facts) -> str:
    """For the whole portal on one machine: where to go, what there is, and what to do first."""
    lines = ["", "Kept is running — Ctrl-C stops it.", "", *_rows(_places(settings)), "", *_rows(facts.there)]
    if facts.published:
        lines += ["", f"No guarantee was there, so the demo was published as {facts.published}."]
    if facts.invitation:
        lines += ["", "Nobody has signed in yet. Choose the first password here:", "", f"  {facts.invitation}"]
    return "\n".join([*lines, "", *_letters(settings), "Is all well?  .venv/bin/flask --app wsgi doctor", ""])


def _places(settings: Settings) -> list[tuple[str, str]]:
    rows = [("For customers", settings.public_url), ("For staff", f"{settings.public_url}/staff/sign-in")]
    return [*rows, ("Letters", f"{settings.public_url}/dev/mail")] if settings.mailbox else rows


def _rows(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"  {name:<16}{value}" for name, value in rows]


def _letters(settings: Settings) -> list[str]:
    """A word where letters stay on this machine and nobody may look at them in a browser."""
    if settings.mail_server or settings.mailbox:
        return []
    return [
        f"MAIL_SERVER is not set: letters are only put into {settings.mail_dir}.",
        "The mailbox /dev/mail shows private links, so it is closed: this site can be reached from other machines.",
    ]
