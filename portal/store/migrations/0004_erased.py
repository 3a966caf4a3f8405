"""When the words of a case were erased; and its lines in the search index found without reading the whole index."""

import peewee as pw

ERASED = "create index cases_erased on cases (erased_at) where erased_at is not null"
FOUND_BY_CASE = "create index search_of_case on search_content (c0)"  # FTS5 keeps the first column of a row in c0


def up(migrator, db):
    db.execute_sql("alter table cases add column erased_at bigint")
    db.execute_sql(ERASED)
    if isinstance(db, pw.SqliteDatabase):
        db.execute_sql(FOUND_BY_CASE)


def down(migrator, db):
    if isinstance(db, pw.SqliteDatabase):
        db.execute_sql("drop index search_of_case")
    db.execute_sql("drop index cases_erased")
    db.execute_sql("alter table cases drop column erased_at")
