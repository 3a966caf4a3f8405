"""Which closed cases are drawn for review, and what a filled sheet adds up to."""

import pytest

from portal.core import guarantee, review
from tests.core.guarantees import SMALL, promise

REFERENCES = [f"K7Q-3FM-{n}" for n in range(40)]
TEXT = f"""{promise("response", calendar='"desk"')}
[pledge]
en = "I tell the truth."
zh = "我说实话。"

[quality]
per_day = 2

[[quality.criterion]]
code = "respect"
ask = {{ en = "Respectful?", zh = "是否尊重？" }}
"""


def test_the_lot_can_be_drawn_again_by_anybody():
    assert review.drawn("seed", REFERENCES, 3) == review.drawn("seed", reversed(REFERENCES), 3)
    assert review.drawn("seed", REFERENCES, 3) != review.drawn("another", REFERENCES, 3)
    assert review.drawn("seed", REFERENCES[:1], 3) == REFERENCES[:1]


def test_each_case_is_drawn_about_equally_often():
    number = dict.fromkeys(REFERENCES, 0)
    for day in range(2000):
        for reference in review.drawn(str(day), REFERENCES, 2):
            number[reference] += 1
    assert 60 < min(number.values()) <= max(number.values()) < 145  # 100 expected


@pytest.mark.parametrize(
    ("marks", "share", "flawless"),
    [
        (("yes", "yes"), 1.0, True),
        (("yes", "none"), 1.0, True),
        (("yes", "partly"), 0.75, False),
        (("no", "no"), 0.0, False),
        (("none", "none"), None, True),
    ],
)
def test_what_a_sheet_adds_up_to(marks, share, flawless):
    sheet = dict(zip("ab", marks, strict=True))
    assert review.share(sheet) == share
    assert review.is_flawless(sheet) is flawless


def test_pledge_and_sheet_are_part_of_a_guarantee():
    version = guarantee.parse(SMALL + TEXT)
    assert version.pledge["zh"] == "我说实话。"
    assert (version.quality.per_day, version.quality.criteria[0].code) == (2, "respect")
    without = guarantee.parse(SMALL + promise("response", calendar='"desk"'))
    assert without.pledge is without.quality is None


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('zh = "我说实话。"', "", "no-language"),
        ("per_day = 2", "per_day = -1", "too-small"),
        ("per_day = 2", 'per_day = "two"', "wrong-type"),
        ('code = "respect"', "", "missing"),
    ],
)
def test_what_is_wrong_with_them_is_told(before, after, code):
    faults = guarantee.check(SMALL + TEXT.replace(before, after), {})
    assert code in {fault.code for fault in faults}


def test_two_questions_of_one_name_are_refused():
    twice = TEXT + TEXT[TEXT.index("[[quality.criterion]]") :]
    assert "duplicate" in {fault.code for fault in guarantee.check(SMALL + twice, {})}
