"""A mail server that swallows its answers, breaks off, is stopped in the middle, or is down (FAULTS P3, P4, P6)."""

import os
import random
import signal
import time

from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.place import Place
from tests.faults.processes.staff import Colleague
from tests.faults.processes.test_kill_worker import letters_by_id, settled
from tests.live import eventually
from tests.smtp_server import Mailserver

LETTERS = count(20, 200)
STOPS = count(2, 25)
DOWN = count(5, 60)  # seconds
LEASE = {"OUTBOX_LEASE": 1.5, "OUTBOX_HEARTBEAT": 0.5}
BEYOND_THE_LEASE = 3.5  # seconds: a lease ends at a whole second


def test_a_worker_that_is_stopped_beyond_its_lease_and_goes_on_loses_nothing(place: Place, books, smtp, figures):
    """What it had in hand is sent by the other one. It may be there twice, as the same letter, once for each stop."""
    chance = random.Random(3)
    smtp.answer(*chance.choices(("accept", "slow", "mute"), weights=(2, 5, 1), k=LETTERS))
    place.sends_by(smtp, MAIL_TIMEOUT=1, **LEASE)
    workers = [place.worker(), place.worker()]
    filing, in_hand = place.start_script("filing", LETTERS, 0.02), 0
    for number in range(STOPS):
        in_hand += stopped_for_a_while(workers[number % 2].pid, smtp, books, chance)
    assert filing.ended() == 0
    settled(books)
    sent = letters_by_id(smtp)
    extra = sum(sent.values()) - len(sent)
    lost = set(books.letters()) - set(sent)
    figures(stops=STOPS, in_hand=in_hand, letters=len(sent), lost=len(lost), extra=extra, most=max(sent.values()))
    assert not lost
    assert extra <= STOPS
    assert place.agrees()


def stopped_for_a_while(pid: int, smtp: Mailserver, books: Books, chance: random.Random) -> int:
    """How many letters it had in hand."""
    tried = len(smtp.tried)
    assert eventually(lambda: len(smtp.tried) > tried or not books.unsettled())
    time.sleep(chance.uniform(0, 0.2))
    os.kill(pid, signal.SIGSTOP)
    held = len(books.held(pid))
    time.sleep(BEYOND_THE_LEASE)
    os.kill(pid, signal.SIGCONT)
    return held


def test_a_swallowed_answer_is_one_more_copy_and_then_the_business_of_staff(place: Place, books, smtp, figures):
    smtp.always["c0@example.com"] = "swallow"
    place.sends_by(smtp, RETRY_BASE=0.1)
    place.web()
    place.worker()
    place.script("filing", 1, 0)
    assert eventually(lambda: len(smtp.letters) == 2)
    assert eventually(lambda: not books.unsettled())
    time.sleep(3)  # twice as long as it waited for the second copy
    (copies,) = letters_by_id(smtp).values()
    figures(copies=copies)
    assert copies == 2
    assert list(books.letters().values()) == ["uncertain"]
    page = Colleague(place).reads("/staff/letters")
    assert "These need somebody" in page
    assert "May have arrived" in page


def test_what_breaks_off_in_the_middle_of_a_letter_arrives_exactly_once(place: Place, books, smtp, figures):
    """Broken off, delayed and turned away for a while: nothing was handed over, so it is safe to try again."""
    kinds = ("break", "cut", "greylist", "full", "slow")
    smtp.answer(*(kinds[number % len(kinds)] for number in range(LETTERS)))
    place.sends_by(smtp, RETRY_BASE=0.1)
    place.script("filing", LETTERS, 0)
    place.worker()
    settled(books)
    sent = letters_by_id(smtp)
    figures(letters=len(sent), tries=len(smtp.tried), most=max(sent.values()))
    assert len(sent) == LETTERS
    assert set(sent.values()) == {1}
    assert set(books.letters().values()) == {"sent"}


def test_a_server_that_is_down_under_load_gets_everything_once_when_it_is_back(place: Place, books, smtp, figures):
    place.sends_by(smtp)
    place.worker()
    place.script("filing", 2, 0)
    assert eventually(lambda: smtp.letters)
    smtp.stop()
    filing = place.start_script("filing", LETTERS, DOWN / LETTERS / 3, 2)
    time.sleep(DOWN)
    smtp.come_back()
    back = time.monotonic()
    assert filing.ended() == 0
    settled(books)
    sent = letters_by_id(smtp)
    took = f"{time.monotonic() - back:.0f} s"
    figures(down=f"{DOWN} s", letters=len(sent), all_after=took, most=max(sent.values()))
    assert set(sent) == set(books.letters())
    assert set(sent.values()) == {1}
    assert set(books.letters().values()) == {"sent"}
