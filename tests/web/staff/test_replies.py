"""Canned replies in the back office: a team keeps its own, supervisors everybody's, and all of staff read them."""

import html
import re

import pytest

from portal.store.audit import Audit
from portal.store.canned import Canned
from portal.store.person import Team
from tests.web.staff.cases.page import mistakes, words
from tests.web.staff.test_queue import queries

TEXTS = {"body_en": "The part is on its way, {name}.", "body_zh": "{name}，配件已寄出。"}
TYPED = TEXTS | {"name": "Part sent", "verb": "respond", "next_step_en": "It comes by {due}", "next_step_zh": ""}
ROOM = "/staff/replies"


@pytest.fixture
def team(staff) -> Team:
    """Chen's."""
    team = Team.create(name="Repairs")
    staff.agent.team = team
    staff.agent.save()
    return team


def reply(clock, **more) -> Canned:
    return Canned.create(changed_at=clock.now, **TEXTS | {"name": "Part sent"} | more)


def test_an_agent_writes_for_his_team(desk, staff, team):
    browser = desk(staff.agent)
    assert words(browser.get(f"{ROOM}/new")).count("Everybody’s") == 0
    assert browser.post(f"{ROOM}/new", **TYPED, team=str(team.id)).headers["Location"] == ROOM
    row = Canned.get()
    assert (row.name, row.team, row.verb, row.body_zh, row.changed_by) == (
        "Part sent", team, "respond", TEXTS["body_zh"], staff.agent,
    )  # fmt: skip
    seen = words(browser.get(ROOM))
    assert "Part sent Reply Repairs" in seen
    assert "Not used yet" in seen
    assert Audit.get(Audit.verb == "canned_changed").person == staff.agent


def test_an_agent_writes_for_nobody_else(desk, staff, team):
    other = Team.create(name="Deliveries")
    browser = desk(staff.agent)
    for whose in ("", str(other.id), "99", "x"):
        back = browser.post(f"{ROOM}/new", **TYPED, team=whose)
        assert back.status_code == 422
        assert "Choose whose it is." in words(back)
    assert Canned.select().count() == 0


def test_who_is_in_no_team_is_told_who_can(desk, staff):
    browser = desk(staff.agent)
    assert browser.get(f"{ROOM}/new").headers["Location"] == ROOM
    assert "A supervisor can write it for everybody." in words(browser.get(ROOM))


def test_a_supervisor_writes_for_everybody(desk, staff):
    assert desk(staff.supervisor).post(f"{ROOM}/new", **TYPED, team="").status_code == 303
    assert Canned.get().team is None


def test_both_languages_are_needed_and_everything_typed_comes_back(desk, staff):
    back = desk(staff.supervisor).post(f"{ROOM}/new", **TYPED | {"body_zh": " ", "name": ""}, team="")
    assert mistakes(back) == {
        "name": "Give it a name by which colleagues find it",
        "body_zh": "Write it in Chinese, too: some customers read nothing else",
    }
    assert html.unescape(back.text).count(TEXTS["body_en"]) == 1


def test_a_slip_in_a_place_is_named(desk, staff):
    back = desk(staff.supervisor).post(f"{ROOM}/new", **TYPED | {"next_step_zh": "{naem}"}, team="")
    assert mistakes(back)["next_step_zh"].startswith("“{naem}” is no place we can fill. There are: {name}, {reference}")


def version(browser, row) -> str:
    return re.search(r'name="version" value="(\d+)"', browser.get(f"{ROOM}/{row.id}").text)[1]


def test_it_is_changed_and_whoever_comes_second_is_told(desk, staff, clock):
    row, browser = reply(clock), desk(staff.supervisor)
    seen = version(browser, row)
    assert browser.post(f"{ROOM}/{row.id}", **TYPED | {"name": "Sent"}, team="", version=seen).status_code == 303
    assert (Canned.get().name, Canned.get().version) == ("Sent", 2)
    back = browser.post(f"{ROOM}/{row.id}", **TYPED | {"name": "Mine"}, team="", version=seen)
    assert back.status_code == 409
    assert "A colleague changed it while you wrote." in words(back)
    assert 'value="Mine"' in back.text
    again = re.search(r'name="version" value="(\d+)"', back.text)[1]
    assert browser.post(f"{ROOM}/{row.id}", **TYPED | {"name": "Mine"}, team="", version=again).status_code == 303
    assert Canned.get().name == "Mine"


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 30, "１"])
def test_no_version_is_an_old_one(desk, staff, clock, odd):
    row = reply(clock)
    assert desk(staff.supervisor).post(f"{ROOM}/{row.id}", **TYPED, team="", version=odd).status_code == 409


def test_it_is_taken_out_of_use_and_stays_in_the_books(desk, staff, clock):
    row, browser = reply(clock), desk(staff.supervisor)
    assert browser.post(f"{ROOM}/{row.id}/retire").status_code == 303
    assert Canned.get().retired_at == clock.now
    assert "There is no canned reply yet" in words(browser.get(ROOM))
    assert browser.get(f"{ROOM}/{row.id}").status_code == 404
    assert Audit.get(Audit.verb == "canned_retired").person == staff.supervisor


def test_what_is_another_teams_is_read_and_not_changed(desk, staff, team, clock):
    other = reply(clock, team=Team.create(name="Deliveries"))
    browser = desk(staff.agent)
    seen = browser.get(ROOM)
    assert "Part sent" in words(seen)
    assert f'href="{ROOM}/{other.id}"' not in seen.text
    assert browser.get(f"{ROOM}/{other.id}").status_code == 403
    assert browser.post(f"{ROOM}/{other.id}", **TYPED, team=str(team.id), version="1").status_code == 403
    assert browser.post(f"{ROOM}/{other.id}/retire").status_code == 403
    assert Canned.get().retired_at is None


def test_an_auditor_reads_them(desk, staff, clock):
    reply(clock, used=3, used_at=clock.now)
    seen = words(desk(staff.auditor).get(ROOM))
    assert "Used 3 times, last Fri 21 Aug, 02:00" in seen
    assert "Write a new one" not in seen


def test_one_reply_and_three_cost_the_same(desk, staff, clock):
    browser = desk(staff.supervisor)
    reply(clock)
    with queries() as for_one:
        browser.get(ROOM)
    reply(clock, team=Team.create(name="Repairs"))
    reply(clock, changed_by=staff.agent, name="Another")
    with queries() as for_three:
        browser.get(ROOM)
    assert len(for_three) == len(for_one)


def test_a_form_sent_twice_makes_one_and_a_name_names_one(desk, staff, clock):
    browser = desk(staff.supervisor)
    assert browser.post(f"{ROOM}/new", **TYPED, team="").status_code == 303
    back = browser.post(f"{ROOM}/new", **TYPED, team="")
    assert back.status_code == 409
    assert mistakes(back)["name"].startswith("There is one of this name already.")
    other = reply(clock, name="Other")
    renamed = browser.post(f"{ROOM}/{other.id}", **TYPED, team="", version="1")
    assert (renamed.status_code, Canned.get_by_id(other.id).name) == (409, "Other")
    browser.post(f"{ROOM}/{Canned.get(Canned.name == 'Part sent').id}/retire")
    assert browser.post(f"{ROOM}/new", **TYPED, team="").status_code == 303


def test_a_form_without_its_version_is_an_old_one(desk, staff, clock):
    row = reply(clock)
    assert desk(staff.supervisor).post(f"{ROOM}/{row.id}", **TYPED, team="").status_code == 409
