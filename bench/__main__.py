"""python -m bench: the workloads and the sizes, one run, as ratios. See docs/decisions/0004."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from bench import floor, seed, sizes, workloads
from bench.rounds import Cost
from bench.seed import NOW
from portal.app import create_app
from portal.store.db import connection, db, open_database
from tests import postgresql

FEW = 1000

#: (contestant, what it is measured against, which share of its speed is aimed at)
AIMS = {
    "the status page": [
        ("status page", "empty page", 0.5),
        ("status page, opened", "empty page", None),
        ("status page", "prototype", None),
        ("status page, opened", "prototype", None),
    ],
    "the queue": [("queue", "prototype", 0.84)],
    "filing": [("filing", "prototype", 0.92)],
    "the sweep": [("sweep", "set-based", 0.67), ("sweep", "row by row", None)],
}


@click.command()
@click.option("--cases", default=100_000, show_default=True, help="How many cases the large database has.")
@click.option("--open", "open_", default=20_000, show_default=True, help="How many of them are open.")
@click.option("--due", default=1000, show_default=True, help="How many fall due at once, for the sweep.")
@click.option("--rounds", default=7, show_default=True)
@click.option("--quick", is_flag=True, help="20 000 cases, 300 due, 5 rounds: less than 90 seconds.")
@click.option("--on-postgresql", is_flag=True, help="On a throw-away PostgreSQL instead of SQLite.")
def main(cases: int, open_: int, due: int, rounds: int, quick: bool, on_postgresql: bool) -> None:
    """Measure the portal against a floor on this machine, in one run; what counts is the ratios."""
    if quick:
        cases, open_, due, rounds = 20_000, 4000, 300, 5
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as folder, _databases(Path(folder), on_postgresql) as url:
        app, small = _house(folder, url("large")), floor.create_app()
        large = db.obj
        with connection():
            seed.fill(cases, open_)
            for batch in range(rounds):
                seed.falling_due(due, workloads.moment_of(batch))
            floor.copy()
        _work(app, small, rounds)
        few = open_database(url("small"))
        with connection():
            seed.fill(FEW, FEW // 5)
        _tell_sizes(sizes.compare(app, few, large, rounds), cases, open_)


def _work(app: Flask, small: Flask, rounds: int) -> None:
    contests: dict[str, Callable[[], dict[str, Cost]]] = {
        "the status page": lambda: workloads.status(app, small, rounds),
        "the queue": lambda: workloads.queue_page(app, small, rounds),
        "filing": lambda: workloads.filing(app, small, rounds),
        "the sweep": lambda: workloads.sweep(app, rounds),
    }
    for name, contest in contests.items():
        _tell(name, contest())


def _tell(name: str, costs: dict[str, Cost]) -> None:
    click.echo(f"\n{name}")
    for contestant, cost in costs.items():
        click.echo(f"  {contestant:<24}{cost.wall * 1000:10.2f} ms{cost.own * 1000:10.2f} ms of our own work")
    for contestant, against, aim in AIMS[name]:
        wall, own = (getattr(costs[against], of) / getattr(costs[contestant], of) for of in ("wall", "own"))
        aimed = f"   aim {aim:4.0%}" if aim else ""
        click.echo(f"  {contestant} runs at {wall:4.0%} of the {against} ({own:4.0%} by its own work){aimed}")


def _tell_sizes(found: dict[str, tuple[Cost, Cost]], cases: int, open_: int) -> None:
    click.echo(f"\n{'':<32}{FEW:>10,}    {cases:>10,} cases, {open_:,} of them open")
    for name, (few, many) in found.items():
        times = f"{few.wall * 1000:8.2f} ms {many.wall * 1000:10.2f} ms"
        click.echo(f"  {name:<30}{times}   × {many.wall / few.wall:.2f}")


def _house(folder: str, url: str) -> Flask:
    app = create_app(
        SECRET_KEYS="the-bench-signs-with-this-key-and-no-one-else-does",
        DATABASE_URL=url,
        DATA_DIR=folder,
        PUBLIC_URL="http://localhost",
        RATELIMIT_ENABLED=False,
    )
    app.config["CLOCK"] = lambda: NOW
    return app


@contextmanager
def _databases(folder: Path, on_postgresql: bool) -> Iterator[Callable[[str], str]]:
    """Gives `url(name)`, each a new empty database."""
    if not on_postgresql:
        yield lambda name: f"sqlite:///{folder}/{name}.db"
        return
    binaries = postgresql.find()
    if not binaries:
        raise click.ClickException(f"PostgreSQL is missing. To install it: {postgresql.INSTALL}")
    with postgresql.server(binaries) as place:
        yield lambda name: postgresql.create(binaries, place, name)
        db.close_all() if hasattr(db.obj, "close_all") else None


if __name__ == "__main__":
    main()
