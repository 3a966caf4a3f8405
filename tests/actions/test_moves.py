"""The gate, verb by verb, as a clerk would check it: what was filed when, who did what, what is due, who was told."""

import pytest

from portal.actions import handling, moves
from portal.actions.moves import CUSTOMER, Overtaken
from portal.core.case import Given, Refused, Verb
from portal.store import case as cases
from portal.store import event
from portal.store.case import Case
from portal.store.db import transaction
from tests.actions.office import when
from tests.core.moments import at

FRIDAY = "Fri 2026-08-21 17:00"


def test_a_complaint_starts_every_target_it_is_promised(office):
    office.file(FRIDAY)
    assert office.rounds() == [
        ("response", 1, "promise", "Mon 2026-08-24 10:00", None),
        ("progress", 1, "promise", "Wed 2026-08-26 18:00", None),
        ("plan", 1, "promise", "Sun 2026-08-23 17:00", None),
        ("resolution", 1, "promise", "Fri 2026-09-04 18:00", None),
    ]
    assert (office.letters(), office.history(), office.case.state) == (["received"], ["file"], "received")
    assert when(office.case.due_at) == "Sun 2026-08-23 17:00"


def test_a_response_meets_the_response_and_promises_the_next_word(office):
    office.file(FRIDAY)
    office.respond("Fri 2026-08-21 17:20", by_when="Mon 2026-08-24 12:00")
    assert office.verdicts() == [("response", 1, "kept")]
    assert office.rounds("given") == [("given", 1, "given", "Mon 2026-08-24 12:00", None)]
    assert office.case.state == "in_progress"
    assert office.letters() == ["received", "reply"]


def test_the_next_public_word_meets_the_date_we_gave(office):
    office.file(FRIDAY)
    office.respond("Fri 2026-08-21 17:20", by_when="Mon 2026-08-24 12:00")
    office.respond("Mon 2026-08-24 11:00", by_when="Tue 2026-08-25 12:00")
    assert [row[3:] for row in office.rounds("given")] == [
        ("Mon 2026-08-24 12:00", "kept"),
        ("Tue 2026-08-25 12:00", None),
    ]


def test_a_note_is_not_a_word_to_the_customer(office):
    office.file(FRIDAY)
    office.staff("Fri 2026-08-21 17:20", Verb.NOTE, body="He called before")
    assert (office.verdicts(), office.letters(), office.case.state) == ([], ["received"], "received")


MET = [  # a target is met at its moment, and late one second after it (DESIGN.md 4.6)
    ("Mon 2026-08-24 10:00:00", "kept"),
    ("Mon 2026-08-24 10:00:01", "broken"),
]


@pytest.mark.parametrize(("moment", "verdict"), MET)
def test_a_response_to_the_second(office, moment, verdict):
    office.file(FRIDAY)
    office.propose("Sat 2026-08-22 09:00")  # keeps the plan out of the way
    office.file(FRIDAY, service="orders")
    office.staff(moment, Verb.RESPOND, body="We look", next_step="Call", by_when="Wed 2026-08-26 10:00")
    assert office.rounds("response")[0][4] == verdict


def test_progress_repeats_until_it_is_resolved(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff(
        "Tue 2026-08-25 10:00", Verb.PROGRESS, body="On its way", next_step="x", by_when="Wed 2026-08-26 10:00"
    )
    assert office.rounds("progress") == [
        ("progress", 1, "promise", "Thu 2026-08-27 18:00", "kept"),
        ("progress", 2, "repeat", "Fri 2026-08-28 18:00", None),
    ]
    office.resolve("Wed 2026-08-26 09:00")
    assert [row[4] for row in office.rounds("progress")] == ["kept", "kept"]


# --- pauses


def test_a_question_stops_the_clocks_that_may_pause_and_a_reply_starts_them_again(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 12:00", Verb.ASK, body="Which leg?")
    assert (office.due("plan"), office.due("resolution"), office.case.state) == ("", "", "waiting")
    office.customer("Tue 2026-08-25 12:00", Verb.REPLY, "The left one")
    assert (office.due("plan"), office.case.state) == ("Thu 2026-08-27 10:00", "in_progress")
    assert office.letters("chen@example.com") == [], "nothing is due so soon that it could not wait for the digest"


def test_a_plan_meets_the_plan_at_the_moment_it_was_due_without_the_pause_it_opens(office):
    office.file("Mon 2026-08-24 10:00")
    office.propose("Mon 2026-08-24 16:00")
    assert office.rounds("plan") == [("plan", 1, "promise", "Wed 2026-08-26 10:00", "kept")]
    assert office.due("resolution") == ""


def test_a_newer_question_overtakes_the_older_one(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 12:00", Verb.ASK, body="Which leg?")
    office.propose("Mon 2026-08-24 14:00")
    office.customer("Mon 2026-08-24 15:00", Verb.ACCEPT)
    assert [row[2:4] for row in office.rounds("resolution")] == [
        ("promise", "Mon 2026-09-07 18:00"),
        ("agreed", "Mon 2026-12-28 10:00"),
    ]


def test_staff_may_take_the_turn_back_with_a_reason(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 12:00", Verb.ASK, body="Which leg?")
    office.staff("Mon 2026-08-24 14:00", Verb.RESUME, body="We found it in the order")
    assert (office.case.state, office.due("plan")) == ("in_progress", "Wed 2026-08-26 12:00")


# --- the plan


def test_an_accepted_plan_is_a_resolution_at_its_date(office):
    office.file("Mon 2026-08-24 10:00")
    office.propose("Mon 2026-08-24 16:00", by_when="Thu 2026-08-27 18:00")
    office.customer("Mon 2026-08-24 17:00", Verb.ACCEPT)
    assert office.rounds("resolution") == [
        ("resolution", 1, "promise", "Mon 2026-09-07 18:00", None),
        ("resolution", 2, "agreed", "Thu 2026-08-27 18:00", None),
    ]
    assert office.letters()[-2:] == ["plan", "agreed"]


def test_a_declined_plan_begins_the_next_round_of_plan_from_now(office):
    office.file("Mon 2026-08-24 10:00")
    office.propose("Mon 2026-08-24 16:00")
    office.customer("Mon 2026-08-24 17:00", Verb.DECLINE, "I want a new table")
    assert office.rounds("plan")[1:] == [("plan", 2, "decline", "Wed 2026-08-26 17:00", None)]
    assert office.letters("chen@example.com") == [], "the digest of the morning tells it in time"


def test_a_reply_hands_an_undecided_plan_back(office):
    office.file("Mon 2026-08-24 10:00")
    office.propose("Mon 2026-08-24 16:00")
    office.customer("Mon 2026-08-24 17:00", Verb.REPLY, "Who pays for the trip?")
    with pytest.raises(Refused, match="wrong_state"):
        office.customer("Mon 2026-08-24 18:00", Verb.ACCEPT)
    with pytest.raises(Refused, match="plan_not_agreed"):
        office.resolve("Tue 2026-08-25 10:00", "solved")
    office.propose("Tue 2026-08-25 11:00")
    assert office.case.state == "waiting"


# --- told, closed, opened again


def test_resolving_meets_everything_that_was_to_be_said(office):
    office.file("Mon 2026-08-24 10:00")
    office.resolve("Mon 2026-08-24 11:00")
    assert [row[4] for row in office.rounds()] == ["kept"] * 4
    assert (office.case.state, office.case.outcome, office.case.due_at) == ("resolved", "declined", None)
    assert office.letters()[-1] == "resolved"


def test_confirming_closes_and_starts_the_follow_up(office):
    office.file("Mon 2026-08-24 10:00")
    office.resolve("Mon 2026-08-24 11:00")
    office.customer("Mon 2026-08-24 12:00", Verb.CONFIRM)
    assert (office.case.state, office.letters()[-2:]) == ("closed", ["closed", "survey"])
    assert office.rounds("follow_up") == [("follow_up", 1, "promise", "Thu 2026-08-27 18:00", None)]
    office.staff("Tue 2026-08-25 12:00", Verb.LOG, target="follow_up", at=at("Tue 2026-08-25 11:00"))
    assert (office.verdicts()[-1], office.case.due_at) == (("follow_up", 1, "kept"), None)


def test_not_solved_opens_a_second_cycle_and_old_verdicts_stand(office):
    office.file("Mon 2026-08-24 10:00")
    office.resolve("Mon 2026-08-24 11:00")
    office.customer("Tue 2026-08-25 10:00", Verb.NOT_SOLVED, "It broke again")
    assert (office.case.cycle, office.case.state, office.case.outcome) == (2, "in_progress", None)
    assert [row[4] for row in office.rounds(cycle=1)] == ["kept"] * 4
    assert office.rounds(cycle=2) == [
        ("response", 1, "promise", "Tue 2026-08-25 12:00", None),
        ("progress", 1, "promise", "Fri 2026-08-28 18:00", None),
        ("plan", 1, "promise", "Thu 2026-08-27 10:00", None),
        ("resolution", 1, "promise", "Tue 2026-09-08 18:00", None),
    ]


def test_not_solved_has_its_time(office):
    office.file("Mon 2026-08-24 10:00")
    office.resolve("Mon 2026-08-24 11:00")
    with pytest.raises(Refused, match="too_late_to_reopen"):
        office.customer("Thu 2026-09-24 10:00", Verb.NOT_SOLVED, "It broke again")


def test_thanks_never_opens_a_case_again(office):
    office.file("Mon 2026-08-24 10:00")
    office.resolve("Mon 2026-08-24 11:00")
    office.customer("Tue 2026-08-25 10:00", Verb.THANKS, "Thank you")
    assert (office.case.state, office.case.cycle) == ("resolved", 1)


def test_what_ends_without_an_answer_is_void_and_a_restored_case_counts_again(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 11:00", Verb.DISMISS, outcome="not_ours", body="Another company's table")
    assert {row[4] for row in office.rounds()} == {"void"}
    assert (office.case.outcome, office.case.due_at, office.letters()[-1]) == ("not_ours", None, "not_ours")
    office.staff("Mon 2026-08-24 11:30", Verb.RESTORE, office.supervisor)
    assert {row[4] for row in office.rounds()} == {None}
    assert (office.case.state, office.case.closed_at) == ("in_progress", None)


def test_spam_gets_no_letter(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 11:00", Verb.DISMISS, outcome="spam")
    assert office.letters() == ["received"]


def test_the_customer_may_withdraw(office):
    office.file("Mon 2026-08-24 10:00")
    office.customer("Mon 2026-08-24 11:00", Verb.WITHDRAW)
    assert (office.case.state, office.case.outcome, office.said()) == ("closed", "withdrawn", ["filed"])


# --- sorting (DESIGN.md 4.7)

RAISED = [  # raised to urgent (30 minutes) at → the response is due
    ("Fri 2026-08-21 17:20", "Fri 2026-08-21 17:30"),
    ("Fri 2026-08-21 17:40", "Fri 2026-08-21 18:10"),  # that moment has passed: counted from the change
]


@pytest.mark.parametrize(("raised", "due"), RAISED)
def test_raising_counts_from_receipt_unless_that_has_passed(office, raised, due):
    office.file(FRIDAY)
    office.staff(raised, Verb.RECLASSIFY, severity="urgent")
    assert office.rounds("response") == [("response", 1, "promise", due, None)]
    assert office.letters() == ["received", "moved"]
    assert office.letters("wang@example.com") == ["on_call"]


def test_sorting_adds_what_is_promised_for_the_sort(office):
    office.file("Mon 2026-08-24 10:00", kind="enquiry")
    office.respond("Mon 2026-08-24 10:10")
    office.staff("Mon 2026-08-24 11:00", Verb.RECLASSIFY, severity="general")
    assert office.rounds("resolution") == [("resolution", 1, "promise", "Mon 2026-08-24 12:00", None)]


def test_a_lighter_sort_relaxes_and_removes_nothing(office):
    office.file("Mon 2026-08-24 10:00")
    before = office.rounds()
    office.staff("Mon 2026-08-24 10:05", Verb.RECLASSIFY, kind="suggestion")
    assert office.rounds() == before


def test_lowering_a_severity_needs_a_second_person_and_a_reason(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 10:05", Verb.RECLASSIFY, office.supervisor, severity="urgent")
    for person, body, code in (
        (office.agent, "Not urgent", "second_person"),
        (office.supervisor, "Not urgent", "second_person"),
    ):
        with pytest.raises(Refused, match=code):
            office.staff("Mon 2026-08-24 10:10", Verb.RECLASSIFY, person, severity="general", body=body)
    other = office._hire("supervisor", "Sun")
    with pytest.raises(Refused, match="body_missing"):
        office.staff("Mon 2026-08-24 10:10", Verb.RECLASSIFY, other, severity="general")
    office.staff("Mon 2026-08-24 10:10", Verb.RECLASSIFY, other, severity="general", body="Not urgent")
    assert office.case.severity == "general"
    assert office.due("response") == "Mon 2026-08-24 10:30"


def test_whoever_has_an_urgent_case_does_not_make_it_less_urgent_alone(office):
    office.file("Mon 2026-08-24 10:00", urgent=True, urgent_reason="It leaks")
    office.staff("Mon 2026-08-24 10:05", Verb.TAKE, office.supervisor)
    with pytest.raises(Refused, match="second_person"):
        office.staff("Mon 2026-08-24 10:10", Verb.RECLASSIFY, office.supervisor, severity="general", body="It is damp")


def test_who_set_the_severity_is_not_forgotten_over_another_kind(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 10:05", Verb.RECLASSIFY, office.supervisor, severity="major")
    office.staff("Mon 2026-08-24 10:06", Verb.TAKE)
    office.staff("Mon 2026-08-24 10:07", Verb.RECLASSIFY, service="delivery")
    with pytest.raises(Refused, match="second_person"):
        office.staff("Mon 2026-08-24 10:10", Verb.RECLASSIFY, office.supervisor, severity="general", body="It is damp")


# --- later is a new round (DESIGN.md 4.8)


def test_an_extension_is_a_new_round_and_the_old_one_is_judged_as_it_stood(office):
    office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 10:30")
    office.staff(
        "Tue 2026-08-25 10:00",
        Verb.EXTEND,
        office.supervisor,
        target="plan",
        by_when="Fri 2026-08-28 18:00",
        body="The factory answers on Thursday",
    )
    assert office.rounds("plan") == [
        ("plan", 1, "promise", "Wed 2026-08-26 10:00", None),
        ("plan", 2, "extended", "Fri 2026-08-28 18:00", None),
    ]
    assert office.letters()[-1] == "new_date"
    office.watch("Wed 2026-08-26 10:00:01")
    assert office.rounds("plan")[0][4] == "broken"
    assert ("missed" in office.letters(), len(office.breaches())) == (False, 1)  # he was told before: no second apology
    assert [row[1:4] for row in office.rounds("plan")] == [
        (1, "promise", "Wed 2026-08-26 10:00"),
        (2, "extended", "Fri 2026-08-28 18:00"),
    ]
    office.watch("Fri 2026-08-28 18:00")
    before = office.letters().count("missed")
    office.watch("Fri 2026-08-28 18:00:01")
    assert office.letters().count("missed") == before + 1  # the date we gave instead was missed, too


def test_an_agent_does_not_extend(office):
    office.file("Mon 2026-08-24 10:00")
    with pytest.raises(Refused, match="not_yours"):
        office.staff("Mon 2026-08-24 11:00", Verb.EXTEND, target="plan", by_when="Fri 2026-08-28 18:00", body="x")


# --- two on one case


def test_the_second_of_two_is_told_and_nothing_of_his_is_half_done(office):
    office.file("Mon 2026-08-24 10:00")
    seen = event.last_id(office.case)
    office.respond("Mon 2026-08-24 10:10")
    with pytest.raises(Overtaken):
        handling.act(office.case, Verb.NOTE, office.colleague, at("Mon 2026-08-24 10:11"), Given(body="x"), seen=seen)
    assert "note" not in office.said()


def test_a_row_read_before_another_moved_cannot_move(office):
    old = office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 10:10")
    with pytest.raises(Overtaken):
        moves.move(old, Verb.REPLY, CUSTOMER, at("Mon 2026-08-24 10:11"), Given(body="x"))


def test_a_refused_verb_changes_nothing(office):
    office.file("Mon 2026-08-24 10:00")
    before = (office.case.version, office.history(), office.letters())
    with pytest.raises(Refused, match="by_when_missing"):
        office.staff("Mon 2026-08-24 11:00", Verb.RESPOND, body="We look", next_step="Call")
    assert (office.case.version, office.history(), office.letters()) == before


def test_a_verb_that_is_rolled_back_tells_nobody(office):
    office.file("Mon 2026-08-24 10:00")
    with transaction() as undone:
        office.respond("Mon 2026-08-24 10:10")
        undone.rollback()
    assert (office.letters(), office.history(), office.said()) == (["received"], ["file"], ["filed"])


def test_of_two_who_join_two_cases_with_each_other_the_second_is_refused(office):
    """Both had read their pages before either was done."""
    one, other = office.file("Mon 2026-08-24 10:00"), office.file("Mon 2026-08-24 10:01")
    read = [(cases.by_id(one.id), cases.by_id(other.id)) for _ in range(2)]
    now = at("Mon 2026-08-24 10:10")
    handling.act(read[0][0], Verb.MERGE, office.agent, now, Given(other=read[0][1]))
    with pytest.raises(Refused, match="other_joined"):
        handling.act(read[1][1], Verb.MERGE, office.colleague, now, Given(other=read[1][0]))
    assert cases.main_of(cases.by_id(one.id)) == cases.main_of(cases.by_id(other.id)) == other


def test_cases_that_once_were_joined_with_each_other_keep_nobody_forever(office):
    one, other = office.file("Mon 2026-08-24 10:00"), office.file("Mon 2026-08-24 10:01")
    for case, into in ((one, other), (other, one)):
        Case.update(merged_into=into).where(Case.id == case.id).execute()
    assert cases.main_of(cases.by_id(one.id)) in (one, other)
    assert set(cases.joined(one)) == {one, other}


def test_taking_and_assigning(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 10:05", Verb.TAKE)
    assert (office.case.owner, office.case.state) == (office.agent, "in_progress")
    handling.act(
        office.case, Verb.ASSIGN, office.supervisor, at("Mon 2026-08-24 10:07"), Given(person=office.colleague)
    )
    assert office.case.owner == office.colleague
    assert office.letters("zhao@example.com") == ["assigned"]


def test_a_new_link_ends_the_old_one(office):
    old = office.file("Mon 2026-08-24 10:00").link_key
    office.customer("Mon 2026-08-24 11:00", Verb.RELINK)
    assert office.case.link_key != old
    assert office.letters()[-1] == "link"


def test_a_mistyped_address_is_corrected_and_the_receipt_goes_out_again(office):
    office.file("Mon 2026-08-24 10:00", email="il@example.com")
    handling.act(office.case, Verb.CORRECT, office.agent, at("Mon 2026-08-24 11:00"), Given(email="li@example.com"))
    assert (Case.get_by_id(office.id).email, office.letters()) == ("li@example.com", ["received"])


def test_a_promise_that_repeats_goes_on_once_though_it_was_given_more_time(office):
    office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 10:20")
    later = {"target": "progress", "by_when": "Mon 2026-08-31 10:00", "body": "The ship is late"}
    office.staff("Tue 2026-08-25 10:00", Verb.EXTEND, office.supervisor, **later)
    said = {"body": "On its way", "next_step": "It lands", "by_when": "Mon 2026-12-28 10:00"}
    office.staff("Wed 2026-08-26 10:00", Verb.PROGRESS, **said)
    assert [row[2] for row in office.rounds("progress")] == ["promise", "extended", "repeat"]


def test_nobody_agrees_to_a_date_that_has_passed(office):
    """What would be promised so would be broken in the same second."""
    office.file("Thu 2026-08-20 10:00")
    office.propose("Thu 2026-08-20 11:00", by_when="Fri 2026-08-21 18:00")
    with pytest.raises(Refused, match="plan_too_old"):
        office.customer("Mon 2026-08-24 10:00", Verb.ACCEPT)
    office.customer("Mon 2026-08-24 10:01", Verb.REPLY, "Yes, please do")
    assert office.case.state == "in_progress"
    assert office.rounds("plan")[-1][4] == "kept"


def test_restoring_a_case_brings_back_nothing_of_an_earlier_cycle(office):
    other = office.file("Thu 2026-08-20 09:00", body="Another")
    office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:10", Verb.DISMISS, outcome="not_ours", body="Ask the town hall")
    office.customer("Thu 2026-08-20 10:20", Verb.NOT_SOLVED, "But it is yours")
    office.respond("Thu 2026-08-20 10:30")
    office.staff("Mon 2026-08-24 10:00", Verb.MERGE, other=other)
    office.staff("Mon 2026-08-24 10:10", Verb.RESTORE, office.supervisor)
    office.watch("Mon 2026-08-24 10:11")
    assert {row[4] for row in office.rounds(cycle=1)} == {"void"}
    assert "void" not in {row[4] for row in office.rounds(cycle=2)}
