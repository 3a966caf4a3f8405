"""A worker dies in the middle of a letter (FAULTS P3, P4, P5): none is lost, hardly any goes out twice."""

import random
import time
from collections import Counter

import pytest

from tests.faults.processes.books import Books
from tests.faults.processes.counts import FULL, count
from tests.faults.processes.place import Place
from tests.live import eventually
from tests.smtp_server import Mailserver

KILLS = count(5, 30)
LETTERS = count(40, 400)
LEASE = {"OUTBOX_LEASE": 3, "OUTBOX_HEARTBEAT": 1}
WEATHER = ("accept", "slow", "slow", "greylist", "full")


def test_no_letter_is_lost_and_each_kill_doubles_one_at_most(place: Place, books: Books, smtp: Mailserver, figures):
    chance = random.Random(2)
    smtp.answer(*chance.choices(WEATHER, weights=(6, 3, 3, 1, 1), k=LETTERS))
    place.sends_by(smtp, **LEASE)
    filing = place.start_script("filing", LETTERS, 0.02)
    worker, in_hand = place.worker(), 0
    for _ in range(KILLS):
        in_hand += killed_in_the_middle(worker, smtp, books, chance)
        worker.start()
    assert filing.ended() == 0
    settled(books)
    sent = letters_by_id(smtp)
    lost = [message_id for message_id, state in books.letters().items() if state != "sent" or message_id not in sent]
    extra = sum(sent.values()) - len(sent)
    figures(kills=KILLS, in_hand=in_hand, letters=len(sent), lost=len(lost), extra=extra, most=max(sent.values()))
    assert len(books.letters()) == LETTERS
    assert not lost
    assert set(sent) <= set(books.letters())
    assert not any("taken-back" in letter.recipient for letter in smtp.letters)
    assert extra <= KILLS
    assert place.agrees()


def killed_in_the_middle(worker, smtp: Mailserver, books: Books, chance: random.Random) -> int:
    """How many letters the worker had in hand when it died: one, or none."""
    tried = len(smtp.tried)
    assert eventually(lambda: len(smtp.tried) > tried + chance.randint(0, 3)), "The worker sends nothing."
    time.sleep(chance.uniform(0, 0.1))
    worker.kill()
    return len(books.held(worker.pid))


def settled(books: Books) -> None:
    end = time.monotonic() + 120
    while books.unsettled():
        assert time.monotonic() < end, f"{books.unsettled()} letters are still in the outbox."
        time.sleep(0.2)


def letters_by_id(smtp: Mailserver) -> Counter:
    return Counter(letter.message["Message-ID"] for letter in smtp.letters)


@pytest.mark.parametrize("lease", [LEASE, *([{}] if FULL else [])], ids=lambda lease: "short" if lease else "default")
def test_what_a_dead_worker_had_in_hand_goes_out_when_its_lease_ends(place, books, smtp, figures, lease):
    """With the settings nobody changed that is within 90 seconds; with a lease of 3 seconds, within 10."""
    smtp.answer("mute")
    place.sends_by(smtp, **lease)
    place.script("filing", 1, 0)
    worker = place.worker()
    assert eventually(lambda: books.held(worker.pid))
    time.sleep(1.5)  # the lease is renewed at least once
    died = worker.kill()
    worker.start()
    end = time.time() + 90
    while not smtp.letters and time.time() < end:
        time.sleep(0.05)
    took = time.time() - died
    figures(lease=lease.get("OUTBOX_LEASE", 60), recovered_after=f"{took:.1f} s")
    assert took <= (10 if lease else 90)
    assert eventually(lambda: not books.unsettled())
    assert len(smtp.letters) == 1
