"""What a customer says by word of mouth whom nobody can write to: entered by a colleague, and the customer's own."""

import pytest

from portal.actions import handling
from portal.core.case import Refused, Verb
from portal.store.audit import Audit
from portal.store.event import Event
from portal.store.message import Message
from tests.core.moments import at
from tests.web.staff.cases.page import NOW, Page, mistakes, words

ASKED = "Thu 2026-08-20 10:05"


@pytest.fixture
def waits(office, desk, clock) -> Page:
    """A customer with a telephone only has a plan before him; Chen is at the case."""
    case = office.file("Thu 2026-08-20 10:00", email="", phone="13800138000")
    office.propose(ASKED)
    clock.at(NOW)
    return Page(desk(office.agent), case)


def relay(page: Page, said: str, body: str = "He says so on the phone"):
    return page.do("relay", said=said, body=body)


def test_he_agrees_and_it_can_be_solved(waits, office):
    assert relay(waits, "accept").status_code == 303
    assert (office.case.state, Message.get(Message.type == "plan").answer) == ("in_progress", "accepted")
    office.resolve("Thu 2026-08-20 12:00", "solved")
    assert office.case.outcome == "solved"


def test_he_does_not_agree_and_why_is_kept(waits, office):
    relay(waits, "decline", "Too slow for him")
    assert Message.get(Message.type == "declined").body == "Too slow for him"
    assert office.rounds("plan")[-1][2] == "decline"


def test_words_for_which_there_is_no_room_are_a_note(waits):
    relay(waits, "accept", "Fine, but in the morning")
    assert Message.get(Message.type == "note").body == "Fine, but in the morning"


def test_it_is_his_and_whoever_wrote_it_down_stands_beside_it(waits, office):
    relay(waits, "reply", "Which leg do you mean?")
    line = Event.select().order_by(Event.id.desc()).get()
    assert (line.who, line.person, Audit.get(Audit.verb == "reply").person) == ("customer", office.agent, office.agent)
    assert "Customer, written down by Chen" in words(waits.look())


def test_what_is_not_solved_is_open_again(waits, office, clock):
    relay(waits, "accept")
    office.resolve("Thu 2026-08-20 10:40", "solved")
    clock.at("Thu 2026-08-20 10:45")
    relay(waits, "not_solved", "It wobbles")
    assert (office.case.state, office.case.cycle) == ("in_progress", 2)


@pytest.mark.parametrize(("typed", "said"), [
    ({"said": "", "body": "x"}, {"said": "Choose what the customer said."}),
    ({"said": "accept", "body": " "}, {"body": "Write down what the customer said."}),
    ({"said": "resolve", "body": "x"}, {"said": "Choose what the customer said."}),
])  # fmt: skip
def test_what_is_missing_is_named_and_nothing_happens(waits, office, typed, said):
    back = relay(waits, **typed)
    assert back.status_code == 422
    assert mistakes(back) == {f"relay-{name}": sentence for name, sentence in said.items()}
    assert office.case.state == "waiting"


def test_who_has_an_address_says_it_himself(office, desk, clock):
    case = office.file("Thu 2026-08-20 10:00")
    office.propose(ASKED)
    clock.at(NOW)
    page = Page(desk(office.agent), case)
    assert "Enter what the customer told you" not in words(page.look())
    assert relay(page, "accept").status_code == 422
    with pytest.raises(Refused, match="says_it_himself"):
        handling.relay(office.case, Verb.ACCEPT, office.agent, at(NOW), "x")


def test_an_auditor_enters_nothing(waits, office, desk):
    assert relay(Page(desk(office.auditor), office.case), "accept").status_code == 403
