"""The watch: verdicts once and on time, one apology, warnings, reminders, lapsing and closing by themselves."""

import pytest

from portal.actions import moves, watch
from portal.core.case import Refused, Verb
from portal.store import case as cases
from portal.store.case import Case
from portal.store.event import Event
from portal.store.guarantee import Guarantee
from portal.store.letter import Letter
from tests.actions.office import when
from tests.core.moments import at


def test_a_missed_plan_is_broken_apologised_for_and_promised_anew(office):
    office.file("Fri 2026-08-21 09:00")
    office.respond("Fri 2026-08-21 09:30")
    office.watch("Sun 2026-08-23 09:00:01")
    assert office.rounds("plan") == [
        ("plan", 1, "promise", "Sun 2026-08-23 09:00", "broken"),
        ("plan", 2, "missed", "Mon 2026-08-24 18:00", None),
    ]
    assert office.rounds("remedy") == [("remedy", 1, "promise", "Fri 2026-08-28 18:00", None)]
    assert office.breaches() == ["A voucher of CNY 50 for your next order"]
    assert office.letters().count("missed") == 1
    assert "missed_staff" in office.letters("wang@example.com")


def test_it_is_not_late_at_its_moment(office):
    office.file("Fri 2026-08-21 09:00")
    office.respond("Fri 2026-08-21 09:30")
    watch.turn(at("Sun 2026-08-23 09:00"))
    assert office.rounds("plan")[0][4] is None
    assert when(office.case.wake_at) == "Sun 2026-08-23 09:00"  # to the second: 09:00:01


def test_a_second_miss_begins_no_third_date(office):
    office.file("Fri 2026-08-21 09:00")
    office.watch("Mon 2026-08-24 18:00:01")
    assert [row[2:] for row in office.rounds("plan")] == [
        ("promise", "Sun 2026-08-23 09:00", "broken"),
        ("missed", "Mon 2026-08-24 18:00", "broken"),
    ]


def test_what_was_missed_twice_stays_on_top_of_the_queue_until_it_is_done(office):
    office.file("Fri 2026-08-21 09:00")
    office.respond("Fri 2026-08-21 09:30", by_when="Mon 2026-09-07 10:00")
    office.watch("Mon 2026-08-24 18:00:01")
    assert when(office.case.due_at) == "Mon 2026-08-24 18:00"
    office.propose("Tue 2026-08-25 10:00")
    assert [row[2:] for row in office.rounds("plan")] == [
        ("promise", "Sun 2026-08-23 09:00", "broken"),
        ("missed", "Mon 2026-08-24 18:00", "broken"),
    ]
    assert when(office.case.due_at) != "Mon 2026-08-24 18:00"


def test_a_remedy_that_is_late_can_still_be_entered(office):
    office.file("Fri 2026-08-21 09:00")
    office.respond("Fri 2026-08-21 09:30")
    office.watch("Sun 2026-08-23 09:00:01")
    office.resolve("Sun 2026-08-23 10:00")
    office.watch("Wed 2026-09-02 09:00")
    assert (office.rounds("remedy")[-1][4], when(office.case.due_at)) == ("broken", "Tue 2026-09-01 18:00")
    office.staff("Wed 2026-09-02 10:00", Verb.LOG, target="remedy", at=at("Wed 2026-09-02 09:30"))
    assert office.rounds("remedy")[-1][4] == "broken"  # its verdict stands
    assert when(office.case.due_at) == office.due("follow_up")


def test_a_case_that_ended_otherwise_owes_nothing_that_was_missed(office):
    office.file("Fri 2026-08-21 09:00")
    office.watch("Mon 2026-08-31 09:00")
    office.customer("Mon 2026-08-31 10:00", Verb.WITHDRAW)
    assert office.case.due_at is None


def test_two_promises_missed_in_one_turn_make_one_letter(office):
    office.file("Mon 2026-08-24 10:00")
    watch.turn(at("Mon 2026-08-31 10:00"))
    assert [row[0] for row in office.rounds() if row[4] == "broken"] == ["response", "progress", "plan"]
    assert office.letters() == ["received", "missed"]


def test_a_late_word_of_staff_is_judged_before_it_counts(office):
    office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 13:30")
    assert office.rounds("response") == [
        ("response", 1, "promise", "Mon 2026-08-24 12:00", "broken"),
        ("response", 2, "missed", "Mon 2026-08-24 14:30", "kept"),
    ]
    assert office.letters() == ["received", "missed", "reply"]


def test_staff_are_warned_at_half_and_at_four_fifths(office):
    office.file("Mon 2026-08-24 09:00")
    office.staff("Mon 2026-08-24 09:01", Verb.TAKE)
    watch.turn(at("Mon 2026-08-24 10:00"))
    watch.turn(at("Mon 2026-08-24 10:36"))
    watch.turn(at("Mon 2026-08-24 10:40"))
    assert office.letters("chen@example.com") == ["warned", "warned"]
    assert office.letters("zhao@example.com") == []


def test_a_broken_promise_is_told_once_however_often_the_watch_looks(office):
    office.file("Fri 2026-08-21 09:00")
    for _ in range(3):
        watch.turn(at("Sun 2026-08-23 09:00:01"))
    assert Event.select().where(Event.verb == "miss", Event.case == office.id).count() == 2  # response and plan


def test_nobody_is_late_while_the_customer_is_asked(office):
    office.file("Mon 2026-08-24 09:00")
    office.propose("Mon 2026-08-24 10:00")
    office.watch("Tue 2026-08-25 18:00")
    assert [row for row in office.rounds() if row[4] == "broken"] == []


def test_a_customer_who_says_nothing_is_reminded_twice_and_then_the_case_lapses(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion")
    office.staff("Mon 2026-08-24 10:00", Verb.ASK, body="In which colour?")
    office.watch("Wed 2026-08-26 10:00")
    assert office.letters().count("reminder") == 1
    office.watch("Sat 2026-08-29 10:00")
    assert office.letters().count("reminder") == 2
    assert office.case.state == "waiting"
    office.watch("Thu 2026-09-03 10:00")
    assert (office.case.state, office.case.outcome, office.letters()[-1]) == ("closed", "lapsed", "lapsed")
    assert office.case.due_at is None
    assert when(office.case.wake_at) == "Sun 2029-09-02 10:00"  # nothing happens before it is erased


def test_a_customer_nobody_can_write_to_is_called_and_his_case_does_not_end_by_itself(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion", email="", phone="13800138000")
    office.staff("Mon 2026-08-24 10:00", Verb.TAKE)
    office.staff("Mon 2026-08-24 10:00", Verb.ASK, body="In which colour?")
    office.watch("Thu 2026-09-03 10:00")
    assert office.letters("chen@example.com").count("call") == 2
    assert (office.case.state, office.case.outcome) == ("waiting", None)
    with pytest.raises(Refused, match="too_early"):
        moves.move(office.case, Verb.LAPSE, moves.WATCH, at("Thu 2026-09-03 10:00"))


def test_whoever_gives_an_address_at_last_is_written_to_before_his_case_lapses(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion", email="", phone="13800138000")
    office.staff("Mon 2026-08-24 10:00", Verb.ASK, body="In which colour?")
    office.watch("Thu 2026-09-10 10:00")
    office.staff("Thu 2026-09-10 11:00", Verb.CORRECT, email="li@example.com")
    for _ in range(3):
        watch.turn(at("Thu 2026-09-10 11:00:05"))
    assert (office.case.state, office.letters()) == ("waiting", ["received", "reminder"])
    office.watch("Wed 2026-09-16 10:00")
    assert (office.case.state, office.letters()[1:]) == ("waiting", ["reminder", "reminder"])
    office.watch("Fri 2026-09-18 12:00")
    assert office.case.outcome == "lapsed"


def test_after_a_worker_was_down_nobody_is_reminded_twice_and_closed_in_one_minute(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion")
    office.staff("Mon 2026-08-24 10:00", Verb.ASK, body="In which colour?")
    for _ in range(5):
        watch.turn(at("Mon 2026-09-14 10:00"))
    assert (office.case.state, office.letters().count("reminder")) == ("waiting", 1)


def test_who_can_be_reached_by_nobody_lapses_as_others_do(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion", email="")
    office.staff("Mon 2026-08-24 10:00", Verb.TAKE)
    office.staff("Mon 2026-08-24 10:00", Verb.ASK, body="In which colour?")
    office.watch("Thu 2026-09-03 10:00")
    assert "call" not in office.letters("chen@example.com")
    assert office.case.outcome == "lapsed"


def test_management_is_told_of_a_miss_where_the_promise_says_so(office):
    admin, row = office._hire("admin", "Qian"), Guarantee.get()
    text = row.toml.replace('escalate = "supervisor"', 'escalate = "admin"')
    office.file("Mon 2026-08-24 10:00")
    office.watch("Mon 2026-08-24 12:00:01")
    assert office.letters(admin.email) == []
    Guarantee.update(toml=text, hash="stricter").execute()
    office.file("Mon 2026-08-24 10:00")
    office.watch("Mon 2026-08-24 12:00:01")
    assert office.letters(admin.email) == ["missed_staff"]


def test_a_resolved_case_left_in_peace_closes(office):
    office.file("Mon 2026-08-24 09:00", kind="suggestion")
    office.resolve("Mon 2026-08-24 10:00", "answered")
    office.watch("Mon 2026-08-31 10:00")
    assert (office.case.state, office.letters()[-2:]) == ("closed", ["closed", "survey"])


def test_a_quiet_house_has_nothing_to_do(office):
    office.file("Mon 2026-08-24 09:00")
    assert watch.turn(at("Mon 2026-08-24 09:01")) is False
    assert cases.next_wake() == office.case.wake_at


def test_one_case_that_cannot_be_woken_delays_no_other(office, caplog):
    office.file("Mon 2026-08-24 09:00")
    broken = office.id
    unreadable = Guarantee.create(number="torn", toml="torn", hash="torn", author="x")
    Case.update(guarantee=unreadable, wake_at=at("Mon 2026-08-24 09:30")).where(Case.id == broken).execute()
    office.file("Mon 2026-08-24 09:00")
    watch.turn(at("Mon 2026-08-24 10:00"))
    assert "warned" in office.letters("chen@example.com")
    assert when(Case.get_by_id(broken).wake_at) == "Mon 2026-08-24 10:01"
    assert "could not be woken" in caplog.text


def test_nobody_who_may_not_see_the_case_is_told(office):
    office.file("Mon 2026-08-24 09:00", about_staff="Zhao")
    office.watch("Mon 2026-08-24 11:00:01")
    assert (office.letters("chen@example.com"), office.letters("zhao@example.com")) == ([], [])
    assert "missed_staff" in office.letters("wang@example.com")
    assert Letter.select().where(Letter.recipient == "zhao@example.com").count() == 0
