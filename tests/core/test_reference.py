"""A reference survives the telephone: forgiven spellings, and every slip of one symbol or two neighbours found."""

from itertools import combinations
from random import Random

import pytest

from portal.core import reference

SAMPLES = [reference.new(Random(seed)) for seed in range(40)]


def symbols(written: str) -> str:
    return written.replace("-", "")


def test_a_reference_has_six_symbols_and_a_check_symbol():
    assert all(len(symbols(sample)) == 7 and sample[3] == sample[7] == "-" for sample in SAMPLES)


def test_the_alphabet_has_no_two_symbols_that_look_or_sound_alike():
    assert not set("OILU") & set(reference.ALPHABET)
    assert len(set(reference.ALPHABET)) == 31


def test_what_was_made_is_read_back():
    assert [reference.parse(sample) for sample in SAMPLES] == SAMPLES


@pytest.mark.parametrize(
    "typed",
    [
        "K7Q-3FM-9",
        "k7q-3fm-9",
        "k7q3fm9",
        "  K7Q 3FM 9 ",
        "K7Q–3FM—9",
        "K7Q−3FM‐9",
        "Ｋ７Ｑ－３ＦＭ－９",
        "ｋ７ｑ　３ｆｍ　９",
        "(K7Q-3FM-9)",
        "K7Q-3FM-9.",
        "「K7Q-3FM-9」",
        "K7Q-3FM-9\u200b",
    ],
)
def test_many_spellings_mean_one_reference(typed):
    assert reference.parse(typed) == "K7Q-3FM-9"


@pytest.mark.parametrize(("typed", "meant"), [("OOO-OOI-I", "000-001-1"), ("000-00l-i", "000-001-1")])
def test_letters_that_look_like_digits_are_read_as_digits(typed, meant):
    assert symbols(meant) == reference._symbols(typed)


def test_a_reference_with_zeros_and_ones_may_be_typed_with_letters():
    sample = next(sample for sample in SAMPLES if "0" in sample and "1" in sample)
    assert reference.parse(sample.replace("0", "o").replace("1", "I")) == sample
    assert reference.parse(sample.replace("0", "O").replace("1", "l")) == sample


@pytest.mark.parametrize("typed", ["", "K7Q", "K7Q-3FM", "K7Q-3FM-99", "U7Q-3FM-9", "退款", "K7Q-3FM-9" * 40, "\x00"])
def test_what_cannot_be_a_reference_is_none(typed):
    assert reference.parse(typed) is None


def test_every_single_wrong_symbol_is_found():
    for sample in SAMPLES:
        right = symbols(sample)
        for place in range(7):
            for other in set(reference.ALPHABET) - {right[place]}:
                assert reference.parse(right[:place] + other + right[place + 1 :]) is None


def test_every_two_symbols_that_changed_places_are_found():
    for sample in SAMPLES:
        right = symbols(sample)
        for one, two in combinations(range(7), 2):
            swapped = list(right)
            swapped[one], swapped[two] = right[two], right[one]
            if right[one] != right[two]:
                assert reference.parse("".join(swapped)) is None


def test_two_cases_hardly_ever_draw_the_same_reference():
    random = Random(1)
    assert len({reference.new(random) for _ in range(5000)}) > 4980
