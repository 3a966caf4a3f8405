"""The next promised moment as a calendar file (RFC 5545), so that nobody has to remember it for us.

Neither the private link nor a word of the case is in it: calendars are shared and copied to other companies.
"""

from datetime import UTC, datetime, timedelta

from flask import Response, current_app

from portal.words.translated import gettext as _

MOST = 75  # bytes of a line


def response(reference: str, item: dict, now: datetime) -> Response:
    """`item` is the promise that comes next, as macros/promise.html takes it."""
    name = f"kept-{reference}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_file(reference, item, now), mimetype="text/calendar", headers=headers)


def _file(reference: str, item: dict, now: datetime) -> str:
    due = datetime.fromisoformat(item["due_iso"])
    base = current_app.config["KEPT"].public_url
    said = _(
        "If you have heard nothing by then, we broke a promise. Find your case at %(address)s", address=f"{base}/find"
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kept//Promises//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{reference}-{_moment(due)}@kept",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(due)}",
        f"DTEND:{_moment(due + timedelta(minutes=15))}",
        f"SUMMARY:{_escaped(_('Case %(reference)s: an answer is due', reference=reference))}",
        f"DESCRIPTION:{_escaped(item['sentence'])} {_escaped(said)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A long line goes on after a line end and a blank, and never breaks inside a character."""
    folded, room = [""], MOST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            folded.append(" ")
            room = MOST - 1
        folded[-1] += sign
        room -= size
    return "\r\n".join(folded)
