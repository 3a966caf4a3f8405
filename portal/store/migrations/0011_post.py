"""The post: whose mailbox a letter fills however its address is spelled, when a mailed link was first opened, and who
does not want to be asked how we did."""

STEPS = (
    "alter table letter add column mailbox text not null default ''",
    "update letter set mailbox = recipient",
    "create index letter_mailbox_at on letter (mailbox, at)",
    "alter table cases add column opened_at bigint",
    "create index event_by_customer on event (at) where who = 'customer' and verb <> 'file'",
    "create table opt_out (mark varchar(64) not null primary key, at bigint not null)",
)


def up(migrator, db):
    for step in STEPS:
        db.execute_sql(step)


def down(migrator, db):
    db.execute_sql("drop table opt_out")
    db.execute_sql("drop index event_by_customer")
    db.execute_sql("alter table cases drop column opened_at")
    db.execute_sql("drop index letter_mailbox_at")
    db.execute_sql("alter table letter drop column mailbox")
