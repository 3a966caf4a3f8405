"""python -m bench: the workloads and the sizes in one run, as ratios. See docs/decisions/0006."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from bench import engine, floor, house, rehearsal, rounds, seed, served, sizes, workloads
from bench.rounds import Cost
from bench.visits import Visit
from portal.store.db import connection, db, open_database
from tests import postgresql

FEW = 1000
SIDES = ("floor", "house")
#: What is set against what. The aims of the design, by its own figures: the queue 40, filing 4.5 times the best peer,
#: the sweep in 1.2 s where a prototype needs 5.2 s row by row.
AGAINST = {
    "the status page": (("status page", "empty page", "aim 50 %"), ("status page, opened", "prototype", "")),
    "the queue": (("queue", "empty page", ""), ("queue", "prototype", "aim 84 %")),
    "filing": (("filing", "prototype", "aim 92 %"),),
    "the sweep": (("sweep", "row by row", "aim 433 %"), ("sweep", "set-based", "")),
}


@click.command()
@click.option("--cases", default=100_000, show_default=True, help="How many cases the large database has.")
@click.option("--open", "open_", default=20_000, show_default=True, help="How many of them are open.")
@click.option("--due", default=1000, show_default=True, help="How many fall due at once, for the sweep.")
@click.option("--rounds", "count", default=7, show_default=True)
@click.option("--quick", is_flag=True, help="20 000 cases, 300 due, 5 rounds: less than 90 seconds.")
@click.option("--on-postgresql", is_flag=True, help="On a throw-away PostgreSQL instead of SQLite.")
@click.option("--engine", "only", flag_value="engine", help="Only the engine of time; ten seconds.")
@click.option("--rehearsal", "only", flag_value="rehearsal", help="Only a rehearsal of a guarantee by all cases.")
def main(cases: int, open_: int, due: int, count: int, quick: bool, on_postgresql: bool, only: str | None) -> None:
    """Measure the portal against a floor on this machine, in one run; what counts is the ratios."""
    if only == "engine":
        engine.run(count)
        return
    if quick:
        cases, open_, due, count = 20_000, 4000, 300, 5
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as folder, _databases(Path(folder), on_postgresql) as url:
        large = url("large")
        if only == "rehearsal":
            open_database(url("rehearsal"))
            rehearsal.run(cases, open_)
            return
        apps = {"house": house.create(large, folder), "floor": floor.create_app()}
        engine.run(count)
        _fill(cases, open_, due, count)
        _tell_pages(apps, count)
        _tell_served(apps["house"], large, folder, count)
        _tell("the sweep", {name: cost.wall for name, cost in workloads.sweep(apps["house"], count).items()})
        _tell_sizes(apps["house"], url("small"), cases, open_, count)


def _fill(cases: int, open_: int, due: int, count: int) -> None:
    with connection():
        seed.fill(cases, open_)
        for batch in range(count):
            seed.falling_due(due, workloads.moment_of(batch))
        floor.copy()


def _tell_pages(apps: dict[str, Flask], count: int) -> None:
    click.echo("\nIn one process, without a server: seconds on the clock")
    for name, contestants in workloads.pages(apps["house"]).items():
        visits = {who: Visit(apps[side], sent) for who, (side, sent) in contestants.items()}
        _tell(name, {who: cost.wall for who, cost in rounds.compete(visits, count).items()})


def _tell_served(app: Flask, url: str, folder: str, count: int) -> None:
    click.echo(f"\nThrough waitress, as flask serve runs it, {served.VISITORS} visitors at once: requests a second")
    ports = dict(zip(SIDES, _free_ports(), strict=True))
    with served.server("floor", url, folder, ports["floor"]), served.server("house", url, folder, ports["house"]):
        for name, contestants in workloads.pages(app).items():
            sent = {who: (ports[side], what) for who, (side, what) in contestants.items()}
            rates = served.compete(sent, count)
            _tell(name, {who: 1 / rate for who, rate in rates.items()}, aims=True)


def _tell(name: str, costs: dict[str, float], aims: bool = False) -> None:
    """The cost of one call of each in seconds; how fast one is, as a share of another."""
    click.echo(f"\n  {name}")
    for who, cost in costs.items():
        click.echo(f"    {who:<22}{cost * 1000:10.2f} ms {1 / cost:10.1f}/s")
    for who, other, aim in AGAINST[name]:
        click.echo(f"    {who} / {other}: {costs[other] / costs[who]:.0%} {aim if aims or name == 'the sweep' else ''}")


def _tell_sizes(app: Flask, url: str, cases: int, open_: int, count: int) -> None:
    large, small = db.obj, open_database(url)
    with connection():
        seed.fill(FEW, FEW // 5)
    found: dict[str, tuple[Cost, Cost]] = sizes.compare(app, small, large, count)
    click.echo(f"\n{'':<32}{FEW:>10,}    {cases:>10,} cases, {open_:,} of them open")
    for name, (few, many) in found.items():
        times = f"{few.wall * 1000:8.2f} ms {many.wall * 1000:10.2f} ms"
        click.echo(f"  {name:<30}{times}   × {many.wall / few.wall:.2f}")


def _free_ports() -> list[int]:
    with socket.socket() as one, socket.socket() as other:
        for taken in (one, other):
            taken.bind(("127.0.0.1", 0))
        return [taken.getsockname()[1] for taken in (one, other)]


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


if __name__ == "__main__":
    main()
