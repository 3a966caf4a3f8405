"""The open questionnaire: whoever scans the code on a paper says what he thinks, without a name or with a case."""

import re

import pytest

from portal.store.case import Case
from portal.store.message import Message
from portal.store.survey import Answer
from tests import demo_guarantee
from tests.web.customer import at, words
from tests.web.desk import faults

TICKET = re.compile(r'name="ticket" value="([^"]+)"')
PLACE = "/feedback/our-service"


@pytest.fixture
def clock(app, monkeypatch):
    def turn(moment: str) -> None:
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))

    turn("Tue 2026-08-25 10:00")
    with app.app_context():
        demo_guarantee.publish(at("Thu 2026-01-01 09:00"))
    return turn


@pytest.fixture
def ticket(client, clock) -> str:
    return TICKET.search(client.get(PLACE).text)[1]


def send(client, ticket: str, follow: bool = True, **said):
    return client.post(PLACE, data={"ticket": ticket} | said, follow_redirects=follow)


def answers() -> list[tuple]:
    return [(row.case_id, row.solved, row.score, row.words) for row in Answer.select().order_by(Answer.id)]


def test_the_page_asks_and_has_a_code_for_paper(client, clock):
    page = client.get(PLACE)
    assert "How was our service?" in words(page)
    assert "http://localhost/feedback/our-service" in words(page)
    assert 'src="data:image/svg+xml' in page.text


@pytest.mark.parametrize("slug", ["after-closing", "nowhere", "..", "our-service.toml"])
def test_only_open_questionnaires_are_open(client, clock, slug):
    assert client.get(f"/feedback/{slug}").status_code == 404


def test_an_answer_without_a_name_is_no_case(client, ticket):
    answer = send(client, ticket, score="4", solved="yes", words="Friendly")
    assert "without a name" in words(answer)
    assert answers() == [(None, "yes", 4, "Friendly")]
    assert Case.select().count() == 0


def test_a_low_score_without_a_name_is_no_case_either(client, ticket):
    send(client, ticket, score="1", words="Dirty")
    assert (len(answers()), Case.select().count()) == (1, 0)


def test_whoever_asks_to_hear_from_us_has_a_case_with_promises(client, ticket):
    answer = send(client, ticket, score="2", words="The counter was closed", contact="y", email="li@example.com")
    case = Case.get()
    assert (case.kind, case.subject, case.email) == ("feedback", "How was our service? 2 of 5", "li@example.com")
    assert "The counter was closed" in words(answer)
    assert answers() == [(None, None, 2, "")]
    assert case.due_at is not None


NEEDED = [
    ({}, "score", "Choose a score from 1 to 5."),
    ({"score": "2", "contact": "y", "words": "Late"}, "email", "Enter your e-mail address or a phone number"),
    ({"score": "2", "contact": "y", "email": "li@example.com"}, "words", "Write what we should get back to you about."),
    ({"score": "2", "email": "li@"}, "email", "Check the e-mail address"),
]


@pytest.mark.parametrize(("said", "field", "sentence"), NEEDED)
def test_what_is_missing_is_said_and_nothing_is_kept(client, ticket, said, field, sentence):
    answer = send(client, ticket, **said)
    assert answer.status_code == 422
    assert sentence in faults(answer)[field]
    assert (answers(), Case.select().count()) == ([], 0)


@pytest.mark.parametrize("contact", [{}, {"contact": "y", "email": "li@example.com"}])
def test_one_ticket_counts_once(client, ticket, contact):
    for _ in range(3):
        send(client, ticket, score="2", words="Late", **contact)
    assert (len(answers()), Case.select().count()) == (1, len(contact) // 2)


@pytest.mark.parametrize("first", [{}, {"contact": "y", "email": "li@example.com"}])
@pytest.mark.parametrize("then", [{}, {"contact": "y", "email": "li@example.com"}])
def test_other_words_with_the_same_ticket_come_back_with_a_new_one(client, ticket, first, then):
    send(client, ticket, score="2", words="Late", **first)
    answer = send(client, ticket, score="3", words="Later", **then)
    assert "You have sent this page already" in words(answer)
    assert "Later" in answer.text
    send(client, TICKET.search(answer.text)[1], score="3", words="Later", **then)
    assert len(answers()) == 2


def test_a_page_left_open_for_days_loses_nothing(client, ticket, clock):
    clock("Thu 2026-08-27 10:00")
    answer = send(client, ticket, score="5", words="Good")
    assert "had been open for more than a day" in words(answer)
    send(client, TICKET.search(answer.text)[1], score="5", words="Good")
    assert len(answers()) == 1


@pytest.mark.parametrize("ticket", ["", "x", "WzEsMl0.x"])
def test_a_strange_ticket_is_asked_about(client, clock, ticket):
    assert "Please send it once more" in words(send(client, ticket, score="5"))
    assert answers() == []


def test_a_robot_is_asked_whether_it_is_one(client, ticket):
    answer = send(client, ticket, score="5", website="https://spam.test/")
    assert "Are you a person?" in words(answer)
    assert answers() == []
    send(client, ticket, score="5", website="https://spam.test/", person="y")
    assert len(answers()) == 1


@pytest.mark.attacks
def test_reading_changes_nothing(client, clock):
    for _ in range(50):
        client.get(PLACE)
        client.head(PLACE)
        client.post(PLACE)
    assert (answers(), Message.select().count()) == ([], 0)
