"""What the lists of the back office go by: closed cases, cases of ours without a date, letters that need somebody."""

INDEXES = {
    "cases_closed": "cases (closed_at, id) where closed_at is not null",
    "cases_undated": "cases (received_at, id) where due_at is null and closed_at is null",
    "letter_state": "letter (state, id)",
}


def up(migrator, db):
    for name, on in INDEXES.items():
        db.execute_sql(f"create index {name} on {on}")


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f"drop index {name}")
