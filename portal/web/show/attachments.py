"""Files as `attachment_list` of macros/case.html draws them."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString, format_decimal

from portal.store.file import File
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

Url = Callable[[File], str]
MEGABYTE = 1024 * 1024

TYPES: Mapping[str, LazyString] = {
    "image/jpeg": _l("JPEG picture"),
    "image/png": _l("PNG picture"),
    "image/webp": _l("WebP picture"),
    "application/pdf": _l("PDF"),
    "text/plain": _l("Text"),
}


def file_item(file: File, url: Url) -> dict[str, str]:
    """One file; `url` gives its address."""
    return {
        "name": file.name,
        "url": url(file),
        "size_text": size(file.size),
        "type_text": str(TYPES.get(file.type, "")),
    }


def size(octets: int) -> str:
    """“2.4 MB”, “120 kB”: a file of a few bytes is 1 kB."""
    if octets >= MEGABYTE:
        return gettext("%(size)s MB", size=format_decimal(round(octets / MEGABYTE, 1)))
    return gettext("%(size)s kB", size=max(1, octets // 1024))
