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
        begun, own = time.perf_counter(), time.process_time()
        work = Rehearsing(publishing.demo(), MONTHS, seed.NOW)
        with click.progressbar(length=len(work.ids), label="Rehearsing", show_pos=True) as bar:
            for number in work.go():
                bar.update(number)
        found, seconds, own = work.result(), time.perf_counter() - begun, time.process_time() - own
    told = f"{seconds:.1f} s, {own:.1f} s of it this process's own work"
    click.echo(f"{found.chosen:,} cases in {told}: {found.chosen / seconds:,.0f} a second (aim {AIM} s for 100,000)")
