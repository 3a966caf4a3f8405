"""An urgent or major case has a named owner at once: who gets it, who is told, and what that does not change."""

from datetime import timedelta

import pytest

from portal.actions import intake, team
from portal.actions.intake import Filing
from portal.actions.moves import Actor
from portal.core.case import Verb
from portal.store.case import Case
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.person import Person, Session, Team
from tests.actions.office import TICKETS, Office
from tests.core.moments import at
from tests.web.staff.test_queue import queries

NOW = "Thu 2026-08-20 10:00"


@pytest.fixture
def office(app):
    with app.app_context():
        yield Office()


def urgent(office, moment=NOW, **typed) -> Case:
    return office.file(moment, **{"urgent": True, "urgent_reason": "It may fall"} | typed)


def sits_at_his_desk(person: Person, minutes_ago: int) -> None:
    team.open_session(person, at(NOW))
    Session.update(seen_at=at(NOW) - timedelta(minutes=minutes_ago)).where(Session.person == person).execute()


# --- who


def test_the_owner_is_told_however_many_there_are_in_an_hour(office):
    owners = [urgent(office, f"Thu 2026-08-20 10:{minute:02}").owner.email for minute in range(30)]
    letters = Letter.select().where(Letter.kind == "on_call").order_by(Letter.case)
    told = {(letter.case_id, letter.recipient): letter.state for letter in letters}
    first = min(case for case, _ in told)
    assert {told[first + n, owner] for n, owner in enumerate(owners)} == {"queued"}
    assert "cancelled" in told.values(), "whoever else may take it up reads on in the queue"


def test_what_a_colleague_raised_is_told_to_everybody(office):
    for minute in range(25):
        office.file(f"Thu 2026-08-20 10:{minute:02}")
        office.staff(f"Thu 2026-08-20 10:{minute:02}", Verb.RECLASSIFY, office.supervisor, severity="major")
    assert {letter.state for letter in Letter.select().where(Letter.kind == "on_call")} == {"queued"}


def test_whoever_raised_it_has_it(office):
    office.file(NOW)
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, office.colleague, severity="major")
    assert office.case.owner == office.colleague


def test_whoever_typed_it_has_it(office):
    filing = Filing(f"{next(TICKETS):032x}", "complaint", "It smokes", urgent=True, phone="1", channel="phone")
    case, _ = intake.file(filing, at(NOW), Actor.staff(office.supervisor))
    assert case.owner == office.supervisor


def test_of_the_others_the_first(office):
    assert urgent(office).owner == office.agent


def test_before_that_who_has_fewer_cases(office):
    office.file("Thu 2026-08-20 09:00")
    office.staff("Thu 2026-08-20 09:10", Verb.TAKE)
    assert urgent(office).owner == office.colleague


def test_before_that_who_is_at_his_desk(office):
    sits_at_his_desk(office.agent, minutes_ago=16)
    sits_at_his_desk(office.supervisor, minutes_ago=14)
    assert urgent(office).owner == office.supervisor


def test_and_before_that_who_is_of_its_team(office):
    sits_at_his_desk(office.agent, minutes_ago=1)
    office.colleague.team = Team.create(name="Carriers", services="delivery")
    office.colleague.save()
    assert urgent(office, service="delivery").owner == office.colleague


def test_an_owner_stays(office):
    office.file(NOW)
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE, office.colleague)
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, severity="urgent")
    assert office.case.owner == office.colleague
    assert "assign" not in office.history()


def test_an_owner_who_has_left_does_not(office):
    office.file(NOW)
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE, office.colleague)
    Person.update(retired_at=at(NOW)).where(Person.id == office.colleague.id).execute()
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, severity="urgent")
    assert office.case.owner == office.agent


def test_a_sealed_complaint_goes_to_nobody_who_may_not_see_it(office):
    assert urgent(office, about_staff="Chen").owner == office.supervisor
    assert urgent(office, about_staff="Wang").owner is None, "there is no administrator who could have it"


def test_an_owner_whom_it_names_does_not_keep_it(office):
    case = office.file(NOW, about_staff="Chen")
    Case.update(owner=office.agent).where(Case.id == case.id).execute()
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, office.supervisor, severity="urgent")
    assert office.case.owner == office.supervisor


def test_an_imported_case_gets_none_by_itself(office):
    office.file(NOW)
    Case.update(origin="x:1").where(Case.id == office.id).execute()
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, severity="urgent")
    assert office.case.owner is None


@pytest.mark.parametrize("kind", ["praise", "suggestion", "enquiry"])
def test_whatever_it_is(office, kind):
    assert urgent(office, kind=kind).owner == office.agent


def test_an_ordinary_case_waits_for_whoever_takes_it(office):
    assert office.file(NOW).owner is None


# --- what that means


def test_the_history_says_so_and_nobody_has_taken_it_up_by_that(office):
    case = urgent(office)
    assert office.history() == ["file", "assign"]
    line = Event.get(Event.verb == "assign")
    assert (line.who, line.person, line.detail) == ("watch", office.agent, "severity=urgent")
    assert case.state == "received"
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    assert office.case.state == "in_progress"


def test_everybody_is_told_whose_it_is(office):
    urgent(office)
    letters = {row.recipient: row.text for row in Letter.select().where(Letter.kind == "on_call")}
    assert letters.keys() == {"chen@example.com", "zhao@example.com", "wang@example.com"}
    assert "It is yours." in letters["chen@example.com"]
    assert "The owner is Chen (service)." in letters["zhao@example.com"]
    for text in letters.values():
        assert "1. Call the customer, listen, and say who is in charge" in text


def test_until_he_takes_it_up_everybody_hears_of_it(office):
    def told() -> set[str]:
        return {row.recipient for row in Letter.select().where(Letter.kind == "customer_wrote")}

    urgent(office)
    office.customer("Thu 2026-08-20 10:02", Verb.REPLY, "It leans over")
    assert told() == {"chen@example.com", "zhao@example.com", "wang@example.com"}
    Letter.delete().execute()
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.customer("Thu 2026-08-20 10:06", Verb.REPLY, "Thank you")
    assert told() == {"chen@example.com"}


def test_a_case_raised_twice_has_one_owner(office):
    urgent(office)
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, office.colleague, severity="major")
    assert office.case.owner == office.agent
    assert office.history().count("assign") == 1


def about_owners(statements: list[str]) -> int:
    return sum('FROM "session"' in sql or "COUNT" in sql for sql in statements)


def test_it_costs_two_questions_and_an_ordinary_case_none(office):
    with queries() as plain:
        office.file(NOW)
    with queries() as asked:
        urgent(office)
    assert (about_owners(plain), about_owners(asked)) == (0, 2)


# --- what its customer reads


def receipt(case) -> str:
    return Letter.get(Letter.case == case, Letter.kind == "received").text


def test_the_receipt_of_an_urgent_case_names_its_owner_and_a_telephone(office):
    text = receipt(urgent(office))
    assert "We treat it as urgent. " in text
    assert f"{office.case.owner.public_name} looks after it." in text
    assert "call 400-555-0118.\n\nWhat we promise you, and by when:\n- " in text
    assert Letter.select().where(Letter.case == office.case).order_by(Letter.id).first().kind == "received"
    assert "urgent" not in receipt(office.file(NOW))


def test_the_answer_to_an_urgent_case_waits_for_nothing(office):
    urgent(office)
    office.respond("Thu 2026-08-20 10:05")
    letter = Letter.get(Letter.case == office.case, Letter.kind == "reply")
    assert letter.try_at == at("Thu 2026-08-20 10:05")
