"""The cases received in a stretch of time, for a rehearsal of a guarantee: without looking at all there are."""


def up(migrator, db):
    db.execute_sql("create index cases_received on cases (received_at, id)")


def down(migrator, db):
    db.execute_sql("drop index cases_received")
