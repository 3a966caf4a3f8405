"""Messages and files as macros/case.html draws them."""

from collections.abc import Iterable
from datetime import tzinfo

from flask import g

from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from portal.web.show.attachments import Url, file_item
from portal.words import case as words
from portal.words import time
from portal.words.translated import gettext as _


def message_item(
    message: Message, zone: tzinfo, files: Iterable[File] = (), url: Url | None = None, staff: bool = False
) -> dict:
    """One message for macros/case.html. `files` are its own; `url` gives the address of each."""
    return {
        "id": message.id,
        "who": writer(message, staff),
        "role": _role(message),
        "type_text": _type(message, staff),
        "at_text": time.short(message.at, zone, g.get("now")),
        "at_iso": message.at.astimezone(zone).isoformat(),
        "body": message.body,
        "next_step": _next_step(message, staff),
        "by_text": _("by %(moment)s", moment=time.due_short(message.by_when, zone)) if message.by_when else "",
        "files": [file_item(file, url) for file in files],
    }


def conversation(
    messages: Iterable[Message], files: Iterable[File], zone: tzinfo, url: Url, staff: bool = False
) -> list[dict]:
    """What was said, in order, each message with its files; files that came with no message go with the first."""
    by_message: dict[int, list[File]] = {}
    messages = list(messages)
    first = messages[0].id if messages else 0
    for file in files:
        by_message.setdefault(file.message_id or first, []).append(file)
    return [message_item(m, zone, by_message.get(m.id, ()), url, staff) for m in messages]


def _next_step(message: Message, staff: bool) -> str:
    """The next step staff named; a plan and a new date name only the moment, and what it is for goes without saying."""
    if message.next_step or message.by_when is None or staff:
        return message.next_step
    return _("We carry this plan out") if message.type == "plan" else _("You hear from us")


def _type(message: Message, staff: bool) -> str:
    """What the message is, and what became of it if it asked for an answer: “Our plan · agreed”."""
    names = words.STAFF_MESSAGES if staff else words.MESSAGES
    ruling = words.RULINGS.get(message.ruling, "") if message.type == "ruling" else ""
    parts = (names.get(message.type, ""), words.ANSWERS.get(message.answer or "", ""), ruling)
    return " · ".join(str(part) for part in parts if part)


def _role(message: Message) -> str:
    if message.type == "note":
        return "note"
    return {"customer": "customer", "watch": "system"}.get(message.who, "staff")


def writer(row: Message | Event, staff: bool) -> str:
    """Who wrote or did it: “You” to the customer, and to him every colleague by the public name."""
    if row.who == "customer":
        return _of_the_customer(row, staff)
    if row.person is None:
        return ""
    return row.person.name if staff else row.person.public_name


def _of_the_customer(row: Message | Event, staff: bool) -> str:
    """Who could not be written to told us, and a colleague wrote it down."""
    if row.person is None:
        return str(words.ROLES["customer"]) if staff else _("You")
    if staff:
        return _("Customer, written down by %(name)s", name=row.person.name)
    return _("You, as %(name)s wrote it down", name=row.person.public_name)
