"""Mail that came in, as it came: its original on the shelf, and the files in it."""

from datetime import datetime

from flask import Response, abort, current_app, send_file

from portal.actions import attaching
from portal.actions.attaching import Offered
from portal.mail import inbox
from portal.store import file as files
from portal.store.file import File
from portal.store.mail import Mail
from portal.web.files import shelf


def take_in(mail: Mail, ticket: str, now: datetime) -> tuple[list[File], list[tuple[str, int, str]]]:
    """Keep the good ones of its files under this ticket, as those of a form: the rows that wait there now, and
    (name, bytes, why it was not taken) of each file in it."""
    path = shelf().path(mail.stored) if mail.stored else None
    if path is None or not path.is_file():
        return files.waiting(ticket), mail.files
    offered = [Offered(one.name, one.data) for one in inbox.read(path.read_bytes()).attached]
    told = attaching.keep_all(offered, ticket, shelf(), now)
    return files.waiting(ticket), told


def give_out(mail: Mail) -> Response:
    """The original as a download that no browser opens. 404 where it is gone."""
    path = shelf().path(mail.stored) if mail.stored else None
    if path is None or not path.is_file():
        current_app.logger.error("The original of mail %s is not on the shelf", mail.id)
        abort(404)
    name = f"mail-{mail.id}.eml"
    response = send_file(path, "application/octet-stream", as_attachment=True, download_name=name, etag=False)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
