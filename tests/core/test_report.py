"""What a report reckons: by hand, with numbers a reader can check."""

import pytest

from portal.core import report
from portal.core.figures import Judged, Share


def judged(verdict: str, number: int, because="promise", reason=None, ruling=None) -> Judged:
    return Judged("", "", because, verdict, reason, ruling, number)


def test_a_tally_follows_the_rules_of_the_scorecard():
    rows = [
        judged("kept", 20),
        judged("kept", 2, "repeat"),
        judged("broken", 3),
        judged("broken", 1, ruling="kept"),
        judged("kept", 1, ruling="broken"),
        judged("void", 4, reason="withdrawn"),
        judged("broken", 1, ruling="void"),
        judged("broken", 2, reason="spam"),
        judged("broken", 50, "given"),
        judged("void", 50, "missed", reason="withdrawn"),
    ]
    assert report.tally(rows) == report.Tally(Share(23, 27), 7)


def test_each_sort_is_counted_by_itself():
    rows = [("web", judged("kept", 1)), ("phone", judged("broken", 2)), ("web", judged("broken", 3))]
    assert report.tallies(rows) == {"web": report.Tally(Share(1, 4)), "phone": report.Tally(Share(0, 2))}


def test_two_clearly_differ_only_where_their_intervals_do_not_touch():
    shares = {"web": Share(95, 100), "phone": Share(80, 100), "chat": Share(88, 100), "letter": Share(0, 9)}
    assert shares["web"].interval[0] > shares["phone"].interval[1]
    assert report.apart(shares) == [("web", "phone")]
    assert report.apart({"web": Share(100, 100), "chat": Share(10, 10), "email": Share(0, 10)}) == [
        ("web", "email"),
        ("chat", "email"),
    ]


def test_what_is_too_few_is_not_compared():
    assert report.apart({"web": Share(100, 100), "letter": Share(0, 9)}) == []
    assert not report.comparable({"web": Share(100, 100), "letter": Share(0, 9)})
    assert report.comparable({"web": Share(100, 100), "letter": Share(0, 10)})


@pytest.mark.parametrize(
    ("seconds", "median", "nine"),
    [
        (range(1, 11), 5.5, 9),
        (range(1, 12), 6, 10),
        ([60] * 9 + [86_400], 60, 60),
        ([60] * 8 + [86_400] * 2, 60, 86_400),
        (range(100, 0, -1), 50.5, 90),
    ],
)
def test_nine_in_ten_waited_no_longer_than_somebody_did(seconds, median, nine):
    found = report.waits(list(seconds))
    assert (found.median, found.nine_in_ten) == (median, nine)


def test_under_ten_no_wait_is_told():
    assert report.waits([5] * 9) == report.Waits(9)
    assert not report.waits([]).enough
