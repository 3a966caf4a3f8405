"""The server of pages dies without warning while people file (FAULTS P1, P2)."""

import random
import time

from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.crowd import Crowd
from tests.faults.processes.place import Place

KILLS = count(5, 70)
ACKNOWLEDGED = count(50, 2000)


def test_nothing_acknowledged_is_missing_and_nothing_is_there_twice(place: Place, books: Books, figures):
    web, kills, chance = place.web(), 0, random.Random(1)
    with Crowd(place.url) as crowd:
        while kills < KILLS or len(crowd.acknowledged) < ACKNOWLEDGED:
            crowd.wait_for_more(chance.randint(1, 2 * ACKNOWLEDGED // KILLS))
            time.sleep(chance.uniform(0, 0.05))
            web.kill()
            kills += 1
            web.start()
    cases = books.by_words()
    missing = crowd.acknowledged.keys() - cases.keys()
    double = [words for words, times in cases.items() if times > 1]
    figures(kills=kills, acknowledged=len(crowd.acknowledged), missing=len(missing), double=len(double))
    assert not missing
    assert not double
    assert books.halves() == []
    assert books.lost_files() == []
    assert place.agrees()
    assert "Traceback" not in place.said()
