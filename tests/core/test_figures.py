"""Shares and their intervals against published values; what counts as kept, and from which day."""

from datetime import UTC, date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal.core import figures
from portal.core.figures import Judged, Share

THURSDAY = date(2026, 8, 20)

#: R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857–872,
#: table I, method 3 (score, no continuity correction).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("kept", "judged", "low", "high"), NEWCOMBE)
def test_the_interval_is_the_published_one(kept, judged, low, high):
    assert figures.wilson(kept, judged) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("kept", "judged", "low", "high"), NEWCOMBE)
def test_broken_and_kept_are_treated_alike(kept, judged, low, high):
    assert figures.wilson(judged - kept, judged) == pytest.approx((1 - high, 1 - low), abs=5e-5)


@pytest.mark.parametrize("judged", [1, 10, 97, 10**6])
def test_the_interval_ends_exactly_where_shares_end(judged):
    assert figures.wilson(0, judged)[0] == 0
    assert figures.wilson(judged, judged)[1] == 1
    for kept in (0, judged // 3, judged):
        low, high = figures.wilson(kept, judged)
        assert 0 <= low <= kept / judged <= high <= 1


@pytest.mark.parametrize(("judged", "says"), [(0, False), (9, False), (10, True)])
def test_under_ten_it_is_too_few_to_say(judged, says):
    share = Share(judged, judged)
    assert (share.value is not None, share.interval is not None, share.enough) == (says, says, says)
    assert (share.reaches(Decimal(95)) is not None) == says


@pytest.mark.parametrize(
    ("kept", "judged", "percent", "reached"),
    [(19, 20, "95", True), (18, 20, "95", False), (9499, 10_000, "95", False), (999, 1000, "99.9", True)],
)
def test_a_rate_is_reached_to_the_very_case(kept, judged, percent, reached):
    assert Share(kept, judged).reaches(Decimal(percent)) is reached


def test_shares_add_up():
    assert figures.total([Share(3, 4), Share(0, 0), Share(5, 5)]) == Share(8, 9)
    assert Share(8, 9).broken == 1


def test_lateness_is_of_what_came_at_last_and_counts_what_did_not():
    assert figures.lateness([60, 600, None, 120]) == (120, 600, 3, 1)
    assert figures.lateness([60, 120]).median == 90
    assert figures.lateness([]) is None
    assert figures.lateness([None]) is None


def judged(
    month="2026-08", verdict="kept", reason=None, ruling=None, because="promise", code="reply", number=1, ahead=False
):
    return Judged(month, code, because, verdict, reason, ruling, number, ahead)


def counted(*rows):
    return figures.count(rows)


def test_promises_are_counted_by_their_line_and_the_month_they_were_due():
    found = counted(
        judged("2026-08", number=3),
        judged("2026-08", "broken"),
        judged("2026-07"),
        judged(code="plan"),
    )
    assert found.promises == {
        "reply": {"2026-08": Share(3, 4), "2026-07": Share(1, 1)},
        "plan": {"2026-08": Share(1, 1)},
    }
    assert found.by_month() == {"2026-08": Share(4, 5), "2026-07": Share(1, 1)}


@pytest.mark.parametrize("because", ["promise", "repeat", "decline", "score"])
def test_a_round_again_is_the_same_promise(because):
    assert counted(judged(because=because)).promises["reply"]["2026-08"] == Share(1, 1)


@pytest.mark.parametrize("because", ["missed", "extended", "agreed", "given"])
def test_a_date_given_afterwards_is_counted_apart(because):
    found = counted(judged(because=because))
    assert found.afterwards == {"2026-08": Share(1, 1)}
    assert not found.promises


@pytest.mark.parametrize(
    ("verdict", "ruling", "share", "ruled"),
    [
        ("kept", None, Share(1, 1), 0),
        ("kept", "broken", Share(0, 1), 1),
        ("broken", "kept", Share(1, 1), 1),
        ("broken", "broken", Share(0, 1), 0),
    ],
)
def test_a_ruling_counts_instead_of_the_verdict_and_is_told(verdict, ruling, share, ruled):
    found = counted(judged(verdict=verdict, ruling=ruling))
    assert (found.promises["reply"]["2026-08"], found.ruled) == (share, ruled)


def test_what_does_not_count_is_told_by_its_reason():
    found = counted(
        judged(verdict="void", reason="withdrawn", number=2),
        judged(verdict="void", reason="spam"),
        judged(verdict="broken", ruling="void"),
        judged(verdict="void", reason="withdrawn", ahead=True),
    )
    assert found.void == {"withdrawn": 3, "spam": 1, "ruling": 1}
    assert not found.promises


@pytest.mark.parametrize("reason", ["spam", "duplicate"])
def test_what_was_judged_before_the_case_proved_to_be_none_is_set_aside_openly(reason):
    found = counted(judged(reason=reason), judged(reason=reason, verdict="broken"))
    assert found.set_aside == {reason: Share(1, 2)}
    assert not found.promises


def test_what_is_kept_before_its_day_counts_from_its_day():
    """Or the kept ones would always be ahead of the broken ones."""
    found = counted(judged(), judged("2026-08", number=5, ahead=True))
    assert (found.promises["reply"]["2026-08"], found.ahead) == (Share(1, 1), 5)


def test_cases_closed_are_counted_beside_the_promises():
    found = counted(judged(because="closed", number=8), judged(because="closed", verdict="broken"))
    assert found.lasting == Share(8, 9)
    assert not found.promises
    assert not found.afterwards


def test_months_back_reach_over_the_new_year():
    assert figures.months_back(date(2026, 2, 28), 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert len(figures.months_back(THURSDAY, 12)) == 12


def test_a_span_of_months_ends_where_the_next_begins():
    of = figures.span(["2026-01", "2026-02"], ZoneInfo("Asia/Shanghai"))
    assert (of.first, of.last) == (date(2026, 1, 1), date(2026, 2, 28))
    assert (of.begin.isoformat(), of.end.isoformat()) == ("2026-01-01T00:00:00+08:00", "2026-03-01T00:00:00+08:00")
    assert figures.span(["2024-02"], UTC).last == date(2024, 2, 29)


def test_months_that_follow_each_other_are_one_stretch():
    spans = figures.stretches({"2026-02", "2025-12", "2026-01", "2026-05"}, UTC)
    assert [one.months for one in spans] == [("2025-12", "2026-01", "2026-02"), ("2026-05",)]
    assert figures.months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert figures.months_between("2026-02", "2026-02") == ["2026-02"]
