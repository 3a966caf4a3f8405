"""All open cases of a colleague go to another."""

from datetime import timedelta

import pytest

from portal.actions import team
from portal.actions.team import handover
from portal.core.case import Verb
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.person import Person
from tests.actions.office import Office
from tests.core.moments import at

FRIDAY = "Fri 2026-08-21 10:00"


def taken(office: Office, number: int, **typed) -> list[Case]:
    """So many cases of Chen's."""
    cases = [office.file("Fri 2026-08-21 09:00", **typed) for _ in range(number)]
    Case.update(owner=office.agent).where(Case.id.in_([case.id for case in cases])).execute()
    return cases


def owners() -> dict[int, int]:
    return {case.id: case.owner_id for case in Case.select()}


def test_every_open_case_goes_with_one_line_in_its_history(office):
    cases = taken(office, 3)
    handed = team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY))
    assert handed == (3, 0)
    assert set(owners().values()) == {office.colleague.id}
    lines = Event.select().where(Event.verb == Verb.HAND_OVER)
    assert sorted(line.case_id for line in lines) == [case.id for case in cases]
    assert {line.person_id for line in lines} == {office.supervisor.id}
    assert Audit.select().where(Audit.verb == "hand_over").count() == 3


def test_the_receiver_is_told_once_of_all_of_them(office, monkeypatch):
    taken(office, 5)
    monkeypatch.setattr(handover, "MOST", 2)
    for left in (3, 1, 0):
        assert team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY)).left == left
    letters = [row for row in Letter.select() if row.recipient == "zhao@example.com"]
    assert [(row.kind, row.subject) for row in letters] == [("handed_over", "5 cases of Chen are yours now")]


def test_promises_stay_as_they_are(office):
    taken(office, 1)
    before = office.rounds()
    team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY))
    assert office.rounds() == before


def test_a_closed_case_stays_with_whoever_closed_it(office):
    taken(office, 1, kind="praise")
    office.resolve(FRIDAY, "answered")
    office.watch("Mon 2026-10-26 10:00")
    assert office.case.closed_at
    assert team.hand_over(office.agent, office.colleague, office.supervisor, at("Mon 2026-10-26 11:00")) == (0, 0)
    assert not [row for row in Letter.select() if row.kind == "handed_over"]


def test_nobody_receives_a_complaint_about_himself(office):
    taken(office, 1)
    about = taken(office, 1, about_staff="Zhao")[0]
    assert team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY)) == (1, 1)
    assert owners()[about.id] == office.agent.id
    other = Person.create(email="sun@example.com", name="Sun", public_name="Sun", role="supervisor", password="-")
    assert team.hand_over(office.agent, other, office.supervisor, at(FRIDAY)) == (1, 0)


def test_whoever_hands_over_moves_only_what_he_may_see(office):
    about = taken(office, 1, about_staff="Wang")[0]
    assert team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY)) == (0, 0)
    assert owners()[about.id] == office.agent.id


@pytest.mark.parametrize("who", ["himself", "retired", "auditor"])
def test_there_is_somebody_to_receive_them(office, who):
    taken(office, 1)
    receiver = office.agent if who == "himself" else office.colleague
    if who == "retired":
        receiver.retired_at = at(FRIDAY) - timedelta(days=1)
    if who == "auditor":
        receiver.role = "auditor"
    with pytest.raises(team.NotPossible, match="no_receiver"):
        team.hand_over(office.agent, receiver, office.supervisor, at(FRIDAY))


def test_a_case_that_cannot_be_moved_in_this_instant_holds_up_no_other(office, monkeypatch):
    first, _second = taken(office, 2)
    real = handover.moves.move

    def overtaken(case, *given):
        if case.id == first.id:
            raise handover.Overtaken
        return real(case, *given)

    monkeypatch.setattr(handover.moves, "move", overtaken)
    assert team.hand_over(office.agent, office.colleague, office.supervisor, at(FRIDAY)) == (1, 1)


def test_what_is_filed_for_a_service_or_sorted_to_it_is_its_teams(office):
    now = at(FRIDAY)
    repairs = team.save_team(None, "Repairs", ["repairs"], [office.agent.id], office.supervisor, now)
    assert office.file("Fri 2026-08-21 09:00", service="repairs").team_id == repairs.id
    assert office.file("Fri 2026-08-21 09:00", service="orders").team_id is None
    assert office.staff(FRIDAY, Verb.RECLASSIFY, service="repairs").team_id == repairs.id
    assert office.staff(FRIDAY, Verb.RECLASSIFY, service="orders").team_id is None
