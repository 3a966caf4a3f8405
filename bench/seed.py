"""A seeded database of any size: the same seed gives the same rows, on SQLite and on PostgreSQL.

    python -m bench.seed --database sqlite:////tmp/large.db --cases 1000000 --open 200000

The rows are written in bulk and not through the gate, which would take a day; their shape is the gate's.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random

import click

from bench import stories
from bench.stories import Rows, World
from portal.actions import publishing
from portal.core.rounds import Clocks
from portal.store import calendar, schema
from portal.store.case import Case
from portal.store.db import connection, db, is_sqlite, open_database, transaction
from portal.store.guarantee import Guarantee
from portal.store.person import Person

NOW = datetime(2026, 8, 20, 6, 0, tzinfo=UTC)  # Thursday, 14:00 in Shanghai
OPENED = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)  # the day its guarantee was published
SEED = 20260820
BULK = 2000
TABLES = ("cases", "message", "event", "deadline", "letter")
STAFF = (*(("agent", f"Agent {n}") for n in range(1, 21)), ("supervisor", "Supervisor"), ("admin", "Admin"))


@click.command()
@click.option("--database", envvar="DATABASE_URL", required=True, help="One that holds no case yet. [DATABASE_URL]")
@click.option("--cases", default=100_000, show_default=True)
@click.option("--open", "open_", default=20_000, show_default=True, help="How many of them are open.")
@click.option("--seed", default=SEED, show_default=True)
def main(database: str, cases: int, open_: int, seed: int) -> None:
    """Fill an empty database with seeded cases."""
    open_database(database)
    with connection():
        fill(cases, open_, seed)


def fill(cases: int, open_: int, seed: int = SEED) -> None:
    """Migrate an empty database and fill it. Needs an open connection; shows a progress bar."""
    schema.migrate()
    if Case.select().exists():
        raise click.ClickException("There are cases in this database already. Name an empty one.")
    _hurry()
    with click.progressbar(told(cases, open_, seed), length=cases, label="Seeding cases", show_pos=True) as rows:
        write(rows)
    settle()


def told(cases: int, open_: int, seed: int = SEED) -> Iterator[Rows]:
    """The rows of so many cases, not written yet."""
    return stories.tell(prepare(), _last_ids(), Random(seed), cases, open_)


def prepare() -> World:
    """The demo guarantee in force and some staff, if they are not there yet."""
    if not Guarantee.select().exists():
        publishing.publish_demo(OPENED)
        for role, name in STAFF:
            email = f"{name.lower().replace(' ', '.')}@example.com"
            Person.create(email=email, name=name, public_name=name, role=role, password="-")
    row = Guarantee.get()
    agents = tuple(person.id for person in Person.select().where(Person.role == "agent").order_by(Person.id))
    return World(row.version, row.id, Clocks(row.version, calendar.latest()), agents, NOW)


def falling_due(count: int, due: datetime) -> None:
    """So many more cases whose answer was due at this moment."""
    world, ids, random = prepare(), _last_ids(), Random(f"{due}")
    write(stories.falling_due(world, ids, random, due) for _ in range(count))
    settle()


def settle() -> None:
    """What a database knows about itself after some days of work: the next ids, and how its values are spread."""
    if not is_sqlite():
        for table in TABLES:
            db.execute_sql(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    db.execute_sql("analyze")


def write(told: Iterable[Rows]) -> None:
    rest = iter(told)
    while bulk := list(islice(rest, BULK)):
        with transaction():
            _write(bulk)


def _write(bulk: list[Rows]) -> None:
    for rows in bulk:
        rows.signposts()
    _insert("cases", [rows.case for rows in bulk])
    _insert("message", [row for rows in bulk for row in rows.messages])
    _insert("event", [row for rows in bulk for row in rows.events])
    _insert("deadline", [row for rows in bulk for row in rows.deadlines])
    _insert("breach", [row for rows in bulk for row in rows.breaches])
    _insert("letter", [rows.receipt for rows in bulk])
    _insert("search", [rows.found_by for rows in bulk])


def _insert(table: str, rows: list[dict]) -> None:
    if not rows:
        return
    columns = ", ".join(f'"{name}"' for name in rows[0])
    values: Iterator[tuple] = (tuple(row.values()) for row in rows)
    cursor = db.connection().cursor()
    if is_sqlite():
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f'insert into "{table}" ({columns}) values ({marks})', values)
        return
    with cursor.copy(f'copy "{table}" ({columns}) from stdin') as copy:
        for row in values:
            copy.write_row(row)


def _last_ids() -> dict[str, int]:
    return {table: db.execute_sql(f"select coalesce(max(id), 0) from {table}").fetchone()[0] for table in TABLES}


def _hurry() -> None:
    """What is lost in a power cut is seeded again."""
    if is_sqlite():
        for pragma in ("synchronous = off", "foreign_keys = off", "secure_delete = off", "cache_size = -200000"):
            db.execute_sql(f"pragma {pragma}")
    else:
        db.execute_sql("set synchronous_commit = off")


if __name__ == "__main__":
    main()
