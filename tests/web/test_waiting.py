"""The customer's side of waiting: a bar of our time and his, one waiting time contested by itself, what a ruling
changes, cycles apart, a joined case, a message sent twice."""

import re

import pytest

from portal.core.case import Verb
from portal.store.message import Message
from tests.actions.office import Office
from tests.core.moments import at
from tests.web.customer import Customer, words

TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture
def office(app):
    with app.app_context():
        yield Office()


@pytest.fixture
def clock(app, monkeypatch):
    return lambda moment: monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))


@pytest.fixture
def customer(client, office, clock):
    """Asked something from 11 to 15 o'clock, and looking at 17."""
    office.file("Thu 2026-08-20 09:00", name="Li Lei")
    office.respond("Thu 2026-08-20 09:30")
    office.staff("Thu 2026-08-20 11:00", Verb.ASK, body="Which leg?")
    office.customer("Thu 2026-08-20 15:00", Verb.REPLY, "The left one")
    clock("Thu 2026-08-20 17:00")
    return Customer(client, office, clock)


def test_our_time_and_his_are_a_bar_with_its_name_and_the_same_in_words(customer):
    page = customer.open()
    assert 'role="img" aria-label="Our time: 4 hours. Waiting for you: 4 hours."' in page.text
    assert page.text.count('class="ledger-ours" x=') == 2
    shown = words(page)
    assert "Your turn: our question · 4 hours from Thu 20 Aug, 11:00 to Thu 20 Aug, 15:00" in shown
    assert "While we wait, these stand still: Plan, Solution. Everything else runs on." in shown


def test_the_bar_stands_before_the_case_is_opened_too_and_tells_nothing_personal(customer):
    page = customer.look()
    assert "Waiting for you: 4 hours" in words(page)
    assert "Disagree with the waiting time" not in page.text
    assert "Which leg?" not in page.text


def test_nobody_waited_and_there_is_no_bar(client, office, clock):
    office.file("Thu 2026-08-20 09:00")
    clock("Thu 2026-08-20 10:00")
    assert "ledger" not in Customer(client, office, clock).open().text


def test_a_question_that_is_open_waits_still(customer, office, clock):
    office.staff("Thu 2026-08-20 15:30", Verb.ASK, body="And which colour?")
    assert "since Thu 20 Aug, 15:30" in words(customer.open())


def test_one_of_two_waiting_times_is_contested(customer, office):
    office.staff("Thu 2026-08-20 15:30", Verb.ASK, body="And which colour?")
    office.customer("Thu 2026-08-20 16:00", Verb.REPLY, "White")
    page = customer.open()
    assert "from Thu 20 Aug, 15:30 to Thu 20 Aug, 16:00" in words(page)
    second = Message.get(Message.body == "And which colour?")
    shown = words(customer.send("contest", pause=second.id, body="It was in my first message"))
    assert "A supervisor will decide" in shown
    assert "Contested; a supervisor decides" in shown
    assert Message.get(Message.body == "Which leg?").contested_at is None
    assert Message.get(Message.id == second.id).contested_at is not None


@pytest.mark.parametrize("pause", ["999999", "-1", "nonsense", "9" * 40])
def test_a_waiting_time_that_is_none_is_refused_in_a_sentence(customer, pause):
    customer.open()
    back = customer.send("contest", pause=pause, body="My reason")
    assert back.status_code == 409
    assert "There is no waiting time left that you could disagree with." in words(back)
    assert "My reason" in back.text


def test_a_ruling_stands_beside_the_verdict_with_the_moment_it_makes(client, office, clock):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 10:30", Verb.ASK, body="Which leg?")
    office.customer("Tue 2026-08-25 10:30", Verb.REPLY, "The left one")
    office.propose("Thu 2026-08-27 09:00")
    office.customer("Thu 2026-08-27 09:30", Verb.CONTEST, "I had said so")
    office.staff("Thu 2026-08-27 10:00", Verb.RULE, office.supervisor, outcome="struck", body="You had")
    clock("Thu 2026-08-27 11:00")
    shown = words(Customer(client, office, clock).open())
    assert "Kept Ruling: Broken" in shown
    assert "Due Thursday 27 August 2026, 10:00" in shown  # as it was judged
    assert "Without it this was due Wednesday 26 August 2026, 10:00, so it counts as broken." in shown
    assert "A voucher of CNY 50 for your next order, because we missed this: “You get a handling plan" in shown
    assert "Decided · it is struck" in shown
    assert "Struck, so it counts as ours: 26 hours" in shown
    assert "Our promises run on all the same, as a supervisor decided." in shown  # the plan's pause was struck with it


def test_an_extension_says_the_new_date_and_that_the_old_one_is_judged(customer, office):
    office.staff(
        "Thu 2026-08-20 16:00",
        Verb.EXTEND,
        office.supervisor,
        target="plan",
        by_when="Fri 2026-08-28 18:00",
        body="The factory is closed",
    )
    shown = words(customer.open())
    assert "The new date we gave you: Plan." in shown
    assert "We have given a later date, Friday 28 August, 18:00. This one is judged as it stands." in shown


def test_the_second_cycle_stands_apart_from_the_first_whose_verdicts_stand(customer, office, clock):
    office.resolve("Thu 2026-08-20 16:00")
    office.customer("Thu 2026-08-20 16:30", Verb.NOT_SOLVED, "It broke again")
    shown = words(customer.open())
    before, after = shown.split("Before you told us it was not solved")
    assert "Running" in before
    assert "What we promised the first time" in after
    assert "Kept" in after.partition("What was said")[0]
    assert "Waiting for you: 4 hours" in after  # of the first cycle; in the second nobody waited
    assert "Waiting for you" not in before


def test_what_staff_ask_among_themselves_never_reaches_him(customer, office):
    office.staff(
        "Thu 2026-08-20 16:00",
        Verb.MORE_TIME,
        target="plan",
        by_when="Fri 2026-08-28 18:00",
        body="Between us",
    )
    page = customer.open()
    assert "Between us" not in page.text
    assert "More time was asked for" not in page.text
    assert "Between us" not in customer.client.get(f"{customer.link}/record.json").text


def test_a_joined_case_shows_what_was_answered_since_and_takes_his_words(customer, office):
    joined = office.id
    office.file("Thu 2026-08-20 15:10", email="han@example.com", body="My leg broke as well")
    main, office.id = office.id, joined
    office.staff("Thu 2026-08-20 15:30", Verb.MERGE, other=type(office.case).get_by_id(main))
    office.id = main
    office.respond("Thu 2026-08-20 16:00", by_when="Fri 2026-08-21 12:00")
    office.id = joined
    shown = words(customer.open())
    assert "It was joined with another case about the same matter, and goes on with it." in shown
    after = shown.partition("Answers since your case was joined with another one")[2]
    assert "We have read it" in after
    assert "My leg broke as well" not in shown
    assert "Your message has arrived." in words(customer.send("reply", meaning="more", body="Mine is the left one"))
    assert office.said()[-1] == "more"


def test_a_message_sent_twice_is_one_and_other_words_are_not_lost(customer, office):
    ticket = TICKET.search(customer.open().text)[1]
    for _ in range(2):
        assert "Your message has arrived." in words(customer.send("reply", body="It is the left one", ticket=ticket))
    assert office.said().count("reply") == 2  # one of them from before
    customer.send("reply", body="No, the right one", ticket=ticket)
    assert office.said().count("reply") == 3


def test_not_solved_sent_twice_opens_one_cycle_and_frightens_nobody(customer, office):
    office.resolve("Thu 2026-08-20 16:00")
    page = customer.open().text
    ticket = TICKET.search(page[page.index("/not-solved") :])[1]
    for _ in range(2):
        shown = words(customer.send("not-solved", body="It broke again", ticket=ticket))
        assert "We are sorry. The case is open again, with new promises." in shown
    assert office.case.cycle == 2
