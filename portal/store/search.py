"""Full-text search over what people wrote, in Chinese and English, on both databases.

Neither FTS5's trigrams nor PostgreSQL's parsers find a two-character Chinese word, so the words are cut here:
Latin words whole, Chinese text into overlapping pairs of characters. The store sees only space-separated grams.
"""

import re
import unicodedata
from collections.abc import Iterable

from portal.store.case import Case
from portal.store.db import db, is_sqlite

_RUN = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_]+(?:-[^\W_]+)*")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_LATIN_IN_MIXED = re.compile(r"[㐀-鿿豈-﫿]+|[^㐀-鿿豈-﫿]+")


def grams(text: str) -> list[str]:
    """The searchable pieces of a text, in order: "退款 late" gives 退款, late; "要退款" gives 要退, 退款."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    pieces = [piece for run in _RUN.findall(folded) for piece in _LATIN_IN_MIXED.findall(run)]
    return [gram for piece in pieces for gram in (_pairs(piece) if _HAN.match(piece) else _words(piece))]


def _pairs(han: str) -> list[str]:
    return [han] if len(han) == 1 else [han[i : i + 2] for i in range(len(han) - 1)]


def _words(latin: str) -> list[str]:
    return [word for word in re.split(r"[^\w]+", latin) if word]


def add(case: Case, *texts: str) -> None:
    """Make these words of the case findable, beside those already there."""
    fresh = " ".join(gram for text in texts for gram in grams(text))
    if not fresh:
        return
    if is_sqlite():
        db.execute_sql("insert into search(case_id, grams) values (?, ?)", (case.id, fresh))
    else:
        db.execute_sql("insert into search(case_id, grams) values (%s, %s)", (case.id, fresh))


def forget(case: Case) -> None:
    """Leave nothing of the case in the index."""
    if is_sqlite():
        rows = "select id from search_content where c0 = ?"  # indexed, which a column of the search table cannot be
        db.execute_sql(f"delete from search where rowid in ({rows})", (case.id,))
    else:
        db.execute_sql("delete from search where case_id = %s", (case.id,))


def holding(ids: Iterable[int]) -> set[int]:
    """Those of these cases of which the index holds words."""
    table, column = ("search_content", "c0") if is_sqlite() else ("search", "case_id")
    wanted = ", ".join(str(int(each)) for each in ids) or "0"
    return {row[0] for row in db.execute_sql(f"select distinct {column} from {table} where {column} in ({wanted})")}


def matching(words: str, limit: int = 500) -> list[int]:
    """The ids of the cases with a text that holds all these words; Chinese pairs as a phrase.

    Of many only so many texts, the newest: a word that a sixth of all cases have is found as fast as a rare one.
    """
    phrases = [grams(word) for word in words.split()]
    phrases = [phrase for phrase in phrases if phrase]
    if not phrases:
        return []
    rows = _sqlite(phrases, limit) if is_sqlite() else _postgresql(phrases, limit)
    return list(dict.fromkeys(row[0] for row in rows))


def _sqlite(phrases: list[list[str]], limit: int):
    query = " AND ".join('"' + " ".join(phrase).replace('"', "") + '"' for phrase in phrases)
    sql = "select case_id from search where grams match ? order by rowid desc limit ?"
    return db.execute_sql(sql, (query, limit)).fetchall()


def _postgresql(phrases: list[list[str]], limit: int):
    tests = " and ".join("to_tsvector('simple', grams) @@ phraseto_tsquery('simple', %s)" for _ in phrases)
    sql = f"select case_id from search where {tests} order by id desc limit %s"
    return db.execute_sql(sql, (*(" ".join(phrase) for phrase in phrases), limit)).fetchall()
