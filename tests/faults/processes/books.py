"""What the database and the folder really hold, read with plain SQL and nothing of the portal's."""

import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import psycopg

ONE_EACH = {
    "a line of history": "select count(*) from event where case_id = c.id and verb = 'file'",
    "the words": "select count(*) from message where case_id = c.id and type = 'filed'",
    "the receipt": "select count(*) from letter where case_id = c.id and kind = 'received'",
    "the file": "select count(*) from file where case_id = c.id",
    "a due moment": "select count(*) from deadline where case_id = c.id and target = 'response' and round = 1",
}


class Books:
    def __init__(self, database_url: str, folder: Path):
        self.url, self.files = database_url, folder / "files"

    def rows(self, sql: str) -> list[tuple]:
        with closing(self._connection()) as connection:
            return connection.cursor().execute(sql).fetchall()

    def number(self, sql: str) -> int:
        return self.rows(sql)[0][0]

    def _connection(self):
        if self.url.startswith("sqlite"):
            return sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30)
        return psycopg.connect(self.url)

    # --- cases

    def by_words(self) -> Counter:
        """How many cases were filed with each text."""
        return Counter(body for (body,) in self.rows("select body from message where type = 'filed'"))

    def halves(self) -> list[str]:
        """What is missing, or there twice, of any case at all: filed is filed as a whole."""
        counted = ", ".join(f"({sql})" for sql in ONE_EACH.values())
        found = self.rows(f"select c.reference, {counted} from cases c")
        return [
            f"{reference} has {number} times {what}"
            for reference, *numbers in found
            for what, number in zip(ONE_EACH, numbers, strict=True)
            if number != 1
        ]

    def lost_files(self) -> list[str]:
        """The rows of files whose bytes are not on the shelf, or are others."""
        return [
            f"{stored} is {'gone' if found is None else 'not what it was'}"
            for stored, sha256 in self.rows("select stored, sha256 from file")
            if (found := _sha256(self.files / stored)) != sha256
        ]

    # --- letters

    def unsettled(self) -> int:
        return self.number("select count(*) from letter where try_at is not null")

    def letters(self) -> dict[str, str]:
        """Message-ID and state of each."""
        return dict(self.rows("select message_id, state from letter"))

    def held(self, pid: int) -> list[str]:
        """The Message-IDs of the letters that the worker of this process id has in hand."""
        held = self.rows(f"select message_id from letter where worker like '%-{pid}-%'")
        return [message_id for (message_id,) in held]


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
