"""Pictures: where the marks stand, and what they say to whoever does not see them."""

from collections import Counter

import pytest

from portal.core.figures import Share
from portal.web.show import pictures


@pytest.fixture(autouse=True)
def reading(app):
    with app.test_request_context():
        yield


def months(*shares: Share) -> list[tuple[str, str, Share]]:
    return [(f"month {number}", str(number), share) for number, share in enumerate(shares)]


def test_a_better_share_stands_higher_and_its_interval_around_it():
    low, high = pictures.shares(months(Share(10, 20), Share(19, 20))).marks
    assert low.y > high.y
    for mark in (low, high):
        assert mark.low > mark.y > mark.high
    assert "Kept 19 of 20" in high.told


def test_the_whole_is_the_highest_line_and_nothing_the_ground():
    none, all_ = pictures.shares(months(Share(0, 20), Share(20, 20))).marks
    assert (none.y, all_.y) == (pictures.TOP + pictures.PLOT, pictures.TOP)


def test_too_few_have_a_place_and_no_height():
    drawn = pictures.shares(months(Share(15, 20), Share(3, 3), Share(16, 20)))
    assert [mark.y is None for mark in drawn.marks] == [False, True, False]
    assert drawn.path == [], "No line is drawn across a month that tells nothing."
    assert drawn.told.replace("\N{NO-BREAK SPACE}", " ") == "From 75.0 % in month 0 to 80.0 % in month 2."


def test_one_month_is_no_picture():
    assert pictures.shares(months(Share(15, 20), Share(3, 3))) is None
    assert pictures.scores([("July", "Jul", Counter({5: 12})), ("August", "Aug", Counter())]) is None


def test_everything_stays_within_the_picture():
    drawn = pictures.shares(months(*[Share(20, 20)] * 40))
    assert all(pictures.LEFT < mark.x < 100 for mark in drawn.marks)
    assert len({mark.x for mark in drawn.marks}) == 40


def test_scores_have_an_interval_that_never_leaves_the_scale():
    low, high = pictures.scores([("July", "Jul", Counter({1: 10})), ("August", "Aug", Counter({5: 9, 4: 1}))]).marks
    assert (low.y, low.low, low.high) == (pictures.TOP + pictures.PLOT,) * 3
    assert high.high >= pictures.TOP
    assert high.told == "4.90 of 5 from 10 answers."


def test_columns_are_as_high_as_their_numbers():
    bars = [("late", "late", 4, "bad"), ("10:00", "10", 0, "plain"), ("11:00", "11", 2, "accent")]
    late, none, two = pictures.columns(bars, "said").columns
    assert (late.height, none.height, two.height) == (pictures.PLOT, 0, pictures.PLOT / 2)
    assert late.x + late.width < none.x
