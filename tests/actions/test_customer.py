"""What the customer does to his own case, with who is told of it. (The table itself is in test_moves.)"""

import pytest

from portal.actions import customer, moves
from portal.actions.moves import WATCH
from portal.core.case import Given, Refused, Verb
from portal.store.letter import Letter
from tests.core.moments import at


def test_a_case_that_somebody_moved_is_tried_once_more(office):
    stale = office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    customer.act(stale, Verb.REPLY, at("Thu 2026-08-20 10:06"), Given(body="Hello"))
    assert office.history() == ["file", "take", "reply"]


def test_what_is_refused_changes_nothing(office):
    case = office.file("Thu 2026-08-20 10:00")
    with pytest.raises(Refused, match="wrong_state"):
        customer.act(case, Verb.CONFIRM, at("Thu 2026-08-20 10:06"))
    assert (office.history(), office.case.version) == (["file"], 0)


@pytest.mark.parametrize(
    ("verb", "body", "customer_gets", "staff_get"),
    [
        (Verb.REPLY, "Which day?", [], []),
        (Verb.ACCEPT, "", ["agreed"], []),
        (Verb.DECLINE, "Too late", [], []),
        (Verb.WITHDRAW, "", ["withdrawn"], []),
        (Verb.CONTEST, "No need to ask", [], []),
    ],
)
def test_who_gets_a_letter(office, verb, body, customer_gets, staff_get):
    office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.propose("Thu 2026-08-20 10:10")
    mine, theirs = office.letters(), office.letters("chen@example.com")
    office.customer("Thu 2026-08-20 10:20", verb, body)
    assert office.letters()[len(mine) :] == customer_gets
    assert office.letters("chen@example.com")[len(theirs) :] == staff_get


def test_nobody_else_hears_of_an_owned_case(office):
    office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.customer("Thu 2026-08-20 10:20", Verb.REPLY, "Hello")
    assert "customer_wrote" not in office.letters("zhao@example.com")


def told_of(case) -> set[str]:
    return {row.recipient for row in Letter.select().where(Letter.case == case, Letter.recipient != case.email)}


def test_a_sealed_case_that_goes_on_in_another_is_told_to_nobody_who_may_not_see_it(office):
    """Chen looks after the case the complaint about him was joined with."""
    main = office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.file("Thu 2026-08-20 10:10", about_staff="Chen")
    office.staff("Thu 2026-08-20 10:15", Verb.MERGE, office.supervisor, other=main)
    moves.move(office.case, Verb.BOUNCE, WATCH, at("Thu 2026-08-20 10:20"))
    assert told_of(office.case) == {"wang@example.com"}


def test_what_goes_on_in_another_case_is_told_to_whoever_looks_after_that(office):
    main = office.file("Thu 2026-08-20 10:00")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.file("Thu 2026-08-20 10:10")
    office.staff("Thu 2026-08-20 10:15", Verb.MERGE, other=main)
    moves.move(office.case, Verb.BOUNCE, WATCH, at("Thu 2026-08-20 10:20"))
    assert told_of(office.case) == {"chen@example.com"}


def test_a_reply_hands_an_undecided_plan_back(office):
    office.file("Thu 2026-08-20 10:00")
    office.propose("Thu 2026-08-20 10:10")
    office.customer("Thu 2026-08-20 10:20", Verb.REPLY, "Which day?")
    with pytest.raises(Refused, match="wrong_state"):
        office.customer("Thu 2026-08-20 10:21", Verb.ACCEPT)
    assert office.case.state == "in_progress"


def test_not_solved_is_possible_until_the_last_second(office):
    office.file("Thu 2026-08-20 10:00")
    office.resolve("Thu 2026-08-20 11:00")
    with pytest.raises(Refused, match="too_late_to_reopen"):
        office.customer("Sat 2026-09-19 11:01", Verb.NOT_SOLVED, "It wobbles")
    office.customer("Sat 2026-09-19 11:00", Verb.NOT_SOLVED, "It wobbles")
    assert office.case.cycle == 2
