"""The list of cases whose turn is the customer's, without closed ones, which wake once more in years to be erased."""


def up(migrator, db):
    db.execute_sql("create index cases_waiting on cases (wake_at, id) where wake_at is not null and closed_at is null")


def down(migrator, db):
    db.execute_sql("drop index cases_waiting")
