"""A CSV file as another system wrote it: its encoding, its header, and its cells, cleaned like what is typed here."""

import csv
import html
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from portal.core.cleaning import clean, clean_line, says_something

ENCODINGS = ("utf-8-sig", "gb18030")  # what spreadsheets write in China and elsewhere
LARGEST_CELL = 1_000_000  # characters; a longer one is a quotation mark that was never closed
LINE = 120
YEARS = range(2000, 2100)
#: Spaces of other widths and the invisible ones; joiners stay, for some scripts cannot be written without them.
ODD_SPACES = re.compile(r"[^\S\r\n\x85\u2028\u2029]+")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")


class NotReadable(ValueError):
    """The file is no table; `code` says why."""


class RowRefused(ValueError):
    """This row does not become a case; `code` says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the one a spreadsheet shows: the header is row 1."""

    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The words of a cell, or "" where it says nothing."""
        plain = ODD_SPACES.sub(" ", INVISIBLE.sub("", html.unescape(self.cells[column])))
        text = clean(plain, LARGEST_CELL)
        return text if says_something(text) else ""

    def line(self, column: str, longest: int = LINE) -> str:
        """The words of a cell as one short line."""
        return clean_line(self.text(column), LARGEST_CELL)[:longest].rstrip()

    def moment(self, column: str, zone: tzinfo) -> datetime | None:
        """The moment of a cell in UTC, or None where it is empty; local time of `zone` unless it has an offset."""
        written = self.line(column)
        if not written:
            return None
        try:
            found = datetime.fromisoformat(written).replace(microsecond=0)
        except ValueError:
            raise RowRefused("moment_unreadable") from None
        if found.year not in YEARS:
            raise RowRefused("moment_unreadable")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file and its rows; a row with more or fewer cells than the header has None for cells."""

    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]

    def row(self, number: int, cells: list[str]) -> Row:
        if len(cells) != len(self.columns):
            raise RowRefused("ragged")
        return Row(number, dict(zip(self.columns, cells, strict=True)))


def read(path: Path) -> Table:
    """The whole table. Raises NotReadable."""
    csv.field_size_limit(LARGEST_CELL)
    try:
        lines = list(csv.reader(io.StringIO(_text(path.read_bytes()), newline="")))
    except csv.Error:
        raise NotReadable("no_table") from None
    if not lines or not lines[0]:
        raise NotReadable("empty")
    return Table(tuple(name.strip() for name in lines[0]), [(n, row) for n, row in enumerate(lines[1:], 2) if row])


def _text(raw: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotReadable("encoding")
