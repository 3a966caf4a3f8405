"""What a version changes, as a manager and a customer read it."""

import pytest

from portal.core.comparison import REWORDED, TERMS, TEXTS, VERDICTS, compare
from portal.core.guarantee import parse
from portal.words import comparison as words
from tests.core.guarantees import guarantee, promise
from tests.core.test_comparison import BOTH, LINES, between
from tests.core.test_procedure import MAJOR, procedure, read


@pytest.fixture
def english(reading):
    with reading("en"):
        yield


def only(before: str, after: str) -> dict:
    return words.line(between(before, after).changed[0])


def test_a_shorter_time_is_stricter(english):
    row = only(promise("a", within="48 hours"), promise("a", within="24 hours"))
    assert (row["before"], row["after"], row["verdict"], row["tone"]) == ("48 hours", "24 hours", "Stricter", "good")
    assert row["title"] == "A promise"


def test_the_same_time_on_other_hours_is_a_different_calendar(english):
    row = only(promise("a"), promise("a", calendar='"shop"'))
    assert row["verdict"] == "Different calendar"
    assert row["aspects"][1] == {"name": "Hours counted", "before": "desk", "after": "shop", "tone": "plain"}


def test_a_row_about_some_cases_shows_one(english):
    urgent = promise("urgent", within="9 working hours", for_='{ severity = "urgent", kind = "complaint" }')
    row = only(promise("a"), promise("a") + urgent)
    assert (row["code"], row["place"], row["case"]) == ("a", "urgent", "Complaint, This site, Urgent")


def test_a_line_for_fewer_or_more_cases_says_for_whom(english):
    some = promise("a", for_='{ kind = "complaint", channel = "web" }')
    fewer = words.table(between(promise("a"), some))["lines"]
    assert (fewer[0]["verdict"], fewer[0]["case"]) == ("Taken out for some", "Complaint, E-mail")
    assert fewer[1]["aspects"][0]["after"] == "Complaint; This site"
    more = words.table(between(some, promise("a")))["lines"]
    assert more[0]["verdict"] == "New for some"


def test_a_special_procedure_that_takes_anothers_place_shows_a_case(english):
    both = read(MAJOR, procedure("small", '{ severity = "major", kind = "complaint" }', "call"))
    (term,) = words.table(compare(both, read(MAJOR)))["terms"]
    assert (term["name"], term["tone"]) == ("Special procedure, for example Complaint, This site, Major", "bad")


def test_the_sum_in_one_sentence(english):
    changed = between(promise("a") + promise("b", target="plan"), promise("a", within="1 hour"), notice_days="20")
    assert words.summary(changed) == "1 promise taken out, 1 promise stricter, 1 other term changed"
    assert words.summary(between(promise("a"), promise("a"))) == "Nothing is changed."


def test_every_verdict_and_every_term_has_its_words():
    assert set(VERDICTS) == set(words.VERDICTS)
    assert {*TERMS, *TEXTS} <= set(words.NAMES)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("before", "after", "verdict", "differs"), LINES)
def test_every_difference_can_be_said(reading, language, before, after, verdict, differs):
    with reading(language):
        for change in between(before, after).lines:
            row = words.line(change)
            assert row["verdict"]
            assert all(aspect["before"] and aspect["after"] for aspect in row["aspects"])


def test_every_term_around_the_promises_can_be_said(english):
    text = guarantee(promise("a"), calendars=BOTH)
    other = text
    for old, new in (
        ('"Pine"', '"Oak"'),
        ('"Lin"', '"Wu"'),
        ("notice_days = 15", "notice_days = 16"),
        ('"Asia/Shanghai"', '"UTC"'),
        ('slug = "repairs"', 'slug = "repair"'),
        ('"2 days"', '"1 day"'),
        ('"10 days"', '"11 days"'),
        ('"7 days"', '"8 days"'),
        ('"30 days"', '"31 days"'),
        ('"365 days"', '"366 days"'),
        ('"1095 days"', '"1096 days"'),
        ("= 20", "= 21"),
        ('"30 minutes"', '"31 minutes"'),
        ('"90 days"', '"91 days"'),
        ("negotiation_days = 30", "negotiation_days = 31"),
        ('"Little"', '"Small"'),
        ('"Much"', '"Large"'),
        ('"Talk"', '"Talks"'),
        ('"Arbitration"', '"Other"'),
        ('"Court"', '"Courts"'),
        ('"Our guarantee"', '"Guarantee"'),
    ):
        other = other.replace(old, new)
    terms = compare(parse(other), parse(text)).terms
    assert len(terms) >= 20
    for term in terms:
        said = words.aspect(term)
        assert said["before"]
        assert said["after"]
        assert said["before"] != said["after"] or term.verdict == REWORDED
