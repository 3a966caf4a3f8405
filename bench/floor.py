"""The floor: what an empty page costs, and what the same pages cost in a minimal Flask + peewee prototype.

It knows no guarantee, no languages, no roles and no letters' words; it stores the same number of rows. Its tables stand
in the same database under names of their own and are copied from the seeded ones, so both sides read as many rows.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Flask, redirect, render_template, request
from peewee import BigIntegerField, CharField, IntegerField, TextField, Tuple

from portal.store.db import Row, db, transaction

COPIES = {
    "floor_case": "id, reference, kind, state, due_at, name, email, subject from cases",
    "floor_message": "id, case_id, at, who, body from message",
    "floor_event": "id, case_id, at, verb from event",
    "floor_deadline": "id, case_id, target, due_at, verdict from deadline",
}
HOURS = {"response": 2, "progress": 72, "plan": 48, "resolution": 240}


class FloorCase(Row):
    reference = CharField(unique=True)
    kind = CharField()
    state = CharField()
    due_at = BigIntegerField(null=True)
    name = TextField()
    email = TextField()
    subject = TextField()

    class Meta:
        table_name = "floor_case"
        indexes = ((("due_at", "id"), False),)


class FloorMessage(Row):
    case_id = IntegerField(index=True)
    at = BigIntegerField()
    who = CharField()
    body = TextField()

    class Meta:
        table_name = "floor_message"


class FloorEvent(Row):
    case_id = IntegerField(index=True)
    at = BigIntegerField()
    verb = CharField()

    class Meta:
        table_name = "floor_event"


class FloorDeadline(Row):
    case_id = IntegerField(index=True)
    target = CharField()
    due_at = BigIntegerField(null=True)
    verdict = CharField(null=True)

    class Meta:
        table_name = "floor_deadline"


class FloorLetter(Row):
    case_id = IntegerField(null=True)
    recipient = TextField()
    subject = TextField()
    text = TextField()

    class Meta:
        table_name = "floor_letter"


TABLES = (FloorCase, FloorMessage, FloorEvent, FloorDeadline, FloorLetter)


def copy() -> None:
    """The prototype's tables, with the rows that are in the portal's now."""
    db.create_tables(TABLES)
    with transaction():
        for table, columns in COPIES.items():
            names = columns.partition(" from ")[0]
            db.execute_sql(f"insert into {table} ({names}) select {columns}")
    for table in COPIES:
        if not hasattr(db.obj, "pragma"):
            db.execute_sql(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    db.execute_sql("analyze")


def create_app() -> Flask:
    app = Flask("bench")
    app.before_request(_open)
    app.teardown_request(_close)
    app.jinja_env.filters["moment"] = _moment
    app.add_url_rule("/empty", view_func=empty)
    app.add_url_rule("/s/<int:case_id>", view_func=status)
    app.add_url_rule("/queue", view_func=queue)
    app.add_url_rule("/file", view_func=file, methods=["POST"])
    return app


def empty() -> str:
    return render_template("empty.html")


def status(case_id: int) -> str:
    rows = {
        name: list(table.select().where(table.case_id == case_id).order_by(table.id))
        for name, table in (("messages", FloorMessage), ("events", FloorEvent), ("deadlines", FloorDeadline))
    }
    return render_template("status.html", case=FloorCase.get_by_id(case_id), **rows)


def queue() -> str:
    place = Tuple(FloorCase.due_at, FloorCase.id)
    rows = FloorCase.select().where(FloorCase.due_at.is_null(False)).order_by(FloorCase.due_at, FloorCase.id).limit(50)
    if "at" in request.args:
        rows = rows.where(place > Tuple(int(request.args["at"]), int(request.args["id"])))
    return render_template("queue.html", cases=list(rows))


def file():
    """One case, its words, its line of history, its deadlines and a letter, in one transaction."""
    form, now = request.form, int(datetime.now(UTC).timestamp())
    with transaction():
        named = {name: form[name] for name in ("name", "email", "subject")}
        due = now + 3600 * HOURS["response"]
        case = FloorCase.create(reference=form["ticket"], kind="complaint", state="received", due_at=due, **named)
        FloorMessage.create(case_id=case.id, at=now, who="customer", body=form["body"])
        FloorEvent.create(case_id=case.id, at=now, verb="file")
        for target, hours in HOURS.items():
            FloorDeadline.create(case_id=case.id, target=target, due_at=now + 3600 * hours)
        FloorLetter.create(case_id=case.id, recipient=form["email"], subject="We have it", text=form["body"])
    return redirect(f"/s/{case.id}", 303)


def sweep(ids: Iterable[int], now: int) -> None:
    """The same verdicts, breaches' lines and letters for all of these cases, by sets: four statements, one transaction.

    No peewee and no rules: what the database needs for the rows alone.
    """
    chosen = ", ".join(map(str, ids))
    late = f"case_id in ({chosen}) and target = 'response' and verdict is null"
    with transaction():
        db.execute_sql(
            "insert into floor_event (case_id, at, verb) "
            f"select case_id, {now}, 'miss' from floor_deadline where {late}"
        )
        db.execute_sql(
            "insert into floor_letter (case_id, recipient, subject, text) "
            "select c.id, c.email, 'We are late', 'We are sorry: ' || c.subject "
            f"from floor_case c join floor_deadline d on d.case_id = c.id where {late}"
        )
        db.execute_sql(
            "insert into floor_deadline (case_id, target, due_at) "
            f"select case_id, 'response', {now + 14400} from floor_deadline where {late}"
        )
        db.execute_sql(f"update floor_deadline set verdict = 'broken' where {late} and due_at < {now}")
        db.execute_sql(f"update floor_case set due_at = {now + 14400} where id in ({chosen})")


def put_back(ids: Iterable[int]) -> None:
    """As if these cases had not been judged, for the next contestant."""
    chosen = ", ".join(map(str, ids))
    db.execute_sql(f"update floor_deadline set verdict = null where verdict = 'broken' and case_id in ({chosen})")


def sweep_row_by_row(ids: Iterable[int], now: int) -> None:
    """The same with peewee, case by case, each in its own transaction."""
    for case_id in ids:
        with transaction():
            case = FloorCase.get_by_id(case_id)
            deadlines = list(FloorDeadline.select().where(FloorDeadline.case_id == case_id))
            for deadline in deadlines:
                if deadline.target == "response" and deadline.verdict is None and deadline.due_at < now:
                    deadline.verdict = "broken"
                    deadline.save()
            FloorDeadline.create(case_id=case_id, target="response", due_at=now + 14400)
            FloorEvent.create(case_id=case_id, at=now, verb="miss")
            FloorLetter.create(case_id=case_id, recipient=case.email, subject="We are late", text="We are sorry")
            case.due_at = now + 14400
            case.save()


def _moment(at: int | None) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%a %d %b, %H:%M") if at else ""


def _open() -> None:
    if request.endpoint != "empty":
        db.connect(reuse_if_open=True)


def _close(_error: BaseException | None) -> None:
    if not db.is_closed():
        db.close()
