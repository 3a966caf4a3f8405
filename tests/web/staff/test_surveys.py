"""What customers say of us, for staff: figures they did not type, and the latest answers one may see."""

import re

import pytest

from portal.actions import customer, surveying
from portal.core.case import Given, Verb
from portal.core.survey import Filled
from portal.store import pulse, survey
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.survey import AFTER_CLOSING, Answer
from tests.core.moments import at
from tests.web.customer import words
from tests.web.staff.test_queue import queries

AFTER = survey.questionnaire(AFTER_CLOSING)


@pytest.fixture(autouse=True)
def today(clock):
    clock.at("Fri 2026-08-28 10:00")
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


def closed(office, **typed) -> Case:
    office.file("Thu 2026-08-20 10:00", **typed)
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    office.respond("Thu 2026-08-20 10:30")
    office.resolve("Thu 2026-08-20 11:00")
    return office.customer("Mon 2026-08-24 10:00", Verb.CONFIRM)


@pytest.fixture
def answered(app, office):
    """`answered(score, …)`: one case, closed and answered about."""

    def answer(score: int, typed: dict | None = None, **said) -> Case:
        case = closed(office, **(typed or {}))
        with app.app_context():
            given = Given(filled=Filled(AFTER, score=score, **said))
            return customer.act(case, Verb.ANSWER, at("Tue 2026-08-25 10:00"), given)

    return answer


def page(desk, person):
    return desk(person).get("/staff/surveys")


def test_where_nobody_answered_the_page_says_when_one_is_asked(desk, office):
    assert "Nobody has answered yet" in words(page(desk, office.agent))


def test_the_figures_are_those_of_the_answers(desk, office, answered):
    answered(5, kept_word=True, solved="yes")
    answered(4, kept_word=True, solved="yes")
    answered(2, kept_word=False, solved="no")
    closed(office)
    shown = words(page(desk, office.agent))
    for figure in (
        "Answered, of those asked by letter 75% (n = 4)",
        "Average score 3.67 of 5 (n = 3)",
        "Content (CSAT: 4 or 5) 67% (n = 3)",
        "Net promoters (NPS: 5 less 1 to 3) +0 (n = 3)",
        "Solved, as they say 67% (n = 3)",
        "Word kept, as they say 67% (n = 3)",
    ):
        assert figure in shown


def test_their_word_stands_beside_our_record(desk, office, answered):
    answered(1, kept_word=False)
    case = answered(5, kept_word=True)
    Deadline.update(verdict="broken").where(Deadline.case == case, Deadline.target == "response").execute()
    shown = words(page(desk, office.agent))
    assert "We say: every promise kept 0 1" in shown
    assert "We say: a promise broken 1 0" in shown


def test_a_ruling_counts_in_our_record(desk, office, answered):
    case = answered(5, kept_word=True)
    Deadline.update(verdict="broken", ruling="kept").where(
        Deadline.case == case, Deadline.target == "response"
    ).execute()
    assert "We say: every promise kept 1 0" in words(page(desk, office.agent))


def test_what_is_older_than_ninety_days_is_not_counted(desk, office, answered, clock):
    answered(5)
    clock.at("Mon 2026-11-23 10:00")
    pulse.beat("watch", clock.now)
    assert "Nobody has answered in this time." in words(page(desk, office.agent))


def test_an_answer_without_a_name_is_told_as_such(app, desk, office):
    with app.app_context():
        said = Filled(survey.questionnaire("our-service"), score=1, words="Dirty")
        surveying.keep(said, "ab" * 16, at("Tue 2026-08-25 10:00"))
    shown = words(page(desk, office.agent))
    assert "1 of 5 Without a name" in shown
    assert "Dirty" in shown


def test_a_sealed_case_is_not_among_the_latest_of_an_agent(desk, office, answered):
    case = answered(1, typed={"about_staff": "Zhao"}, words="Rude")
    assert case.reference in page(desk, office.supervisor).text
    hidden = page(desk, office.agent)
    assert case.reference not in hidden.text
    assert "Rude" not in hidden.text


def test_a_low_score_stands_in_the_queue_and_on_the_case(desk, office, answered):
    case = answered(2, kept_word=False, words="You never called back")
    office.staff("Tue 2026-08-25 11:00", Verb.NOTE, body="Will call")
    queue = words(desk(office.agent).get("/staff/queue"))
    assert case.reference in queue
    assert "Low score" in queue
    shown = words(desk(office.agent).get(f"/staff/cases/{case.reference}"))
    for said in (
        "What the customer said afterwards 2 of 5",
        "No, we did not keep our word",
        "You never called back",
        "Our record: every promise kept",
        "The customer told us how we did: 2 of 5.",
        "Because of a low score",
    ):
        assert said in shown


def test_once_somebody_asked_why_the_queue_says_no_more_of_it(desk, office, answered):
    case = answered(2)
    office.file("Thu 2026-08-27 10:00", kind="enquiry")
    Deadline.update(verdict="kept", met_at=case.closed_at).where(
        Deadline.case == case, Deadline.because == "score"
    ).execute()
    assert "Low score" not in words(desk(office.agent).get("/staff/queue"))


def test_nothing_on_the_page_can_be_typed(desk, office, answered):
    answered(2)
    main = re.search(r"<main.*</main>", page(desk, office.admin).text, re.S)[0]
    assert not re.search(r"<(form|input|textarea|select)", main)


def test_the_page_costs_as_much_for_many_answers_as_for_one(desk, office, answered):
    browser = desk(office.agent)

    def reads() -> int:
        with queries() as sent:
            browser.get("/staff/surveys")
        return sum(sql.lower().startswith("select") for sql in sent)

    answered(1)
    assert reads() == 8
    for score in (1, 2, 3, 4, 5):
        answered(score)
    assert reads() == 8
    assert Answer.select().count() == 6


def test_the_scores_stand_month_by_month_as_a_picture_and_in_words(desk, office, answered):
    answered(5)
    after_closing = Answer.get().survey
    july = {"survey": after_closing, "cycle": 1, "at": at("Mon 2026-07-06 10:00")}
    Answer.insert_many([july | {"score": 2 + number % 3} for number in range(12)]).execute()
    seen = page(desk, office.admin)
    assert seen.text.count('class="picture-dot"') == 1
    assert "July 2026 3.00 of 5 from 12 answers." in words(seen)
    assert "August 2026 1 answer: too few to say." in words(seen)
