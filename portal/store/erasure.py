"""What erasing takes out of the rows of a case, and what SQLite needs besides so that no copy stays in its files.

SQLite overwrites what is deleted (`secure_delete`), but two places keep old words a while: the segments of the search
index, until they are merged, and the write-ahead log, until it is cut. Measured without the two: eight copies left.
"""

from collections.abc import Iterator
from datetime import datetime

from portal.store import likeness, mail, reply_draft, review, search
from portal.store.case import Case
from portal.store.db import db, is_sqlite
from portal.store.file import LONG_AGO, File
from portal.store.guarantee import Guarantee
from portal.store.message import Message
from portal.store.sheet import PLAIN_LIFE
from portal.store.survey import Answer

PERSONAL = ("name", "email", "phone", "order_number", "subject")

PAGES = 64  # of 4 kB: so much of the index is merged in one step, for some ten milliseconds
PATIENCE, USUAL_PATIENCE = 500, 15_000  # milliseconds to wait for readers of the log


def blank(case: Case, now: datetime) -> None:
    """Leave of the case its reference, its moments, its verdicts and its codes. The caller saves the case.

    Its files become files nobody waits for, which the next sweep takes off the shelf: the row goes before the bytes.
    """
    Message.update(body="", next_step="").where(Message.case == case).execute()
    Answer.update(words="").where(Answer.case == case).execute()
    review.blank(case)
    nobodys = {"case": None, "message": None, "ticket": None, "name": "", "at": LONG_AGO}
    File.update(nobodys).where((File.case == case) | File.ticket.in_(reply_draft.tickets(case))).execute()
    reply_draft.forget(case)  # after its files, which are found by it
    mail.blank(case)
    search.forget(case)
    likeness.forget(case)
    for column in PERSONAL:
        setattr(case, column, "")
    case.erased_at = now


def overdue(now: datetime, imported: bool = False) -> Iterator[Case]:
    """The closed cases whose guarantee says that they are erased by now (`[life] erase`), the oldest first within each
    version. `imported`: also those that came from an older system."""
    lives = {row.id: row.version.life for row in Guarantee.select()} | {None: PLAIN_LIFE}
    for version, life in lives.items():
        bound = Case.guarantee.is_null() if version is None else Case.guarantee == version
        rows = Case.select().where(bound, Case.closed_at <= now - life.erase, Case.erased_at.is_null())
        yield from (rows if imported else rows.where(Case.origin.is_null())).order_by(Case.closed_at)


def lately(since: datetime) -> bool:
    """Whether any case was erased since then."""
    return Case.select().where(Case.erased_at >= since).exists()


def references() -> set[str]:
    """The references of all cases that were erased here; none where there are no tables yet."""
    if not db.table_exists("cases") or "erased_at" not in {column.name for column in db.get_columns("cases")}:
        return set()
    return {row.reference for row in Case.select(Case.reference).where(Case.erased_at.is_null(False))}


def scrub(steps: int) -> bool:
    """Take what was deleted out of the search index and out of SQLite's log, in so many short steps at most.

    False: there is more to do, or somebody reads; try again later. On PostgreSQL its own vacuum does this.
    """
    if not is_sqlite():
        return True
    if db.in_transaction():
        return False
    return _merge(steps) and _cut_the_log()


def _merge(steps: int) -> bool:
    pages = -PAGES  # a negative number first: all of it, not only what would have been merged some day
    for _ in range(steps):
        before = db.connection().total_changes
        db.execute_sql("insert into search(search, rank) values('merge', ?)", (pages,))
        if db.connection().total_changes - before < 2:
            return True
        pages = PAGES
    return False


def _cut_the_log() -> bool:
    db.execute_sql(f"pragma busy_timeout = {PATIENCE}")
    try:
        return not db.execute_sql("pragma wal_checkpoint(truncate)").fetchone()[0]
    finally:
        db.execute_sql(f"pragma busy_timeout = {USUAL_PATIENCE}")
