"""An open form makes one answer however often it is sent; the figures of surveys read a span of time."""

STEPS = (
    "alter table answer add column ticket varchar(64)",
    "create unique index answer_ticket on answer (ticket)",
    "create index answer_at on answer (at)",
    "create index letter_survey on letter (at) where kind = 'survey'",
)


def up(migrator, db):
    for step in STEPS:
        db.execute_sql(step)


def down(migrator, db):
    for name in ("letter_survey", "answer_at", "answer_ticket"):
        db.execute_sql(f"drop index {name}")
    db.execute_sql("alter table answer drop column ticket")
