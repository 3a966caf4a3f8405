"""Incidents: many cases with one cause. Nothing about a case is decided by what it belongs to."""

import pytest

from portal.actions import incidents
from portal.actions.incidents import NotPossible
from portal.actions.moves import Overtaken
from portal.core.case import Verb
from portal.store import incident as store
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.incident import Incident
from tests.core.moments import at

BEGAN, NOW, LATER = at("Fri 2026-08-21 08:00"), at("Fri 2026-08-21 10:00"), at("Fri 2026-08-21 11:00")
BOTH = {
    "title_en": "Payments fail",
    "title_zh": "支付失败",
    "text_en": "Cards are refused. We work on it.",
    "text_zh": "刷卡会被拒绝，我们正在处理。",
}
TICKET = "f" * 32
ENGLISH = BOTH | {"title_zh": "", "text_zh": ""}


@pytest.fixture
def incident(office) -> Incident:
    return incidents.begin(BOTH, BEGAN, office.agent, NOW)


def now_of(incident: Incident) -> Incident:
    return store.by_id(incident.id)


def audited() -> list[tuple]:
    """What was done here since the office opened."""
    return [(row.verb, row.detail) for row in Audit.select().where(Audit.verb != "publish").order_by(Audit.id)]


def test_an_incident_begins_unseen(office, incident):
    assert store.going_on() == [incident]
    assert (store.shown(), store.over()) == ([], [])
    assert audited() == [("incident_begun", f"incident {incident.id}")]


def test_the_same_form_sent_twice_begins_one(office):
    first, again = (incidents.begin(BOTH, BEGAN, office.agent, moment, TICKET) for moment in (NOW, LATER))
    assert (first, len(audited())) == (again, 1)
    assert incidents.begin(BOTH, BEGAN, office.agent, LATER, "e" * 32) != first


def test_two_of_one_form_in_one_instant_begin_one(office):
    """Neither has read that the other is there."""
    both = [Incident(person=office.agent, at=NOW, began_at=BEGAN, ticket=TICKET, **BOTH) for _ in range(2)]
    assert [incidents._begin(one).id for one in both] == [both[0].id] * 2
    assert len(audited()) == 1


@pytest.mark.parametrize(("words", "began"), [(ENGLISH, BEGAN), (BOTH, NOW)])
def test_other_words_under_the_same_ticket_begin_nothing_unasked(office, words, began):
    incidents.begin(BOTH, BEGAN, office.agent, NOW, TICKET)
    with pytest.raises(NotPossible, match="sent_before"):
        incidents.begin(words, began, office.agent, LATER, TICKET)
    assert Incident.select().count() == 1


def test_it_is_shown_hidden_and_over(office, incident):
    incidents.show(incident, 0, office.supervisor, NOW)
    assert [one.shown_at for one in store.shown()] == [NOW]
    incidents.hide(now_of(incident), 1, office.supervisor, NOW)
    assert store.shown() == []
    incidents.show(now_of(incident), 2, office.supervisor, NOW)
    incidents.end(now_of(incident), 3, office.supervisor, LATER)
    assert (store.shown(), store.going_on(), store.over()) == ([], [], [incident])
    verbs = [verb for verb, _detail in audited()]
    assert verbs == ["incident_begun", "banner_shown", "banner_hidden", "banner_shown", "incident_over"]


def test_what_is_over_stays_over(office, incident):
    incidents.end(incident, 0, office.supervisor, LATER)
    for step in (incidents.show, incidents.end):
        with pytest.raises(NotPossible, match="over"):
            step(now_of(incident), 1, office.supervisor, LATER)


@pytest.mark.parametrize("missing", list(BOTH))
def test_the_public_reads_it_in_both_languages_or_not_at_all(office, missing):
    incident = incidents.begin(BOTH | {missing: ""}, BEGAN, office.agent, NOW)
    with pytest.raises(NotPossible, match="both_languages"):
        incidents.show(incident, 0, office.supervisor, NOW)
    assert store.shown() == []


def test_words_the_public_reads_are_changed_by_those_who_may_show_them(office, incident):
    incidents.change(incident, 0, BOTH | {"text_en": "Cards work again."}, BEGAN, office.agent, NOW)
    incidents.show(now_of(incident), 1, office.supervisor, NOW)
    with pytest.raises(NotPossible, match="public"):
        incidents.change(now_of(incident), 2, BOTH, BEGAN, office.agent, LATER)
    with pytest.raises(NotPossible, match="both_languages"):
        incidents.change(now_of(incident), 2, ENGLISH, BEGAN, office.supervisor, LATER)
    incidents.change(now_of(incident), 2, BOTH | {"text_en": "All is well."}, BEGAN, office.supervisor, LATER)
    assert store.shown()[0].text_en == "All is well."


def test_of_two_people_the_second_is_told(office, incident):
    incidents.change(incident, 0, BOTH | {"title_en": "First"}, BEGAN, office.agent, NOW)
    with pytest.raises(Overtaken):
        incidents.change(incident, 0, BOTH | {"title_en": "Second"}, BEGAN, office.colleague, NOW)
    for step in (incidents.show, incidents.hide, incidents.end):
        with pytest.raises(Overtaken):
            step(incident, 0, office.supervisor, NOW)
    assert now_of(incident).title_en == "First"
    assert len(audited()) == 2


# --- its cases


def test_a_linked_case_keeps_its_clocks_its_turn_and_its_quiet(office, incident):
    case = office.file("Fri 2026-08-21 09:00")
    before = office.rounds(), case.state, case.due_at, case.wake_at, office.letters()
    assert incidents.link(incident, [case], office.agent, NOW) == {}
    assert (office.case.incident, office.history()) == (incident, ["file", "link"])
    assert (office.rounds(), office.case.state, office.case.due_at, office.case.wake_at, office.letters()) == before
    assert incidents.unlink(incident, [office.case], office.agent, NOW) == {}
    assert (office.case.incident, office.history()) == (None, ["file", "link", "unlink"])
    assert [row.detail for row in office.case.events] == [office.case.events[0].detail, *2 * [str(incident.id)]]
    assert audited()[-2:] == [("link", f"incident {incident.id}"), ("unlink", f"incident {incident.id}")]


def test_a_case_of_any_state_can_be_linked(office, incident):
    office.file("Fri 2026-08-21 09:00")
    office.resolve("Fri 2026-08-21 09:30")
    office.customer("Fri 2026-08-21 09:40", Verb.CONFIRM)
    assert incidents.link(incident, [office.case], office.agent, NOW) == {}
    assert office.case.state == "closed"


def test_what_cannot_be_linked_stops_nothing_else(office, incident):
    other = incidents.begin(ENGLISH, BEGAN, office.agent, NOW)
    mine, joined, good = (office.file("Fri 2026-08-21 09:00") for _ in range(3))
    incidents.link(other, [mine], office.agent, NOW)
    office.id = joined.id
    office.staff("Fri 2026-08-21 09:10", Verb.MERGE, other=Case.get_by_id(mine.id))
    found = [Case.get_by_id(each.id) for each in (mine, joined, good)]
    assert incidents.link(incident, found, office.agent, NOW) == {
        mine.reference: "linked_already",
        joined.reference: "goes_on_elsewhere",
    }
    assert Case.get_by_id(good.id).incident == incident
    assert incidents.unlink(incident, [Case.get_by_id(mine.id)], office.agent, NOW) == {mine.reference: "not_linked"}


def test_a_customer_who_writes_in_the_same_instant_does_not_stop_it(office, incident):
    seen = office.file("Fri 2026-08-21 09:00")
    office.customer("Fri 2026-08-21 09:30", Verb.REPLY, "And the drawer sticks")
    assert incidents.link(incident, [seen], office.agent, NOW) == {}
    assert office.history() == ["file", "reply", "link"]


def test_the_end_of_an_incident_closes_no_case(office, incident):
    incidents.link(incident, [office.file("Fri 2026-08-21 09:00")], office.agent, NOW)
    incidents.end(incident, 0, office.supervisor, LATER)
    assert (office.case.incident, office.case.state, office.history()) == (incident, "received", ["file", "link"])


def test_an_erased_case_keeps_what_it_belonged_to_and_takes_nothing_new(office, incident):
    office.file("Fri 2026-08-21 09:00")
    office.customer("Fri 2026-08-21 09:30", Verb.WITHDRAW)
    incidents.link(incident, [office.case], office.agent, NOW)
    office.customer("Fri 2026-08-21 10:30", Verb.ERASE)
    assert office.case.incident == incident
    assert incidents.unlink(incident, [office.case], office.agent, LATER) == {office.case.reference: "erased"}
