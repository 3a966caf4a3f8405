"""Workers beside each other, and letters that nobody takes (FAULTS P4, P6)."""

import time
from collections import Counter

from tests.faults.processes.books import Books
from tests.faults.processes.counts import count
from tests.faults.processes.place import Place
from tests.faults.processes.staff import Colleague
from tests.faults.processes.test_kill_worker import letters_by_id, settled
from tests.live import eventually
from tests.smtp_server import Mailserver

WORKERS = 4
LETTERS = count(60, 400)
POISONED = 100
POISON = ("reject", "greylist", "cut", "full", "refuse")


def test_four_at_once_send_each_letter_once(place: Place, books: Books, smtp: Mailserver, figures):
    smtp.answer(*["accept", "slow", "accept"] * (LETTERS // 3))
    place.sends_by(smtp)
    place.script("filing", LETTERS, 0)
    workers = [place.worker() for _ in range(WORKERS)]
    settled(books)
    assert [worker.stop() for worker in workers] == [0] * WORKERS
    sent = letters_by_id(smtp)
    figures(workers=WORKERS, letters=len(sent), extra=len(smtp.letters) - len(sent))
    assert len(smtp.letters) == len(sent) == LETTERS
    assert set(books.letters().values()) == {"sent"}
    assert "Traceback" not in place.said()


def test_a_hundred_letters_nobody_takes_do_not_hold_up_a_good_one(place: Place, books, smtp: Mailserver, figures):
    """They stand before it in the queue, and each fails in its own way."""
    place.sends_by(smtp, RETRY_BASE=60)
    for number in range(POISONED):
        smtp.always[f"c{number}@example.com"] = POISON[number % len(POISON)]
    place.script("filing", POISONED + 1, 0)
    place.worker()
    assert eventually(lambda: smtp.tried)
    began = time.monotonic()
    assert eventually(lambda: smtp.letters)
    took = time.monotonic() - began
    figures(poisoned=POISONED, good_one_after=f"{took:.1f} s")
    assert took <= 10
    assert [letter.recipient for letter in smtp.letters] == [f"c{POISONED}@example.com"]
    assert eventually(lambda: "sent" in books.letters().values())
    by_state = Counter(books.letters().values())
    assert by_state["dead"] == POISONED * 2 // len(POISON)  # rejected and refused: for good
    assert by_state["queued"] + by_state["uncertain"] == POISONED - by_state["dead"]


def test_staff_see_within_a_minute_what_was_refused_for_good(place: Place, books, smtp: Mailserver, figures):
    smtp.always["c0@example.com"] = "reject"
    place.sends_by(smtp)
    place.web()
    place.worker()
    colleague = Colleague(place)
    place.script("filing", 1, 0)
    filed = time.monotonic()
    (reference,) = books.rows("select reference from cases")[0]
    assert eventually(lambda: "550 5.1.1" in (page := colleague.reads("/staff/letters")) and reference in page)
    figures(seen_after=f"{time.monotonic() - filed:.1f} s")
    assert time.monotonic() - filed <= 60
