"""The first tables. A frozen copy of the rows of that day, on purpose independent of today's models."""

import peewee as pw

from portal.store.db import InstantField

PARTIAL_INDEXES = (
    "create index cases_due on cases (due_at, id) where due_at is not null",
    "create index cases_owner_due on cases (owner_id, due_at, id) where due_at is not null",
    "create index cases_team_due on cases (team_id, due_at, id) where due_at is not null",
    "create index cases_due_filters on cases "
    "(due_at, id, kind, severity, service, state, owner_id, team_id, about_id) where due_at is not null",
    "create index cases_wake on cases (wake_at) where wake_at is not null",
    "create unique index message_one_open on message (case_id) "
    "where type in ('question', 'plan') and answered_at is null",
    "create index deadline_judged on deadline (judged_on, code, verdict) where judged_on is not null",
    "create index event_outcome on event (at, outcome) where outcome is not null",
    "create index letter_try on letter (try_at) where try_at is not null",
)

SEARCH = {
    True: ("create virtual table search using fts5(case_id unindexed, grams, tokenize = 'unicode61')",),
    False: (
        "create table search (id bigserial primary key, case_id integer not null, grams text not null)",
        "create index search_case on search (case_id)",
        "create index search_grams on search using gin (to_tsvector('simple', grams))",
    ),
}

TABLES = (
    "search",
    "session",
    "pulse",
    "letter",
    "file",
    "event",
    "calendar",
    "breach",
    "deadline",
    "message",
    "audit",
    "answer",
    "cases",
    "person",
    "team",
    "guarantee",
    "survey",
)


def up(migrator, db):
    class Survey(pw.Model):
        slug = pw.CharField(max_length=40)
        version = pw.IntegerField()
        toml = pw.TextField()

        class Meta:
            database = db
            table_name = "survey"
            indexes = ((("slug", "version"), True),)

    db.create_tables([Survey])

    class Guarantee(pw.Model):
        number = pw.CharField(unique=True, max_length=40)
        toml = pw.TextField()
        hash = pw.CharField(max_length=64)
        author = pw.CharField(max_length=120)
        approver = pw.CharField(null=True, max_length=120)
        approved_at = InstantField(null=True)
        published_at = InstantField(null=True)
        effective_at = InstantField(index=True, null=True)

        class Meta:
            database = db
            table_name = "guarantee"

    db.create_tables([Guarantee])

    class Team(pw.Model):
        name = pw.CharField(unique=True, max_length=120)
        services = pw.TextField(default="")

        class Meta:
            database = db
            table_name = "team"

    db.create_tables([Team])

    class Person(pw.Model):
        email = pw.CharField(unique=True, max_length=254)
        name = pw.CharField(max_length=120)
        public_name = pw.CharField(max_length=120)
        role = pw.CharField(max_length=12)
        team = pw.ForeignKeyField(Team, null=True)
        language = pw.CharField(max_length=2, default="en")
        password = pw.TextField(null=True)
        totp = pw.TextField(null=True)
        retired_at = InstantField(null=True)
        epoch = pw.IntegerField(default=0)

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Case(pw.Model):
        reference = pw.CharField(unique=True, max_length=12)
        ticket = pw.CharField(unique=True, null=True, max_length=64)
        origin = pw.CharField(unique=True, null=True, max_length=120)
        link_key = pw.CharField(max_length=32)
        kind = pw.CharField(max_length=12)
        channel = pw.CharField(max_length=12, default="web")
        service = pw.CharField(max_length=40, default="")
        severity = pw.CharField(max_length=12, default="")
        language = pw.CharField(max_length=2, default="en")
        guarantee = pw.ForeignKeyField(Guarantee, null=True, index=False)
        state = pw.CharField(max_length=12, default="received")
        cycle = pw.IntegerField(default=1)
        received_at = InstantField()
        cycle_at = InstantField()
        outcome = pw.CharField(null=True, max_length=20)
        closed_at = InstantField(null=True)
        owner = pw.ForeignKeyField(Person, null=True, index=False)
        team = pw.ForeignKeyField(Team, null=True, index=False)
        about = pw.ForeignKeyField(Person, null=True, index=False)
        sealed = pw.BooleanField(default=False)
        due_at = InstantField(null=True)
        wake_at = InstantField(null=True)
        version = pw.IntegerField(default=0)
        name = pw.TextField(default="")
        email = pw.TextField(default="")
        phone = pw.TextField(default="")
        order_number = pw.TextField(default="")
        subject = pw.TextField(default="")
        follows = pw.ForeignKeyField("self", null=True, index=False)
        merged_into = pw.ForeignKeyField("self", null=True, index=False)

        class Meta:
            database = db
            table_name = "cases"
            indexes = ((("email",), False),)

    db.create_tables([Case])

    class Answer(pw.Model):
        survey = pw.ForeignKeyField(Survey, null=True)
        case = pw.ForeignKeyField(Case, null=True, index=False)
        cycle = pw.IntegerField(default=1)
        solved = pw.CharField(null=True, max_length=8)
        kept_word = pw.BooleanField(null=True)
        score = pw.IntegerField(null=True)
        words = pw.TextField(default="")
        at = InstantField()

        class Meta:
            database = db
            table_name = "answer"
            indexes = ((("case", "cycle"), True),)

    db.create_tables([Answer])

    class Audit(pw.Model):
        at = InstantField()
        person = pw.ForeignKeyField(Person, null=True, index=False)
        verb = pw.CharField(max_length=30)
        case = pw.ForeignKeyField(Case, null=True)
        detail = pw.TextField(default="")

        class Meta:
            database = db
            table_name = "audit"
            indexes = ((("person", "at"), False), (("verb", "at"), False))

    db.create_tables([Audit])

    class Message(pw.Model):
        case = pw.ForeignKeyField(Case, index=False)
        at = InstantField()
        who = pw.CharField(max_length=12)
        person = pw.ForeignKeyField(Person, null=True, index=False)
        type = pw.CharField(max_length=20)
        body = pw.TextField()
        next_step = pw.TextField(default="")
        by_when = InstantField(null=True)
        answered_at = InstantField(null=True)
        answer = pw.CharField(null=True, max_length=20)
        reminded = pw.IntegerField(default=0)
        contested_at = InstantField(null=True)
        ruling = pw.CharField(null=True, max_length=12)

        class Meta:
            database = db
            table_name = "message"
            indexes = ((("case", "id"), False),)

    db.create_tables([Message])

    class Deadline(pw.Model):
        case = pw.ForeignKeyField(Case, index=False)
        cycle = pw.IntegerField()
        target = pw.CharField(max_length=12)
        round = pw.IntegerField()
        because = pw.CharField(max_length=12)
        code = pw.CharField(max_length=60, default="")
        start_at = InstantField()
        due_at = InstantField(null=True)
        met_at = InstantField(null=True)
        message = pw.ForeignKeyField(Message, null=True, index=False)
        verdict = pw.CharField(null=True, max_length=8)
        reason = pw.CharField(null=True, max_length=20)
        ruling = pw.CharField(null=True, max_length=8)
        judged_on = pw.DateField(null=True)
        warned = pw.IntegerField(default=0)

        class Meta:
            database = db
            table_name = "deadline"
            indexes = ((("case", "cycle", "target", "round"), True),)

    db.create_tables([Deadline])

    class Breach(pw.Model):
        deadline = pw.ForeignKeyField(Deadline, unique=True, null=True)
        case = pw.ForeignKeyField(Case)
        grade = pw.CharField(null=True, max_length=8)
        cause = pw.TextField(default="")
        action = pw.TextField(default="")
        action_due = InstantField(null=True)
        remedy = pw.TextField(default="")
        remedied_at = InstantField(null=True)
        person = pw.CharField(max_length=120, default="")
        at = InstantField()

        class Meta:
            database = db
            table_name = "breach"

    db.create_tables([Breach])

    class Calendar(pw.Model):
        slug = pw.CharField(max_length=40)
        revision = pw.IntegerField()
        toml = pw.TextField()
        person = pw.CharField(max_length=120)
        at = InstantField()

        class Meta:
            database = db
            table_name = "calendar"
            indexes = ((("slug", "revision"), True),)

    db.create_tables([Calendar])

    class Event(pw.Model):
        case = pw.ForeignKeyField(Case, index=False)
        cycle = pw.IntegerField()
        at = InstantField()
        who = pw.CharField(max_length=12)
        person = pw.ForeignKeyField(Person, null=True, index=False)
        verb = pw.CharField(max_length=20)
        state = pw.CharField(max_length=12)
        outcome = pw.CharField(null=True, max_length=20)
        message = pw.ForeignKeyField(Message, null=True, index=False)
        deadline = pw.BigIntegerField(null=True)
        detail = pw.TextField(default="")

        class Meta:
            database = db
            table_name = "event"
            indexes = ((("case", "id"), False),)

    db.create_tables([Event])

    class File(pw.Model):
        case = pw.ForeignKeyField(Case, null=True)
        message = pw.ForeignKeyField(Message, null=True, index=False)
        ticket = pw.CharField(index=True, null=True, max_length=64)
        name = pw.TextField()
        stored = pw.CharField(unique=True, max_length=40)
        type = pw.CharField(max_length=40)
        size = pw.IntegerField()
        sha256 = pw.CharField(max_length=64)
        at = InstantField()

        class Meta:
            database = db
            table_name = "file"

    db.create_tables([File])

    class Letter(pw.Model):
        case = pw.ForeignKeyField(Case, null=True)
        kind = pw.CharField(max_length=20)
        once = pw.CharField(unique=True, null=True, max_length=120)
        recipient = pw.TextField()
        language = pw.CharField(max_length=2)
        subject = pw.TextField()
        text = pw.TextField()
        message_id = pw.CharField(unique=True, max_length=200)
        state = pw.CharField(max_length=12, default="queued")
        try_at = InstantField(null=True)
        tries = pw.IntegerField(default=0)
        worker = pw.CharField(null=True, max_length=64)
        error = pw.TextField(null=True)
        at = InstantField()
        sent_at = InstantField(null=True)

        class Meta:
            database = db
            table_name = "letter"
            indexes = ((("recipient", "at"), False),)

    db.create_tables([Letter])

    class Pulse(pw.Model):
        name = pw.CharField(primary_key=True, max_length=20)
        at = InstantField()

        class Meta:
            database = db
            table_name = "pulse"

    db.create_tables([Pulse])

    class Session(pw.Model):
        key_hash = pw.CharField(unique=True, max_length=64)
        person = pw.ForeignKeyField(Person, on_delete="CASCADE")
        made_at = InstantField()
        seen_at = InstantField()

        class Meta:
            database = db
            table_name = "session"

    db.create_tables([Session])

    for statement in PARTIAL_INDEXES + SEARCH[isinstance(db, pw.SqliteDatabase)]:
        db.execute_sql(statement)


def down(migrator, db):
    for table in TABLES:
        db.execute_sql(f"drop table {table}")
