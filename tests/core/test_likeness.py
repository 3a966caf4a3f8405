"""Which texts say much the same, and the numbers by which they are found."""

import subprocess
import sys

import pytest

from portal.core import likeness
from portal.store.search import grams

LIFT = "The lift of house 12 stands still again. My mother is 82 and cannot get out. Please send somebody today."
SAME_LIFT = "Please send somebody today! The lift of house 12 stands still, and my mother of 82 cannot get out again."
SOFA = "We ordered a grey sofa in June and got a green one. The shop does not answer the phone, and we want our money."
STREET = "门口的路已经挖了快一年，围栏围着一直不动工，绕行很远，孩子上学很不方便，请尽快修好。"
SAME_STREET = "门口的路挖了快一年，围栏围着一直不动工，孩子上学要绕行很远，很不方便，请你们尽快修好。"
FEES = "物业费涨了三成，业主群里没有人同意过，公告栏上也没有任何说明，请查一查收费依据。"


def alike(one: str, other: str) -> float:
    return likeness.alike(likeness.words(grams(one)), likeness.words(grams(other)))


def shared(one: str, other: str) -> int:
    return len(set(likeness.bands(grams(one))) & set(likeness.bands(grams(other))))


@pytest.mark.parametrize(("one", "other"), [(LIFT, SAME_LIFT), (STREET, SAME_STREET), (LIFT, LIFT.upper())])
def test_one_matter_told_twice_is_alike_and_found(one, other):
    assert alike(one, other) > likeness.THRESHOLD
    assert shared(one, other) > 0


@pytest.mark.parametrize(("one", "other"), [(LIFT, SOFA), (STREET, FEES), (LIFT, STREET)])
def test_two_matters_are_not(one, other):
    assert alike(one, other) < 0.3
    assert shared(one, other) == 0


@pytest.mark.parametrize(
    "text", ["", "   ", "退款", "请退款", "It does not work", "no no no no no no no no", "!!! ???"]
)
def test_a_short_text_is_like_none(text):
    assert alike(text, text) == 0
    assert likeness.bands(grams(text)) == ()


def test_the_numbers_fit_their_column():
    numbers = likeness.bands(grams(LIFT))
    assert len(set(numbers)) == likeness.BANDS
    assert all(-(2**63) <= number < 2**63 for number in numbers)


def test_they_are_the_same_in_every_process_and_for_ever():
    """Were they not, cases filed before and after would never find each other."""
    ask = f"from portal.core import likeness; print(likeness.bands({sorted(set(grams(LIFT)))!r})[0])"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert int(said.stdout) == likeness.bands(grams(LIFT))[0] == FIRST_OF_THE_LIFT


FIRST_OF_THE_LIFT = 7169175545026972102
