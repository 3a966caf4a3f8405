"""The bands by which cases in much the same words are found; and the few cases that are looked up by what they share: a
phone, an order number, being major."""

from portal.core import likeness
from portal.store.likeness import BEGINNING
from portal.store.search import grams

AT_ONCE = 500

BANDS = """
    create table likeness (
        band bigint not null, case_id integer not null references cases (id), primary key (band, case_id)
    )
"""
INDEXES = {
    "likeness_case": "likeness (case_id)",
    "cases_phone": "cases (phone) where phone <> ''",
    "cases_order_number": "cases (order_number) where order_number <> ''",
    "cases_major": "cases (id) where severity = 'major' and closed_at is null",
}


def up(migrator, db):
    db.execute_sql(BANDS)
    _keep_what_is_there(db)
    for name, what in INDEXES.items():
        db.execute_sql(f"create index {name} on {what}")


def _keep_what_is_there(db):
    last = 0
    while rows := _filed_after(db, last):
        pairs = [(band, case_id) for _, case_id, body in rows for band in likeness.bands(grams(body))]
        _insert(db, pairs)
        last = rows[-1][0]


def _filed_after(db, last):
    """An erased case has no words, and so no bands."""
    words = f"select id, case_id, substr(body, 1, {BEGINNING}) from message"
    return db.execute_sql(f"{words} where type = 'filed' and id > {last} order by id limit {AT_ONCE}").fetchall()


def _insert(db, pairs):
    if pairs:
        values = ", ".join(f"({band}, {case_id})" for band, case_id in dict.fromkeys(pairs))
        db.execute_sql(f"insert into likeness (band, case_id) values {values}")


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f"drop index {name}")
    db.execute_sql("drop table likeness")
