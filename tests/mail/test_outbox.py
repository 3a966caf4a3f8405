"""The outbox: what is queued, who holds it, how long it waits, and when it gives up."""

from datetime import timedelta

import pytest

from portal.mail import outbox
from portal.mail.draft import BY_STRANGERS, BY_THE_WATCH, SENT, Outcome
from portal.store.db import db as database
from portal.store.db import transaction
from portal.store.letter import Letter
from tests.mail.conftest import draft, new_case, queued

LATER = Outcome("later", "451 not now")
REFUSED = Outcome("refused", "550 nobody here")
UNSURE = Outcome("unsure", "no answer after the dot")

minutes = lambda n: timedelta(minutes=n)  # noqa: E731


def reread(letter):
    return Letter.get_by_id(letter.id)


def tried(letter, outcome, now):
    """One worker's try, from claim to settling."""
    held = outbox.claim("worker", now)
    assert held.id == letter.id
    assert outbox.settle(held, outcome, now)
    return reread(letter)


def test_a_letter_is_queued_in_a_transaction_only(case, now, monkeypatch):
    monkeypatch.setattr(type(database.obj), "in_transaction", lambda self: False)
    with pytest.raises(AssertionError):
        outbox.queue(draft(case), now)


def test_a_queued_letter_waits_from_now_on(case, now):
    letter = queued(case, now)
    assert (letter.state, letter.try_at, letter.tries, letter.at) == ("queued", now, 0, now)
    assert letter.message_id.endswith("@example.com>")


def test_a_change_that_is_rolled_back_sends_nothing(case, now):
    with transaction() as change:
        outbox.queue(draft(case), now)
        change.rollback()
    assert Letter.select().count() == 0
    assert outbox.claim("worker", now) is None


def test_no_draft_is_no_letter(now, settings):
    with transaction():
        assert outbox.queue(None, now) is None


def test_the_same_letter_is_queued_once(case, now):
    queued(case, now, once="7:received")
    assert queued(case, now, once="7:received") is None
    assert queued(case, now, once="8:received") is not None
    assert Letter.select().count() == 2


def test_letters_without_a_key_are_each_their_own(case, now):
    assert queued(case, now).message_id != queued(case, now).message_id


def test_the_letter_that_waits_longest_goes_first_and_a_held_one_to_nobody_else(case, now):
    late, early = queued(case, now), queued(case, now - minutes(1))
    assert outbox.claim("one", now).id == early.id
    assert outbox.claim("two", now).id == late.id
    assert outbox.claim("three", now) is None


def test_a_letter_is_not_due_before_its_time(case, now):
    queued(case, now)
    assert outbox.claim("worker", now - timedelta(seconds=1)) is None


def test_a_letter_whose_worker_died_goes_to_the_next_one_when_the_lease_ends(case, now):
    letter = queued(case, now)
    dead = outbox.claim("dead", now)
    assert outbox.claim("heir", now + timedelta(seconds=59)) is None
    heir = outbox.claim("heir", now + timedelta(seconds=60))
    assert (heir.id, heir.worker, heir.tries) == (letter.id, "heir", 2)
    assert not outbox.settle(dead, SENT, now)
    assert not outbox.beat(dead, now + minutes(5))
    assert reread(letter).state == "queued"
    assert outbox.settle(heir, SENT, now)
    assert reread(letter).state == "sent"


def test_a_heartbeat_holds_the_lease(case, now):
    queued(case, now)
    held = outbox.claim("worker", now)
    assert outbox.beat(held, now + timedelta(seconds=75))
    assert outbox.claim("other", now + timedelta(seconds=70)) is None


def test_the_same_worker_does_not_settle_an_earlier_try_of_its_own(case, now):
    queued(case, now)
    first = outbox.claim("worker", now)
    outbox.claim("worker", now + minutes(2))
    assert not outbox.settle(first, SENT, now)


def test_sent_is_sent(case, now):
    letter = tried(queued(case, now), SENT, now)
    assert (letter.state, letter.try_at, letter.worker, letter.sent_at, letter.error) == ("sent", None, None, now, None)


def test_refused_is_dead_at_once(case, now):
    letter = tried(queued(case, now), REFUSED, now)
    assert (letter.state, letter.try_at, letter.error) == ("dead", None, "550 nobody here")


@pytest.mark.parametrize(
    ("tries", "wait"), [(1, 1), (2, 2), (3, 5), (4, 10), (5, 30), (6, 60), (7, 60), (40, 60), (84, 60)]
)
def test_the_waits_grow_to_an_hour_with_a_fifth_more_or_less(settings, tries, wait):
    waits = [outbox.back_off(tries) for _ in range(50)]
    assert minutes(wait * 0.8) <= min(waits) < max(waits) <= minutes(wait * 1.2)


def test_waits_are_multiples_of_the_retry_base(settings):
    settings(retry_base=1)
    assert outbox.back_off(6) <= timedelta(seconds=72)


def test_it_is_tried_for_72_hours_and_then_staff_are_left_to_act(case, now):
    letter, at = queued(case, now), now
    while letter.state == "queued":
        letter = tried(letter, LATER, at)
        at = letter.try_at or at
    assert at - now >= timedelta(hours=72)
    assert (letter.state, letter.error, letter.tries) == ("dead", "451 not now", outbox.LAST_TRY)


def test_an_uncertain_letter_is_sent_once_more_after_a_quarter_of_an_hour_and_then_left_to_staff(case, now):
    letter = tried(queued(case, now), UNSURE, now)
    assert (letter.state, letter.try_at) == ("uncertain", now + minutes(15))
    letter = tried(letter, UNSURE, letter.try_at)
    assert (letter.state, letter.try_at) == ("uncertain", None)


def test_an_uncertain_letter_that_could_not_be_offered_again_is_still_uncertain(case, now):
    letter = tried(queued(case, now), UNSURE, now)
    letter = tried(letter, LATER, letter.try_at)
    assert (letter.state, letter.try_at > now + minutes(15)) == ("uncertain", True)


@pytest.mark.parametrize("outcome", [REFUSED, UNSURE, LATER])
def test_staff_can_send_a_letter_again_as_the_same_letter(case, now, outcome):
    letter = tried(queued(case, now), outcome, now)
    assert outbox.send_again(letter, now + minutes(1))
    again = reread(letter)
    assert (again.state, again.tries, again.error, again.try_at) == ("queued", 0, None, now + minutes(1))
    assert again.message_id == letter.message_id


def test_a_letter_that_is_being_sent_is_not_sent_again(case, now):
    letter = queued(case, now)
    outbox.claim("worker", now)
    assert not outbox.send_again(letter, now)


def test_what_waits_about_an_erased_case_is_not_sent(case, now):
    sent, waiting = tried(queued(case, now), SENT, now), queued(case, now)
    assert outbox.cancel(case) == 1
    assert [reread(sent).state, reread(waiting).state] == ["sent", "cancelled"]
    assert outbox.claim("worker", now) is None


def test_what_a_server_said_is_kept_as_one_printable_line(case, now):
    letter = tried(queued(case, now), Outcome("refused", "550 no\r\n\0such\x1b[31m " + "x" * 900), now)
    assert letter.error.startswith("550 no such [31m x")
    assert len(letter.error) == 500


# Nobody's mail bomb: what a stranger can cause by typing somebody's address


def test_one_address_gets_three_receipts_an_hour_and_ten_a_day(case, now):
    states = [queued(case, now + minutes(n), kind="received").state for n in range(0, 24 * 60, 10)]
    assert states.count("queued") == 10
    assert states[:6].count("queued") == 3


def test_capitals_do_not_get_around_the_cap(case, now):
    typed = ["kim@example.com", "Kim@example.com", "KIM@EXAMPLE.COM", "kIm@example.com"]
    assert [queued(case, now, kind="received", recipient=one).state for one in typed][3] == "cancelled"


@pytest.mark.parametrize("kind", BY_STRANGERS)
def test_all_a_stranger_can_cause_is_counted_together(case, now, kind):
    for other in BY_STRANGERS:
        queued(case, now, kind=other)
    letter = queued(case, now, kind=kind)
    assert (letter.state, letter.error, letter.try_at) == ("cancelled", "cap", None)


def test_another_address_has_its_own_cap(case, now):
    for _ in range(4):
        queued(case, now, kind="received")
    assert queued(case, now, kind="received", recipient="lee@example.com").state == "queued"


@pytest.mark.parametrize("kind", ["reply", "missed", "reminder", "question", "plan", "resolved", "closed"])
def test_letters_that_keep_our_word_are_never_capped(case, now, kind):
    for _ in range(5):
        queued(case, now, kind="received")
    assert queued(case, now, kind=kind).state == "queued"


@pytest.mark.parametrize("kind", BY_THE_WATCH)
def test_a_case_whose_receipt_was_held_back_sends_nothing_by_itself_until_a_person_has_written(case, now, kind):
    for _ in range(3):
        queued(case, now, kind="received")
    bombed = new_case(now, reference="K7Q-3FN-5")
    assert queued(bombed, now, kind="received").state == "cancelled"
    assert queued(bombed, now, kind=kind).state == "cancelled"
    assert queued(bombed, now, kind="reply").state == "queued"
    assert queued(bombed, now, kind=kind).state == "queued"
