"""What waits for a second person: a contested waiting time, more time, a lower severity; and what is decided."""

import pytest

from portal.actions import customer, handling
from portal.core.case import Given, Refused, Verb
from portal.store import message as messages
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.sheet import Sheet
from tests.core.moments import at

ASKED, ANSWERED = "Mon 2026-08-24 12:00", "Tue 2026-08-25 12:00"  # the plan, due Wed 10:00, becomes due Thu 10:00
RULED = "Thu 2026-08-27 12:00"


def waited(office):
    """A complaint in which we asked something on Monday and heard on Tuesday."""
    office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 10:10")
    office.staff(ASKED, Verb.ASK, body="Which leg?")
    office.customer(ANSWERED, Verb.REPLY, "The left one")


def contested(office, moment="Tue 2026-08-25 13:00"):
    waited(office)
    office.customer(moment, Verb.CONTEST, "It was in my first message")


def rule(office, outcome="struck", moment=RULED, person=None, **given):
    given = {"body": "He had told us"} | given
    return office.staff(moment, Verb.RULE, person or office.supervisor, outcome=outcome, **given)


def ruling_of(office, target):
    return [
        (d.verdict, d.ruling) for d in Deadline.select().where(Deadline.case == office.id, Deadline.target == target)
    ]


def test_upholding_a_pause_leaves_every_moment_and_tells_both_sides(office):
    contested(office)
    due = office.due("plan")
    rule(office, "upheld", "Tue 2026-08-25 15:00")
    assert (office.due("plan"), due) == ("Thu 2026-08-27 10:00",) * 2
    assert office.letters()[-1] == "ruling"
    assert office.letters("chen@example.com")[-1] == "decided"
    assert (office.history()[-1], office.said()[-1]) == ("rule", "ruling")


def test_a_struck_pause_makes_the_moment_earlier_and_the_history_says_from_when_to_when(office):
    contested(office)
    rule(office, moment="Tue 2026-08-25 15:00")
    assert office.due("plan") == "Wed 2026-08-26 10:00"
    assert office.history()[-2:] == ["rule", "recount"]
    details = [row.detail for row in Event.select().where(Event.case == office.id, Event.verb == "recount")]
    assert "was=2026-08-27T02:00:00+00:00 due=2026-08-26T02:00:00+00:00" in details


def test_what_came_in_time_only_because_of_it_has_a_ruling_beside_its_verdict(office):
    contested(office)
    office.propose("Thu 2026-08-27 09:00")
    assert ruling_of(office, "plan") == [("kept", None)]
    rule(office)
    assert ruling_of(office, "plan") == [("kept", "broken")]
    breach = Breach.get(Breach.case == office.id)
    assert (breach.deadline.target, bool(breach.remedy)) == ("plan", True)
    assert [row[:3] for row in office.rounds("remedy")] == [("remedy", 1, "promise")]
    assert office.letters()[-1] == "ruling"
    assert "missed" not in office.letters()  # one letter says it all
    letter = Letter.select().where(Letter.kind == "ruling").get()
    assert "Counted so, we have not kept our word" in letter.text
    assert breach.remedy in letter.text


def test_what_was_met_in_time_without_the_pause_as_well_stays_kept(office):
    contested(office)
    office.propose("Tue 2026-08-25 18:00")
    rule(office)
    assert ruling_of(office, "plan") == [("kept", None)]
    assert office.breaches() == []


def test_a_clock_that_still_runs_is_late_at_once(office):
    contested(office)
    rule(office, moment="Wed 2026-08-26 12:00", person=office._hire("supervisor", "Sun"))
    assert [row[2:] for row in office.rounds("plan")] == [
        ("promise", "Wed 2026-08-26 10:00", "broken"),
        ("missed", "Thu 2026-08-27 18:00", None),
    ]
    assert office.letters().count("ruling") == 1
    assert "missed" not in office.letters()
    assert "missed_staff" in office.letters("wang@example.com")


def test_a_pause_that_is_struck_while_we_still_wait_lets_the_clock_run(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff(ASKED, Verb.ASK, body="Which leg?")
    assert office.due("plan") == ""
    office.customer("Mon 2026-08-24 13:00", Verb.CONTEST)
    rule(office, moment="Mon 2026-08-24 14:00")
    assert (office.due("plan"), office.case.state) == ("Wed 2026-08-26 10:00", "waiting")
    assert Sheet(office.case).facts().struck


def test_who_asked_does_not_rule(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff(ASKED, Verb.ASK, office.supervisor, body="Which leg?")
    office.customer(ANSWERED, Verb.REPLY, "The left one")
    office.customer(ANSWERED, Verb.CONTEST)
    with pytest.raises(Refused, match="asked_by_you"):
        rule(office)
    rule(office, person=office._hire("supervisor", "Sun"))


@pytest.mark.parametrize(
    ("given", "code"),
    [({"outcome": "perhaps"}, "unknown_ruling"), ({"body": ""}, "body_missing"), ({"pause": 999}, "nothing_contested")],
)
def test_a_ruling_says_which_and_why(office, given, code):
    contested(office)
    with pytest.raises(Refused, match=code):
        rule(office, **{"outcome": "struck"} | given)


def test_a_ruling_is_given_once(office):
    contested(office)
    rule(office)
    with pytest.raises(Refused, match="nothing_contested"):
        rule(office, "upheld", "Thu 2026-08-27 13:00")


def test_of_two_waiting_times_one_is_contested(office):
    waited(office)
    office.staff("Tue 2026-08-25 14:00", Verb.ASK, body="Which colour?")
    office.customer("Tue 2026-08-25 15:00", Verb.REPLY, "White")
    first, second = messages.asked(office.case)
    customer.act(office.case, Verb.CONTEST, at("Tue 2026-08-25 16:00"), Given(pause=first.id))
    assert Sheet(office.case).facts().contested == {first.id: office.agent.id}
    with pytest.raises(Refused, match="nothing_to_contest"):
        customer.act(office.case, Verb.CONTEST, at("Tue 2026-08-25 17:00"), Given(pause=first.id))
    rule(office, pause=first.id)
    assert [row.ruling for row in messages.asked(office.case)] == ["struck", None]
    assert Sheet(office.case).facts().contestable == (second.id,)


def test_a_contested_pause_is_put_before_the_supervisors(office):
    contested(office)
    assert office.letters("wang@example.com")[-1] == "to_decide"


# --- more time


def ask_for_time(office, person=None, by_when="Fri 2026-08-28 18:00", **given):
    office.staff(
        "Tue 2026-08-25 10:00",
        Verb.MORE_TIME,
        person,
        **{"target": "plan", "by_when": by_when, "body": "The factory answers on Thursday"} | given,
    )


def grant(office, person):
    return office.staff(
        "Tue 2026-08-25 11:00",
        Verb.EXTEND,
        person,
        target="plan",
        by_when="Fri 2026-08-28 18:00",
        body="We wait for the factory",
    )


def test_an_agent_asks_and_a_supervisor_grants(office):
    office.file("Mon 2026-08-24 10:00")
    ask_for_time(office)
    assert office.letters() == ["received", "missed"]  # the response; nothing of the request reaches the customer
    assert office.letters("wang@example.com")[-1] == "to_decide"
    grant(office, office.supervisor)
    assert office.rounds("plan")[-1][2:4] == ("extended", "Fri 2026-08-28 18:00")
    assert (office.letters()[-1], office.letters("chen@example.com")[-1]) == ("new_date", "decided")
    assert Message.get(Message.type == "more_time").answer == "granted"


def test_the_letter_names_the_old_date_the_new_one_and_what_we_then_owe(office):
    office.file("Mon 2026-08-24 10:00")
    office.respond("Mon 2026-08-24 10:10")
    grant(office, office.supervisor)
    text = Letter.get(Letter.kind == "new_date").text
    assert "The new date is Friday 28 August 2026, 18:00." in text
    assert "We had promised it by Wednesday 26 August 2026, 10:00." in text
    assert "If that date passes first, we owe you: " in text


def test_whoever_needs_the_time_does_not_grant_it(office):
    office.file("Mon 2026-08-24 10:00")
    ask_for_time(office, office.supervisor)
    with pytest.raises(Refused, match="second_person_time"):
        grant(office, office.supervisor)
    other = office._hire("supervisor", "Sun")
    grant(office, other)
    office.staff("Tue 2026-08-25 12:00", Verb.TAKE, other)
    with pytest.raises(Refused, match="second_person_time"):
        office.staff(
            "Tue 2026-08-25 13:00", Verb.EXTEND, other, target="resolution", by_when="Mon 2026-12-28 10:00", body="x"
        )


def test_a_request_is_declined_with_a_reason_and_the_agent_is_told(office):
    office.file("Mon 2026-08-24 10:00")
    ask_for_time(office)
    before = office.rounds()
    office.staff("Tue 2026-08-25 11:00", Verb.REFUSE, office.supervisor, target="more_time", body="Call the factory")
    assert (office.rounds(), office.letters("chen@example.com")[-1]) == (before, "decided")
    assert "new_date" not in office.letters()
    assert Sheet(office.case).facts().requested == {}
    assert [m.type for m in messages.of(office.case)] == ["filed"]  # the customer reads none of it


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"by_when": "Wed 2026-08-26 10:00"}, "not_later"),
        ({"target": "attended"}, "nothing_to_extend"),
        ({"body": ""}, "body_missing"),
    ],
)
def test_what_is_asked_for_is_later_than_what_is_promised(office, given, code):
    office.file("Mon 2026-08-24 10:00")
    with pytest.raises(Refused, match=code):
        ask_for_time(office, **given)


def test_one_request_waits_at_a_time(office):
    office.file("Mon 2026-08-24 10:00")
    ask_for_time(office)
    with pytest.raises(Refused, match="already_requested"):
        ask_for_time(office, office.colleague)


# --- a lower severity


def urgent(office):
    office.file("Mon 2026-08-24 10:00", urgent=True, urgent_reason="It leaks")
    office.staff("Mon 2026-08-24 10:05", Verb.LESS_SEVERE, severity="general", body="It is only damp")


def test_a_lower_severity_is_asked_for_and_granted_by_a_second_person(office):
    urgent(office)
    assert (office.case.severity, office.letters("wang@example.com")[-1]) == ("urgent", "to_decide")
    office.staff("Mon 2026-08-24 10:20", Verb.RECLASSIFY, office.supervisor, severity="general", body="It is damp")
    assert (office.case.severity, office.letters("chen@example.com")[-1]) == ("general", "decided")
    assert Sheet(office.case).facts().requested == {}


def test_nobody_grants_his_own_request(office):
    office.file("Mon 2026-08-24 10:00", urgent=True, urgent_reason="It leaks")
    office.staff("Mon 2026-08-24 10:05", Verb.LESS_SEVERE, office.supervisor, severity="general", body="Only damp")
    with pytest.raises(Refused, match="second_person"):
        office.staff("Mon 2026-08-24 10:20", Verb.RECLASSIFY, office.supervisor, severity="general", body="x")
    with pytest.raises(Refused, match="your_request"):
        office.staff("Mon 2026-08-24 10:20", Verb.REFUSE, office.supervisor, target="less_severe", body="x")


def test_raising_names_what_has_moved_earlier_and_why(office):
    office.file("Fri 2026-08-21 17:00")
    office.staff("Fri 2026-08-21 17:20", Verb.RECLASSIFY, severity="urgent")
    text = Letter.get(Letter.kind == "moved").text
    assert "we now treat it as “Urgent”" in text
    assert "by Friday 21 August 2026, 17:30 instead of Monday 24 August 2026, 10:00." in text
    assert office.history()[-3:] == ["reclassify", "recount", "assign"]


# --- restored


def test_what_was_withdrawn_in_an_earlier_cycle_stays_void_when_a_case_is_restored(office):
    office.file("Mon 2026-08-24 10:00")
    office.customer("Mon 2026-08-24 11:00", Verb.WITHDRAW)
    office.customer("Mon 2026-08-24 12:00", Verb.NOT_SOLVED, "I want it after all")
    office.staff("Mon 2026-08-24 12:30", Verb.DISMISS, outcome="not_ours", body="Another company's")
    handling.act(office.case, Verb.RESTORE, office.supervisor, at("Mon 2026-08-24 13:00"))
    assert {row[4] for row in office.rounds(cycle=1)} == {"void"}
    assert {row[4] for row in office.rounds(cycle=2)} == {None}


def test_what_is_parted_again_is_told_so_and_not_that_it_was_closed_by_mistake(office):
    other = office.file("Mon 2026-08-24 10:00")
    office.file("Mon 2026-08-24 10:30")
    office.staff("Mon 2026-08-24 11:00", Verb.MERGE, other=other)
    office.staff("Mon 2026-08-24 12:00", Verb.RESTORE, office.supervisor)
    text = Letter.get(Letter.kind == "reopened").text
    assert "had been joined with another one" in text
    assert "by mistake" not in text


def test_more_time_for_one_promise_does_not_answer_who_asked_for_another(office):
    office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:10", Verb.TAKE)
    asked = {"target": "resolution", "by_when": "Mon 2026-09-14 10:00", "body": "The wood must dry"}
    office.staff("Thu 2026-08-20 10:20", Verb.MORE_TIME, **asked)
    given = {"target": "plan", "by_when": "Mon 2026-08-31 10:00", "body": "We look into it"}
    office.staff("Thu 2026-08-20 10:30", Verb.EXTEND, office.supervisor, **given)
    assert "more_time" in Sheet(office.case).facts().requested
