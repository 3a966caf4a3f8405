"""The questionnaire after closing, from the letter to the thanks; and what programs that follow links cannot do."""

import re

import pytest

from portal import tokens
from portal.core.case import Verb
from portal.store.case import Case
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.survey import Answer
from tests.actions.office import Office
from tests.web.customer import Customer, at, words

MONDAY = "Mon 2026-08-24 10:00"
TUESDAY = "Tue 2026-08-25 10:00"


@pytest.fixture
def clock(app, monkeypatch):
    def turn(moment: str) -> None:
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))

    turn(TUESDAY)
    return turn


@pytest.fixture
def office(app, clock):
    with app.app_context():
        yield closed(Office())


def closed(office: Office, kind: str = "complaint", outcome: str = "declined") -> Office:
    office.file("Thu 2026-08-20 10:00", kind=kind, name="Li Lei", body="The table came with a broken leg")
    office.staff("Thu 2026-08-20 10:20", Verb.TAKE)
    office.respond("Thu 2026-08-20 10:30")
    office.resolve("Thu 2026-08-20 11:00", outcome)
    office.customer(MONDAY, Verb.CONFIRM)
    return office


@pytest.fixture
def link(app, office):
    return made(app, office)


def made(app, office: Office, moment: str = MONDAY, cycle: int = 1) -> str:
    with app.app_context():
        case = office.case
        return f"/survey/{tokens.sign('survey', [case.id, case.link_key, cycle], at(moment))}"


def send(client, link: str, follow: bool = True, **said):
    return client.post(link, data=said, follow_redirects=follow)


def answers() -> list[tuple]:
    rows = Answer.select().order_by(Answer.id)
    return [(row.solved, row.kept_word, row.score, row.words) for row in rows]


# --- the address


def test_the_letter_leads_to_the_questions(client, office, link):
    page = words(client.get(link))
    for asked in ("How did we do?", "Is it solved?", "Did we keep our word?", "What should we know?"):
        assert asked in page
    assert office.case.reference in page


def test_nothing_is_chosen_beforehand(client, link):
    assert "checked" not in client.get(link).text


def test_the_page_shows_no_name_and_no_word_before_or_after(client, link):
    send(client, link, score="2", words="You never called back")
    for page in (client.get(link).text, words(client.get(link))):
        for personal in ("Li Lei", "broken leg", "li@example.com", "never called"):
            assert personal not in page
    answer = client.get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_in_chinese_the_questions_are_chinese(client, link):
    page = words(client.get(f"{link}?lang=zh"))
    assert "我们守住承诺了吗？" in page
    assert "Is it solved" not in page


@pytest.mark.parametrize("token", ["", "x", "WzEsMl0.x", "%00", "a.b.c", "null"])
def test_a_wrong_link_is_none(client, office, token):
    assert client.get(f"/survey/{token}").status_code == 404


def test_a_status_link_opens_no_questionnaire_and_a_survey_link_no_case(app, client, office, link):
    with app.app_context():
        status = tokens.sign("status", [office.case.id, office.case.link_key])
    assert client.get(f"/survey/{status}").status_code == 404
    assert client.get(link.replace("/survey/", "/s/")).status_code == 404


def test_a_replaced_link_is_none(client, office, link):
    office.customer(TUESDAY, Verb.RELINK)
    assert client.get(link).status_code == 404
    assert send(client, link, score="1").status_code == 404
    assert answers() == []


def test_after_thirty_days_the_link_has_ended(client, office, link, clock):
    clock("Wed 2026-09-23 09:59")
    assert client.get(link).status_code == 200
    clock("Wed 2026-09-23 10:01")
    assert client.get(link).status_code == 410
    assert send(client, link, score="5").status_code == 410
    office.customer("Wed 2026-09-23 10:01", Verb.RELINK)
    assert client.get(link).status_code == 404, "Whoever holds a revoked link is not even told that it was one."


# --- answering


def test_an_answer_is_thanked_for_and_kept(client, office, link):
    answer = send(client, link, solved="yes", kept_word="yes", score="5", words="Quick and kind")
    assert answer.status_code == 200
    assert "It is noted just as you said it" in words(answer)
    assert answers() == [("yes", True, 5, "Quick and kind")]
    assert office.history()[-1] == "answer"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"score": "3"}, (None, None, 3, "")),
        ({"score": "1", "solved": "in_part", "kept_word": "unsure"}, ("in_part", None, 1, "")),
        ({"score": "2", "kept_word": "no", "words": "  \u200bLine\r\nline  "}, (None, False, 2, "\u200bLine\nline")),
    ],
)
def test_what_is_left_out_or_cannot_be_said_is_none(client, link, said, kept):
    send(client, link, **said)
    assert answers() == [kept]


WITHOUT_A_CHOICE = [
    {},
    {"words": "Only words"},
    {"solved": "yes", "kept_word": "yes"},
    {"score": ""},
    {"score": "6"},
    {"score": "0"},
    {"score": "3", "solved": "perhaps"},
    {"score": "3", "kept_word": "True"},
    {"score": "５"},
]


@pytest.mark.parametrize("said", WITHOUT_A_CHOICE)
def test_without_a_choice_made_by_hand_nothing_is_answered(client, office, link, said):
    answer = send(client, link, **said)
    assert answer.status_code == 422
    assert "It was not sent yet" in words(answer)
    if "words" in said:
        assert said["words"] in answer.text
    assert answers() == []
    assert "answer" not in office.history()


def test_too_many_words_come_back(client, link):
    answer = send(client, link, score="4", words="x" * 20_001)
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.text


@pytest.mark.attacks
def test_a_scanner_that_follows_the_link_a_hundred_times_changes_nothing(client, office, link):
    def everything() -> tuple:
        rows = (Case, Event, Letter, Answer)
        return tuple(tuple(table.select().order_by(table.id).tuples()) for table in rows)

    before = everything()
    for _ in range(50):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
        send(client, link)
    assert everything() == before
    assert "Is it solved?" in words(client.get(link))


# --- a second time


def test_the_first_answer_counts_and_is_shown_kindly(client, link):
    send(client, link, score="2", words="First")
    again = send(client, link, score="5")
    assert again.status_code == 200
    assert "You had told us already. This is what you said." in words(again)
    assert "2 of 5" in words(again)
    assert answers() == [(None, None, 2, "First")]


def test_other_words_sent_later_are_not_lost(client, link):
    send(client, link, score="2", words="First")
    again = send(client, link, score="5", words="I was too harsh")
    assert again.status_code == 409
    assert "I was too harsh" in words(again)
    assert len(answers()) == 1


def test_a_case_opened_again_is_not_asked_about(client, app, office, link):
    office.customer(TUESDAY, Verb.NOT_SOLVED, "It broke again")
    assert "Your case has been opened again since" in words(client.get(link))
    assert send(client, link, score="1", words="Still broken").status_code == 409
    office.resolve("Tue 2026-08-25 11:00", "declined")
    office.customer("Tue 2026-08-25 12:00", Verb.CONFIRM)
    assert send(client, link, score="1").status_code == 409, "The old link asks about the first cycle only."
    assert answers() == []
    assert "Is it solved?" in words(client.get(made(app, office, TUESDAY, cycle=2)))


def test_praise_is_not_asked_about(app, client, clock):
    with app.app_context():
        office = closed(Office(), "praise", "answered")
    assert "We ask this only when" in words(client.get(made(app, office)))


# --- a low score


def test_a_low_score_is_answered_with_a_date(client, link):
    page = words(send(client, link, score="2"))
    assert "We are sorry that you are not content" in page
    assert "One of us gets in touch with you by Friday 28 August" in page


def test_whoever_says_it_is_not_solved_is_shown_the_way_back(client, office, link):
    page = send(client, link, score="2", solved="no")
    assert "choose “This is not solved”" in words(page)
    assert re.search(r'href="/s/[\w.-]+"', page.text)
    assert office.case.state == "closed"


def test_the_way_back_is_not_shown_when_it_is_too_late(client, app, office, clock):
    clock("Thu 2026-09-24 10:01")
    page = send(client, made(app, office, "Thu 2026-09-24 09:00"), score="2", solved="no")
    assert "This is not solved" not in words(page)


def test_who_is_content_is_offered_neither(client, link):
    page = words(send(client, link, score="5", solved="yes"))
    assert "sorry" not in page
    assert "not solved" not in page


# --- on the page of the case


def test_the_page_of_the_case_asks_and_then_shows_what_was_said(client, office, clock):
    customer = Customer(client, office, clock)
    page = customer.open()
    asked = re.search(r'href="(/survey/[^"]+)"', page.text)[1]
    send(client, asked, score="2", solved="in_part", kept_word="no", words="You never called back")
    page = customer.look()
    assert "/survey/" not in page.text
    for said in ("2 of 5", "Solved in part", "No, we did not keep our word", "You never called back"):
        assert said in words(page)
    assert "You told us how we did: 2 of 5." in words(page)
    assert "Because of a low score" in words(page)


def test_before_the_case_is_opened_nothing_of_it_is_shown(client, office, link, clock):
    send(client, link, score="2", words="You never called back")
    assert "never called" not in Customer(client, office, clock).look().text


def test_the_record_holds_the_answer(client, office, link, clock):
    send(client, link, score="2", kept_word="no", words="You never called back")
    customer = Customer(client, office, clock)
    customer.open()
    record = client.get(f"{customer.link}/record.json").json
    assert record["answers"] == [
        {
            "at": "2026-08-25T02:00:00+00:00",
            "cycle": 1,
            "solved": None,
            "kept_word": False,
            "score": 2,
            "words": "You never called back",
        }
    ]
