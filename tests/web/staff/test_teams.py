"""Teams by service."""

import pytest

from portal.store.person import Person, Team
from tests.web.staff.test_queue import queries


@pytest.fixture
def browser(desk, office):
    return desk(office.admin)


def make(browser, office, **fields):
    typed = {"name": "Repairs", "services": ["repairs"], "members": [office.agent.id, office.colleague.id]}
    return browser.post("/staff/teams", **typed | fields)


def members(team: Team) -> set[str]:
    return {person.name for person in Person.select().where(Person.team == team)}


def test_a_team_has_a_name_services_and_members(browser, office):
    assert make(browser, office, services=["repairs", "returns"]).status_code == 303
    team = Team.get()
    assert (team.name, team.slugs) == ("Repairs", ["repairs", "returns"])
    assert members(team) == {"Chen", "Zhao"}
    page = browser.get("/staff/teams").text
    assert "Chen, Zhao" in page
    assert "No team looks after: Orders and payment" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Give the team a name"),
        ({"services": ["nonsense"]}, "valid choice"),
        ({"members": ["999"]}, "valid choice"),
        ({"members": ["chen"]}, "Invalid"),
    ],
)
def test_what_is_no_team_is_said_at_its_field(browser, office, fields, sentence):
    page = make(browser, office, **fields)
    assert page.status_code == 422
    assert Team.select().count() == 0


def test_a_name_and_a_service_belong_to_one_team(browser, office):
    make(browser, office)
    page = make(browser, office, name="REPAIRS", services=["returns"])
    assert "There is a team of this name already." in page.text
    page = make(browser, office, name="Returns")
    assert "One of these services is another team’s already." in page.text
    assert Team.select().count() == 1


def test_whoever_joins_a_team_leaves_the_one_he_was_in(browser, office):
    make(browser, office)
    make(browser, office, name="Returns", services=["returns"], members=[office.agent.id])
    first, second = Team.select().order_by(Team.id)
    assert (members(first), members(second)) == ({"Zhao"}, {"Chen"})


def test_a_team_is_changed(browser, office):
    make(browser, office)
    team = Team.get()
    assert 'value="Repairs"' in browser.get(f"/staff/teams/{team.id}").text
    browser.post(f"/staff/teams/{team.id}", name="Workshop", services=[], members=[office.agent.id])
    team = Team.get()
    assert (team.name, team.slugs, members(team)) == ("Workshop", [], {"Chen"})


@pytest.mark.parametrize("number", [999, 2**31, 2**63])
def test_a_team_that_is_not_there_is_no_page(browser, number):
    assert browser.get(f"/staff/teams/{number}").status_code == 404


def test_the_queue_has_a_list_of_my_teams(browser, desk, office):
    make(browser, office, members=[office.agent.id])
    office.file("Fri 2026-08-21 09:00", subject="A hinge", service="repairs")
    office.file("Fri 2026-08-21 09:00", subject="A bill", service="orders")
    page = desk(Person.get_by_id(office.agent.id)).get("/staff/queue?view=team").text
    assert "A hinge" in page
    assert "A bill" not in page
    other = desk(office.colleague).get("/staff/queue?view=team").text
    assert "A bill" in other, "whoever has no team sees everything"
    assert ">My team’s<" not in other


def test_supervisors_read_and_do_not_change(desk, office, browser):
    make(browser, office)
    page = desk(office.supervisor).get("/staff/teams").text
    assert "Repairs" in page
    assert "Make the team" not in page


def test_what_the_page_costs(browser, office):
    make(browser, office)
    with queries() as sent:
        browser.get("/staff/teams")
    assert len(sent) == 8, sent
