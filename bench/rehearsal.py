"""How long it takes to rehearse a draft among so many cases. The seeded ones are written in bulk, so what was judged in
them is a likeness: what counts here is the time.

    python -m bench --rehearsal --cases 100000
"""

import time

import click

from bench import seed
from portal.actions import publishing
from portal.actions.rehearsing import Rehearsing
from portal.store.db import connection

AIM = 60  # seconds for 100 000 cases
MONTHS = 12


def run(cases: int, open_: int) -> None:
    with connection():
        seed.fill(cases, open_)
        begun = time.perf_counter()
        work = Rehearsing(publishing.demo(), MONTHS, seed.NOW)
        with click.progressbar(length=len(work.ids), label="Rehearsing", show_pos=True) as bar:
            for number in work.go():
                bar.update(number)
        found, seconds = work.result(), time.perf_counter() - begun
    click.echo(f"{found.chosen:,} cases in {seconds:.1f} s, {found.chosen / seconds:,.0f} a second (aim {AIM} s)")
