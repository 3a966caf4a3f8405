"""Two versions side by side: what is stricter, weaker, or cannot be said, by rule."""

import pytest

from portal.core.comparison import Comparison, compare, time_verdict
from portal.core.guarantee import parse
from portal.core.promise import Within
from tests.core.guarantees import guarantee, promise

BOTH = '["desk", "shop"]'


def within(text: str) -> tuple[Within, str | None]:
    """“2 working hours @shop”; without a desk it is the one of everybody."""
    amount, _, desk = text.partition(" @")
    return Within.parse(amount), desk or "desk"


# before, after, verdict
TIMES = [
    ("48 hours", "24 hours", "stricter"),
    ("24 hours", "48 hours", "weaker"),
    ("24 hours", "1440 minutes", "same"),
    ("30 minutes", "30 seconds", "stricter"),
    ("48 hours", "48 hours @shop", "same"),  # real time runs on no calendar
    ("2 working hours", "1 working hour", "stricter"),
    ("1 working hour", "90 working minutes", "weaker"),
    ("2 working hours", "2 working hours @shop", "other"),
    ("2 working hours", "1 working hour @shop", "other"),
    ("2 working hours", "2 hours", "stricter"),  # it ends at the latest with the working hours
    ("2 working hours", "3 hours", "other"),  # by day later, over a night earlier
    ("2 hours", "2 working hours", "weaker"),
    ("2 hours", "1 working hour", "other"),
    ("3 working days", "2 working days", "stricter"),
    ("3 working days", "4 working days", "weaker"),
    ("3 working days", "3 working days @shop", "other"),
    ("10 days", "9 days", "stricter"),
    ("10 working days", "10 days", "other"),  # day 10 ends at midnight, working day 10 at closing
    ("10 working days", "9 days", "stricter"),
    ("10 days", "11 working days", "weaker"),
    ("10 days", "10 working days", "other"),
    ("2 working days", "24 hours", "stricter"),  # filed at 23:59, the first of the two days ends 24 hours later
    ("1 working day", "24 hours", "other"),
    ("2 working days", "48 hours", "other"),
    ("24 hours", "2 working days", "weaker"),
    ("48 hours", "2 working days", "other"),
    ("1 day", "23 hours", "stricter"),
    ("1 day", "24 hours", "other"),  # the night the clocks go forward
    ("24 hours", "2 days", "weaker"),
    ("2 working hours", "1 working day", "other"),
    ("1 working day", "2 working hours", "other"),
]


@pytest.mark.parametrize(("before", "after", "verdict"), TIMES)
def test_which_of_two_times_ends_first(before, after, verdict):
    assert time_verdict(*within(after), *within(before)) == verdict


MIRROR = {"stricter": "weaker", "weaker": "stricter", "other": "other", "same": "same"}


@pytest.mark.parametrize(("before", "after", "verdict"), TIMES)
def test_the_other_way_round_it_is_the_other_way_round(before, after, verdict):
    assert time_verdict(*within(before), *within(after)) == MIRROR[verdict]


REMEDY = promise("r", target="remedy", within="5 working days")
OWED = '{ remedy = { en = "x", zh = "y" } }'
AGAIN = '{ again = "%s" }'
PLAN = promise("a", target="plan")

# before, after, the verdict of the line “a”, what differs
LINES = [
    (promise("a"), promise("a"), "same", []),
    (promise("a"), promise("a", within="1 working hour"), "stricter", ["within"]),
    (promise("a"), promise("a", within="9 working hours"), "weaker", ["within"]),
    (promise("a"), promise("a", calendar='"shop"'), "other", ["within", "calendar"]),
    (promise("a", within="2 hours"), promise("a", within="2 hours", calendar='"shop"'), "same", []),
    (PLAN, promise("a", target="plan", pauses="true"), "weaker", ["pauses"]),
    (promise("a", target="plan", pauses="true"), PLAN, "stricter", ["pauses"]),
    (
        promise("a", target="plan"),
        promise("a", target="plan", within="1 hour", pauses="true"),
        "mixed",
        ["within", "pauses"],
    ),
    (promise("a", target="progress"), promise("a", target="progress", repeats="true"), "stricter", ["repeats"]),
    (promise("a") + REMEDY, promise("a", on_miss=OWED) + REMEDY, "stricter", ["remedy"]),
    (promise("a", on_miss=OWED) + REMEDY, promise("a") + REMEDY, "weaker", ["remedy"]),
    (
        promise("a", on_miss=OWED) + REMEDY,
        promise("a", on_miss=OWED.replace('"x"', '"z"')) + REMEDY,
        "reworded",
        ["remedy"],
    ),
    (promise("a", on_miss=AGAIN % "1 hour"), promise("a", on_miss=AGAIN % "2 hours"), "weaker", ["again"]),
    (promise("a", on_miss=AGAIN % "1 hour"), promise("a"), "weaker", ["again"]),
    (promise("a"), promise("a", on_miss='{ escalate = "admin" }'), "stricter", ["escalate"]),
    (promise("a"), promise("a", filled_by_us="true"), "reworded", ["filled_by_us"]),
    (promise("a"), promise("a").replace('"A promise"', '"Another"'), "reworded", ["title"]),
]


def between(before: str, after: str, **head: str) -> Comparison:
    return compare(parse(guarantee(after, calendars=BOTH, **head)), parse(guarantee(before, calendars=BOTH)))


@pytest.mark.parametrize(("before", "after", "verdict", "differs"), LINES)
def test_one_line_beside_itself(before, after, verdict, differs):
    change = between(before, after).promises[0]
    assert (change.verdict, [aspect.name for aspect in change.aspects]) == (verdict, differs)


def test_what_a_miss_brings_may_stay_as_it_is():
    line = promise("a", on_miss='{ again = "1 hour", escalate = "supervisor" }')
    assert between(line, line).promises[0].verdict == "same"


def rows(comparison: Comparison) -> list[tuple[str | None, str | None, str]]:
    return [
        (line.old and line.old.code, line.new and line.new.code, line.verdict)
        for line in comparison.promises
        if line.verdict != "same" or line.old.code != line.new.code
    ]


def test_what_is_new_and_what_is_gone():
    comparison = between(promise("a"), promise("b", target="plan"))
    assert rows(comparison) == [("a", None, "removed"), (None, "b", "new")]
    assert [line.case for line in comparison.promises] == [None, None]
    assert comparison.weakened == ("a",)


def test_a_line_by_another_name_takes_nothing_from_anybody():
    comparison = between(promise("a"), promise("b"))
    assert rows(comparison) == [("a", "b", "same")]
    assert comparison.weakened == ()


def test_a_line_put_before_another_for_some_cases_is_seen_where_it_takes_over():
    urgent = promise("urgent", within="9 working hours", for_='{ severity = "urgent" }')
    comparison = between(promise("a"), promise("a") + urgent)
    assert rows(comparison) == [("a", "urgent", "weaker")]
    assert comparison.promises[1].case["severity"] == "urgent"
    assert comparison.weakened == ("a",)


def test_a_line_for_fewer_cases_is_gone_for_the_others():
    comparison = between(promise("a"), promise("a", for_='{ kind = "complaint" }'))
    assert rows(comparison) == [("a", "a", "reworded"), ("a", None, "removed")]
    assert comparison.promises[1].case["kind"] == "enquiry"


def test_a_line_for_more_cases_is_new_to_them():
    comparison = between(promise("a", for_='{ kind = "complaint" }'), promise("a"))
    assert rows(comparison) == [("a", "a", "reworded"), (None, "a", "new")]
    assert comparison.weakened == ()


def test_a_line_no_case_ever_came_under_is_compared_by_its_words():
    all_kinds = promise("all", for_='{ kind = ["complaint", "enquiry", "suggestion", "praise", "feedback"] }')
    comparison = between(all_kinds + promise("a"), all_kinds + promise("a", within="9 working hours"))
    assert ("a", "a", "weaker") in rows(comparison)


RATE = """[[rate]]
code = "rate"
title = { en = "x", zh = "y" }
measure = "%s"
at_least = %s
per = "month"
"""


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (("kept", 95), ("kept", 96), "stricter"),
        (("kept", 95), ("kept", 94.5), "weaker"),
        (("kept", 95), ("solved", 95), "other"),
    ],
)
def test_a_rate_beside_itself(before, after, verdict):
    comparison = between(promise("a") + RATE % before, promise("a") + RATE % after)
    assert [line.verdict for line in comparison.rates] == [verdict]


@pytest.mark.parametrize(
    ("key", "value", "name", "verdict"),
    [
        ("notice_days", "10", "notice_days", "weaker"),
        ("notice_days", "20", "notice_days", "stricter"),
        ("reopen", '"20 days"', "life.reopen", "weaker"),
        ("minor_share", "30", "grading.minor_share", "weaker"),
        ("remind", '["1 day", "5 days"]', "life.remind", "other"),
        ("court", '{ en = "x", zh = "y" }', "dispute.court", "reworded"),
        ("zone", '"UTC"', "zone", "other"),
    ],
)
def test_what_stands_around_the_promises(key, value, name, verdict):
    assert [(term.name, term.verdict) for term in between(promise("a"), promise("a"), **{key: value}).terms] == [
        (name, verdict)
    ]


def test_the_count_names_the_worst_first():
    comparison = between(promise("a") + promise("b", target="plan"), promise("a", within="9 working hours") + REMEDY)
    assert comparison.count() == {"weaker": 1, "removed": 1, "new": 1}
