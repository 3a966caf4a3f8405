"""Reviews: the lot, the sheet, the handler's word, the result."""

from datetime import timedelta

import pytest

from portal.actions import reviewing
from portal.core import review as core
from portal.core.case import Verb
from portal.store import review as reviews
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.person import Person
from portal.store.review import Draw, Review
from tests.core.moments import at

MONDAY = "Mon 2026-08-31 10:00"
GOOD = {"understood": "yes", "true-and-clear": "yes", "respect": "yes", "next-step": "none", "agreed": "yes"}
FAULTY = GOOD | {"respect": "no"}


def close(office, number: int = 1, moment: str = "Fri 2026-08-28 09:00", **typed) -> list[Case]:
    """So many praises that Chen answered and that are closed."""
    done = []
    for _ in range(number):
        office.file(moment, kind="praise", **typed)
        office.staff(moment, Verb.TAKE)
        office.resolve(moment, "answered")
        office.staff(moment, Verb.CLOSE)
        done.append(office.case)
    return done


@pytest.fixture
def drawn(office) -> Review:
    close(office)
    return reviewing.draw(at(MONDAY))[0]


@pytest.fixture
def review(drawn) -> Review:
    """As a page reads it."""
    return anew(drawn)


def anew(review: Review) -> Review:
    admin = Person.get_or_none(Person.role == "admin") or Person.create(
        email="qian@example.com", name="Qian", public_name="Qian", role="admin", password="-"
    )
    return reviews.seen_by(admin, review.id)


def test_as_many_as_the_guarantee_says_are_drawn_once_a_day(office):
    close(office, 5)
    assert len(reviewing.draw(at(MONDAY))) == 2
    assert reviewing.draw(at("Mon 2026-08-31 17:00")) == []
    assert Review.select().count() == 2


def test_anybody_can_draw_the_same_lot_again(office):
    references = [case.reference for case in close(office, 5)]
    made = [row.case.reference for row in reviewing.draw(at(MONDAY))]
    draw = Draw.get()
    assert core.drawn(draw.seed, references, 2) == made
    assert draw.candidates == 5


@pytest.mark.parametrize("day", ["Sun 2026-08-30 10:00", "Sat 2026-08-29 10:00", "Thu 2026-10-01 10:00"])
def test_nothing_is_drawn_on_a_day_off(office, day):
    close(office)
    assert reviewing.draw(at(day)) == []
    assert Draw.select().count() == 0


def test_each_day_draws_from_what_was_closed_since_the_last_one(office):
    close(office)
    assert len(reviewing.draw(at(MONDAY))) == 1
    assert reviewing.draw(at("Tue 2026-09-01 10:00")) == []
    close(office, moment="Tue 2026-09-01 11:00")
    assert len(reviewing.draw(at("Wed 2026-09-02 10:00"))) == 1


def test_what_was_no_case_or_was_nobodys_is_not_drawn(office):
    office.file("Fri 2026-08-28 09:00", kind="praise")
    office.staff("Fri 2026-08-28 09:00", Verb.TAKE)
    office.staff("Fri 2026-08-28 09:00", Verb.DISMISS, outcome="spam")
    office.file("Fri 2026-08-28 09:00", kind="praise")
    office.resolve("Fri 2026-08-28 10:00", "answered")
    office.staff("Fri 2026-08-28 10:00", Verb.CLOSE)
    assert reviewing.draw(at(MONDAY)) == []


def test_a_complaint_about_one_of_us_is_not_drawn(office):
    office.file("Fri 2026-08-28 09:00", about_staff="Zhao")
    office.staff("Fri 2026-08-28 09:00", Verb.TAKE, office.supervisor)
    office.staff("Fri 2026-08-28 09:00", Verb.RESOLVE, office.supervisor, body="We spoke", outcome="declined")
    office.staff("Fri 2026-08-28 09:00", Verb.CLOSE, office.supervisor)
    assert reviewing.draw(at(MONDAY)) == []


def test_a_sheet_without_a_fault_ends_the_review(office, review):
    reviewing.fill_in(review, GOOD, "Well done", office.supervisor, at(MONDAY))
    done = anew(review)
    assert (done.stage, done.result, done.sheet) == ("closed", "good", GOOD)
    assert [row.kind for row in Letter.select() if row.recipient == "chen@example.com"][-1] == "reviewed"


def test_a_fault_waits_for_the_handlers_word_and_then_for_the_result(office, review):
    reviewing.fill_in(review, FAULTY, "The tone", office.supervisor, at(MONDAY))
    assert anew(review).stage == "scored"
    with pytest.raises(reviewing.NotPossible, match="too_early"):
        reviewing.finish(anew(review), "advice", "", office.supervisor, at(MONDAY))
    reviewing.explain(anew(review), "I was in a hurry", office.agent, at(MONDAY))
    reviewing.finish(anew(review), "advice", "Read it aloud first", office.supervisor, at(MONDAY))
    done = anew(review)
    assert (done.stage, done.result, done.explanation) == ("closed", "advice", "I was in a hurry")


def test_a_handler_who_says_nothing_is_waited_for_three_days(office, review):
    reviewing.fill_in(review, FAULTY, "", office.supervisor, at(MONDAY))
    later = at(MONDAY) + timedelta(days=3)
    reviewing.finish(anew(review), "serious", "", office.supervisor, later)
    with pytest.raises(reviewing.NotPossible, match="moved_on"):
        reviewing.explain(anew(review), "too late", office.agent, later)


@pytest.mark.parametrize("who", ["the handler", "one who wrote in it"])
def test_nobody_reviews_his_own_work(office, review, who):
    person = office.agent
    if who != "the handler":
        Review.update(handler=office.colleague).where(Review.id == review.id).execute()
    with pytest.raises(reviewing.NotPossible, match="own_work"):
        reviewing.fill_in(anew(review), GOOD, "", person, at(MONDAY))


def test_only_the_handler_explains(office, review):
    reviewing.fill_in(review, FAULTY, "", office.supervisor, at(MONDAY))
    with pytest.raises(reviewing.NotPossible, match="not_yours"):
        reviewing.explain(anew(review), "words", office.colleague, at(MONDAY))


def test_the_second_of_two_reviewers_is_told(office, review):
    reviewing.fill_in(review, GOOD, "mine", office.supervisor, at(MONDAY))
    with pytest.raises(reviewing.NotPossible, match="moved_on"):
        reviewing.fill_in(review, FAULTY, "no, mine", office.colleague, at(MONDAY))
    assert anew(review).words == "mine"


def test_what_was_written_of_an_erased_case_goes_with_it(office, review):
    reviewing.fill_in(review, FAULTY, "he broke the table", office.supervisor, at(MONDAY))
    office.customer(MONDAY, Verb.ERASE)
    assert (anew(review).words, anew(review).sheet) == ("", FAULTY)
