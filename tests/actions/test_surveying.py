"""After closing: the customer is asked once a cycle, answers once, and a low score is followed up."""

from dataclasses import replace

import pytest

from portal.actions import customer, intake, surveying
from portal.actions.intake import Filing
from portal.core.case import Given, Refused, Verb
from portal.core.survey import Filled
from portal.store import survey
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.survey import AFTER_CLOSING, Answer, Survey
from tests.actions.office import Office
from tests.core.moments import at

AFTER = survey.questionnaire(AFTER_CLOSING)
OPEN = survey.questionnaire("our-service")


def closed(office: Office, kind: str = "complaint", outcome: str = "solved") -> None:
    """Filed on a Thursday, answered in time, and closed by the customer on the Monday after."""
    office.file("Thu 2026-08-20 10:00", kind=kind)
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    office.respond("Thu 2026-08-20 10:30")
    office.resolve("Thu 2026-08-20 11:00", outcome)
    office.customer("Mon 2026-08-24 10:00", Verb.CONFIRM)


def answer(office: Office, moment: str, score: int = 5, **said) -> Case:
    return customer.act(office.case, Verb.ANSWER, at(moment), Given(filled=Filled(AFTER, score=score, **said)))


def answers() -> list[tuple]:
    rows = Answer.select().order_by(Answer.id)
    return [(row.cycle, row.solved, row.kept_word, row.score, row.words) for row in rows]


def refused(office: Office, moment: str = "Tue 2026-08-25 10:00") -> str:
    with pytest.raises(Refused) as caught:
        answer(office, moment)
    return caught.value.code


def test_closing_a_case_asks_how_we_did_in_a_letter_of_its_own(office):
    closed(office)
    assert office.letters()[-2:] == ["closed", "survey"]


def test_a_case_that_closes_by_itself_asks_too(office):
    office.file("Thu 2026-08-20 10:00")
    office.resolve("Thu 2026-08-20 10:30")
    office.watch("Thu 2026-08-27 11:00")
    assert office.letters()[-2:] == ["closed", "survey"]


@pytest.mark.parametrize(("kind", "outcome"), [("praise", "answered")])
def test_praise_asks_for_no_praise(office, kind, outcome):
    closed(office, kind, outcome)
    assert "survey" not in office.letters()
    assert refused(office) == "not_asked"


def test_whoever_withdrew_is_not_asked(office):
    office.file("Thu 2026-08-20 10:00")
    office.customer("Thu 2026-08-20 10:10", Verb.WITHDRAW)
    assert "survey" not in office.letters()
    assert refused(office) == "not_asked"


def test_an_answer_is_kept_as_it_was_said_and_the_case_stays_closed(office):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", 4, solved="yes", kept_word=True, words="Quick and kind")
    assert answers() == [(1, "yes", True, 4, "Quick and kind")]
    assert (office.case.state, office.history()[-1]) == ("closed", "answer")
    assert [row.because for row in Case.get_by_id(office.id).deadlines if row.target == "follow_up"] == ["promise"]


def test_one_answer_a_cycle(office):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", 1, words="First")
    assert refused(office, "Tue 2026-08-25 10:01") == "already_answered"
    assert [row[4] for row in answers()] == ["First"]


def test_an_open_case_is_not_asked_about(office):
    office.file("Thu 2026-08-20 10:00")
    assert refused(office, "Thu 2026-08-20 11:00") == "wrong_state"


@pytest.mark.parametrize("score", [1, 2])
def test_a_low_score_is_followed_up_with_a_deadline_of_its_own(office, score):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", score)
    assert office.rounds("follow_up") == [
        ("follow_up", 1, "promise", "Thu 2026-08-27 18:00", None),
        ("follow_up", 2, "score", "Fri 2026-08-28 18:00", None),
    ]
    assert office.case.state == "closed"
    assert office.case.due_at == at("Thu 2026-08-27 18:00")
    assert office.letters("chen@example.com")[-1] == "low_score"


def test_three_is_no_low_score(office):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", 3)
    assert len(office.rounds("follow_up")) == 1
    assert "low_score" not in office.letters("chen@example.com")


def test_one_call_meets_both_rounds(office):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", 2)
    office.staff("Wed 2026-08-26 10:00", Verb.LOG, target="follow_up", at=at("Wed 2026-08-26 09:30"))
    assert [verdict for *_, verdict in office.rounds("follow_up")] == ["kept", "kept"]
    assert office.case.due_at is None


def test_a_follow_up_nobody_makes_is_a_broken_promise(office):
    closed(office)
    office.staff("Tue 2026-08-25 09:00", Verb.LOG, target="follow_up", at=at("Tue 2026-08-25 09:00"))
    answer(office, "Tue 2026-08-25 10:00", 2)
    office.watch("Sat 2026-08-29 10:00")
    assert ("follow_up", 2, "broken") in office.verdicts()
    assert office.rounds("follow_up")[-1][2] == "missed"


def test_a_question_is_followed_up_as_the_version_promises_it_for_complaints(office):
    closed(office, "enquiry", "answered")
    assert office.rounds("follow_up") == []
    answer(office, "Tue 2026-08-25 10:00", 1)
    assert office.rounds("follow_up") == [("follow_up", 1, "score", "Fri 2026-08-28 18:00", None)]


def test_without_a_guarantee_somebody_is_told_all_the_same(office):
    closed(office)
    Case.update(guarantee=None).where(Case.id == office.id).execute()
    answer(office, "Tue 2026-08-25 10:00", 1)
    assert len(office.rounds("follow_up")) == 1
    assert office.letters("chen@example.com")[-1] == "low_score"


def test_a_case_nobody_owns_alerts_everyone_who_may_act_on_it(office):
    office.file("Thu 2026-08-20 10:00")
    office.resolve("Thu 2026-08-20 11:00")
    office.customer("Mon 2026-08-24 10:00", Verb.CONFIRM)
    answer(office, "Tue 2026-08-25 10:00", 2)
    told = Letter.select(Letter.recipient).where(Letter.kind == "low_score").tuples()
    assert {who for (who,) in told} == {"chen@example.com", "zhao@example.com", "wang@example.com"}


def test_a_second_cycle_is_asked_about_anew(office):
    closed(office)
    answer(office, "Tue 2026-08-25 10:00", 2, solved="no", words="It broke again")
    office.customer("Tue 2026-08-25 11:00", Verb.NOT_SOLVED, "It broke again")
    office.resolve("Wed 2026-08-26 10:00", "declined")
    office.customer("Wed 2026-08-26 11:00", Verb.CONFIRM)
    answer(office, "Wed 2026-08-26 12:00", 5)
    assert office.letters().count("survey") == 2
    assert [(cycle, score) for cycle, _, _, score, _ in answers()] == [(1, 2), (2, 5)]


def test_a_changed_questionnaire_is_the_next_version(office):
    for number, text in enumerate((OPEN.text, OPEN.text, OPEN.text + "# changed\n", OPEN.text + "# changed\n")):
        surveying.keep(Filled(replace(OPEN, text=text), score=5), f"{number:032x}", at("Tue 2026-08-25 10:00"))
    assert [row.version for row in Survey.select().order_by(Survey.id)] == [1, 2]
    assert [row.survey.version for row in Answer.select().order_by(Answer.id)] == [1, 1, 2, 2]


def test_an_open_answer_counts_once_however_often_it_is_sent(office):
    first, second = (surveying.keep(Filled(OPEN, score=3), "ab" * 16, at("Tue 2026-08-25 10:00")) for _ in "12")
    assert (first, second, len(answers())) == (True, False, 1)


def test_an_open_answer_that_asks_to_hear_from_us_is_a_case_and_its_words_are_the_cases(office):
    said = Filled(OPEN, score=2, words="The counter was closed")
    filing = Filing("cd" * 16, "feedback", said.words, email="li@example.com", filled=said)
    case, fresh = intake.file(filing, at("Tue 2026-08-25 10:00"))
    assert (case.kind, fresh) == ("feedback", True)
    assert answers() == [(1, None, None, 2, "")]
    assert Answer.get().case_id is None
    assert intake.file(filing, at("Tue 2026-08-25 10:00"))[1] is False
    assert len(answers()) == 1
