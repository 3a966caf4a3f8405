"""Files at the doors of the house: taking in what people attach, and giving it out so that nothing in it can run."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Response, abort, current_app, send_file
from flask_babel import LazyString, format_decimal
from werkzeug.datastructures import FileStorage

from portal.actions import attaching, erasing
from portal.actions.attaching import MAX_FILES, MAX_SIZE, NotTaken, Offered
from portal.store import file as files
from portal.store.file import File
from portal.store.shelf import Shelf
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

#: For the control: with these a phone hands over a JPEG of its own pictures.
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,text/plain,.jpg,.jpeg,.png,.webp,.pdf,.txt"
MEGABYTE = 1024 * 1024

FAULTS: Mapping[str, LazyString] = {
    "kind": _l("“%(name)s” was not added: we take pictures (JPEG, PNG, WebP), PDF and plain text (.txt)."),
    "unlike": _l("“%(name)s” was not added: what is in it is not what its name says."),
    "empty": _l("“%(name)s” was not added: the file is empty."),
    "size": _l("“%(name)s” was not added: it is larger than %(most)s MB."),
    "picture": _l("“%(name)s” was not added: the picture is damaged. Try a copy or a photo of it."),
    "moving": _l("“%(name)s” was not added: it is a moving picture. Send a still one."),
    "huge": _l("“%(name)s” was not added: the picture has more than 20 million points. Send a smaller one."),
    "many": _l("“%(name)s” was not added: there is room for %(files)s files. More can be added to the case later."),
    "full": _l("“%(name)s” was not added: we cannot store files just now. You can add it to the case later."),
}


TYPES: Mapping[str, LazyString] = {
    "image/jpeg": _l("JPEG picture"),
    "image/png": _l("PNG picture"),
    "image/webp": _l("WebP picture"),
    "application/pdf": _l("PDF"),
    "text/plain": _l("Text"),
}


def shelf() -> Shelf:
    """Where the files of this portal lie."""
    return Shelf(current_app.config["KEPT"].files_dir)


def take_in(uploads: Iterable[FileStorage], ticket: str, now: datetime) -> tuple[list[File], list[str]]:
    """Keep the good ones under this ticket: all rows that wait there now, and a sentence for each one not taken."""
    faults = []
    for upload in uploads:
        try:
            attaching.keep(_offered(upload), ticket, shelf(), now)
        except NotTaken as refused:
            faults.append(fault(refused))
    return _once(files.waiting(ticket)), faults


def forget(now: datetime) -> None:
    """After a case was erased: off the shelf with its files, and out with what else it left on this machine."""
    attaching.clear(shelf(), now)
    erasing.finish(current_app.config["KEPT"].mail_dir, now)


def _once(rows: list[File]) -> list[File]:
    """Two presses of the button at one instant may have kept the same file twice."""
    return list({row.sha256: row for row in rows}.values())


def fault(refused: NotTaken) -> str:
    """Why a file was not taken, in a sentence."""
    return fault_of(refused.code, refused.name)


def fault_of(code: str, name: str) -> str:
    """Why a file of this name was not taken, in a sentence."""
    name = name or gettext("a file without a name")
    return str(FAULTS[code]) % {"name": name, "most": MAX_SIZE // MEGABYTE, "files": MAX_FILES}


def give_out(file: File) -> Response:
    """The file as a download that no browser opens, runs or keeps. 404 where the shelf has lost it."""
    path = shelf().path(file.stored)
    if not path.is_file():
        current_app.logger.error("The file of row %s is not on the shelf", file.id)
        abort(404)
    response = send_file(path, "application/octet-stream", as_attachment=True, download_name=file.name, etag=False)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def shown(file: File, url: str) -> dict[str, str]:
    """A file as `attachment_list` draws it."""
    return {
        "name": file.name,
        "url": url,
        "size_text": size(file.size),
        "type_text": str(TYPES.get(file.type, file.type)),
    }


def size(octets: int) -> str:
    """“2.4 MB”, “120 kB”; a file of a few bytes is 1 kB."""
    if octets >= MEGABYTE:
        return gettext("%(size)s MB", size=format_decimal(round(octets / MEGABYTE, 1)))
    return gettext("%(size)s kB", size=max(1, octets // 1024))


def _offered(upload: FileStorage) -> Offered:
    """One byte more than is taken shows that it is too large; the rest is not read."""
    return Offered(upload.filename or "", upload.stream.read(MAX_SIZE + 1))
