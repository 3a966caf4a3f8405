"""How many letters a stranger can cause, however he spells the address; and who may cause more."""

from datetime import timedelta

import pytest

from portal.mail import caps, outbox
from portal.mail.addresses import mailbox, opt_out_mark
from portal.mail.draft import BY_CUSTOMERS
from portal.store import case as cases
from portal.store import optout
from portal.store.letter import Letter
from tests.mail.conftest import new_case, queued

minutes = lambda n: timedelta(minutes=n)  # noqa: E731
hours = lambda n: timedelta(hours=n)  # noqa: E731


def states(case, now, kind, recipients):
    return [queued(case, now, kind=kind, recipient=recipient).state for recipient in recipients]


@pytest.mark.parametrize(
    ("spelled", "box"),
    [
        ("Kim@Example.com", "kim@example.com"),
        ("kim+shop@example.com", "kim@example.com"),
        ("kim+a+b@example.com", "kim@example.com"),
        ("+x@example.com", "+x@example.com"),
        ("k.i.m+x@gmail.com", "kim@gmail.com"),
        ("k.i.m@example.com", "k.i.m@example.com"),
        ("nobody", "nobody"),
    ],
)
def test_a_mailbox_is_known_by_each_of_its_spellings(spelled, box):
    assert mailbox(spelled) == box


def test_plus_addresses_do_not_get_around_the_cap(case, now):
    spelled = [f"kim+{number}@example.com" for number in range(9)]
    assert states(case, now, "received", spelled) == ["queued"] * 3 + ["cancelled"] * 6


def test_dots_do_not_get_around_the_cap_where_they_mean_nothing(case, now):
    spelled = ["kim@gmail.com", "k.im@gmail.com", "ki.m@gmail.com", "k.i.m@gmail.com"]
    assert states(case, now, "received", spelled) == ["queued"] * 3 + ["cancelled"]


def test_whoever_opened_a_mailed_link_may_cause_more_letters(case, now):
    cases.mark_opened(case, now)
    told = states(case, now, "received", ["kim@example.com"] * 14)
    assert told == ["queued"] * 10 + ["cancelled"] * 4


def test_apologies_wait_until_an_unverified_mailbox_has_room(now, settings):
    """Three urgent complaints that name a stranger: three receipts, and not three apologies on top within the hour."""
    named = [new_case(now, reference=f"AAA-AAA-{n}") for n in range(3)]
    for case in named:
        queued(case, now, kind="received")
    due = [queued(case, now + minutes(30), kind="missed").try_at for case in named]
    assert due == [now + hours(1), now + hours(1), now + hours(1)]
    assert Letter.select().where(Letter.state == "cancelled").count() == 0, "an apology is late, never lost"


def test_no_hour_and_no_day_holds_more_than_the_caps(now, settings):
    """Whatever a stranger sets off, a mailbox that never opened a link gets three an hour and ten a day."""
    sent = []
    for number in range(40):
        case, at = new_case(now, reference=f"AAA-AA{number:02}"), now + minutes(7 * number)
        queued(case, at, kind="received")
        queued(case, at + minutes(30), kind="missed")
    sent = sorted(row.try_at for row in Letter.select().where(Letter.state == "queued"))
    assert max(sum(moment < other <= moment + hours(1) for other in sent) for moment in sent) <= 3
    assert max(sum(moment < other <= moment + hours(24) for other in sent) for moment in sent) <= 10


def test_an_apology_to_a_verified_mailbox_goes_at_once(case, now):
    cases.mark_opened(case, now)
    for _ in range(3):
        queued(case, now, kind="received")
    assert queued(case, now, kind="missed").try_at == now


def test_a_corrected_address_has_to_show_itself_anew(case, now):
    cases.mark_opened(case, now)
    cases.mark_opened(case, now + hours(1))
    assert cases.by_id(case.id).opened_at == now
    assert cases.is_verified("kim@example.com")
    assert not cases.is_verified("corrected@example.com")


@pytest.mark.parametrize("kind", BY_CUSTOMERS)
def test_customers_cannot_flood_the_desks_of_staff(case, now, kind):
    told = states(case, now, kind, ["ann@example.com"] * 25)
    assert told == ["queued"] * 20 + ["cancelled"] * 5


def test_what_is_about_our_promises_reaches_staff_however_much_there_is(case, now):
    assert set(states(case, now, "missed_staff", ["ann@example.com"] * 30)) == {"queued"}


def test_whoever_does_not_want_to_be_asked_is_not_and_gets_everything_else(case, now):
    optout.keep(opt_out_mark("Kim+shop@example.com"), now)
    survey = queued(case, now, kind="survey", text="{{link 1}}\n")
    assert (survey.state, survey.error, survey.try_at) == ("cancelled", "declined", None)
    assert queued(case, now, kind="missed").state == "queued"
    optout.forget(opt_out_mark("kim@example.com"))
    assert queued(case, now, kind="survey", text="{{link 1}}\n").state == "queued"


def test_room_is_found_in_the_first_moment_that_has_any(now):
    assert caps.room_at([], caps.UNVERIFIED, now) == now
    assert caps.room_at([now, now, now - minutes(10)], caps.UNVERIFIED, now) == now + minutes(50)
    assert caps.room_at([now - hours(2 * n) for n in range(10)], caps.UNVERIFIED, now) == now + hours(6)


def test_a_letter_that_waits_for_more_news_waits_no_longer_than_it_must(case, now):
    letter = queued(case, now)
    outbox.release(case, now)
    assert Letter.get_by_id(letter.id).try_at == now
