"""Tables for other programs: CSV as spreadsheets open it without harm."""

import csv
import io
from collections.abc import Iterable

from flask import Response

#: A cell that begins like this is run as a formula by spreadsheets. A quote before it makes it text again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(name: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """A file to save: UTF-8 with the mark by which spreadsheets know it; None is an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    response = Response(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def safe(cell: object) -> object:
    """Words that would be a formula, as words; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
