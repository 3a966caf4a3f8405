"""What the scorecard is counted from, each index with all the columns it needs. The first one is longer than before."""

INDEXES = {
    "deadline_judged": "deadline (judged_on, code, verdict, because, reason, ruling, case_id) "
    "where judged_on is not null",
    "deadline_broken": "deadline (judged_on, code, due_at, met_at, because, reason, ruling, case_id) "
    "where verdict = 'broken'",
    "deadline_running": "deadline (code, because, case_id) where verdict is null",
    "cases_told": "cases (closed_at, outcome, cycle, kind, channel, severity, service, origin) "
    "where closed_at is not null",
}
BEFORE = "create index deadline_judged on deadline (judged_on, code, verdict) where judged_on is not null"

#: What was judged in a case that proved to be none says so, as the gate now writes it.
SET_ASIDE = """
    update deadline set reason = (select outcome from cases where cases.id = deadline.case_id)
    where verdict in ('kept', 'broken') and case_id in (select id from cases where outcome in ('spam', 'duplicate'))
"""


def up(migrator, db):
    db.execute_sql("drop index deadline_judged")
    for name, on in INDEXES.items():
        db.execute_sql(f"create index {name} on {on}")
    db.execute_sql(SET_ASIDE)


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f"drop index {name}")
    db.execute_sql(BEFORE)
