"""Four workers judge what is late, and are killed while they do (FAULTS P7): each verdict once, with all it brings."""

import random
import time

from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.place import Place
from tests.live import eventually

WORKERS = 4
KILLS = count(5, 40)
CASES = count(150, 1000)
REST = 0.5  # a worker must come to work before the next one is killed
COUNTED = {
    "broken": "select count(*) from deadline where verdict = 'broken'",
    "breaches": "select count(*) from breach",
    "deadlines in the register": "select count(distinct deadline_id) from breach",
    "misses": "select count(*) from event where verb = 'miss'",
    "deadlines missed": "select count(distinct deadline) from event where verb = 'miss'",
    "new dates": "select count(*) from deadline where because = 'missed'",
}


def test_every_verdict_once(place: Place, books: Books, figures):
    place.script("late_cases", CASES)
    chance, workers = random.Random(3), [place.worker() for _ in range(WORKERS)]
    kills = in_the_middle = 0
    assert eventually(lambda: books.number(COUNTED["misses"]))
    while kills < KILLS:
        time.sleep(chance.uniform(0, 0.3))
        in_the_middle += bool(unfinished(books))
        worker = workers[kills % WORKERS]
        worker.kill()
        kills += 1
        worker.start()
        time.sleep(REST)
    judged(books)
    late = books.number(f"select count(*) from deadline where because = 'promise' and due_at <= {int(time.time())}")
    counted = {what: books.number(sql) for what, sql in COUNTED.items()}
    apologies = books.number("select count(*) from letter where kind = 'missed'")
    figures(cases=CASES, workers=WORKERS, kills=kills, in_the_middle=in_the_middle, apologies=apologies, **counted)
    assert late >= 2 * CASES  # the response and the plan of each
    assert counted == dict.fromkeys(COUNTED, late)
    assert apologies == CASES
    assert in_the_middle, "Every worker was killed after the work was done: there were too few cases."
    assert place.agrees()


def judged(books: Books) -> None:
    end = time.monotonic() + 120
    while waiting := unfinished(books):
        assert time.monotonic() < end, f"{waiting} cases are not judged."
        time.sleep(0.1)


def unfinished(books: Books) -> int:
    """The cases whose first misses are not judged yet."""
    return books.number(f"select count(*) from cases where wake_at <= {int(time.time())}")
