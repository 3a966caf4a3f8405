"""Tokens open one thing, for one time, in one spelling."""

from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits
from types import SimpleNamespace

import pytest
from flask import Flask, g

from portal import tokens

NOW = datetime(2026, 8, 20, 3, 30, tzinfo=UTC)
CASE = [7, "ab" * 16]


def house(*keys):
    app = Flask(__name__)
    app.config["KEPT"] = SimpleNamespace(secret_keys=keys or ("k" * 32,))
    return app.app_context()


@pytest.fixture(autouse=True)
def _house():
    with house():
        yield


@pytest.mark.parametrize("purpose", tokens.AGES)
def test_what_was_signed_is_read_back(purpose):
    assert tokens.read(purpose, tokens.sign(purpose, CASE, NOW), NOW) == CASE


@pytest.mark.parametrize("other", [purpose for purpose in tokens.AGES if purpose != "status"])
def test_a_token_of_one_purpose_is_nothing_for_another(other):
    with pytest.raises(tokens.TokenRefused):
        tokens.read(other, tokens.sign("status", CASE), NOW)
    with pytest.raises(tokens.TokenRefused):
        tokens.read("status", tokens.sign(other, CASE, NOW), NOW)


@pytest.mark.parametrize("purpose", [purpose for purpose, age in tokens.AGES.items() if age])
def test_a_token_is_good_for_its_age_and_no_second_longer(purpose):
    token = tokens.sign(purpose, CASE, NOW)
    last = NOW + tokens.AGES[purpose]
    assert tokens.read(purpose, token, last) == CASE
    with pytest.raises(tokens.TokenExpired) as expired:
        tokens.read(purpose, token, last + timedelta(seconds=1))
    assert expired.value.payload == CASE


def test_a_status_link_has_no_age():
    assert tokens.read("status", tokens.sign("status", CASE), NOW + timedelta(days=9999)) == CASE


def test_a_clock_five_minutes_ahead_is_forgiven_and_no_more():
    token = tokens.sign("ticket", "f" * 32, NOW + timedelta(minutes=5))
    assert tokens.read("ticket", token, NOW) == "f" * 32
    with pytest.raises(tokens.TokenRefused):
        tokens.read("ticket", token, NOW - timedelta(seconds=1))


def test_the_moment_of_the_request_counts_where_none_is_given():
    g.now = NOW
    token = tokens.sign("reset", CASE)
    g.now = NOW + timedelta(hours=1, seconds=1)
    with pytest.raises(tokens.TokenExpired):
        tokens.read("reset", token)


@pytest.mark.parametrize("purpose", ["status", "open"])
def test_no_other_spelling_of_a_token_is_accepted(purpose):
    token = tokens.sign(purpose, CASE, NOW)
    spellings = {
        token[:at] + letter + token[at + 1 :]
        for at in range(len(token))
        for letter in ascii_letters + digits + "-_.=+/ \n"
    }
    for spelling in (spellings | {token + "=", token + "\n", " " + token, token + "A", token[:-1]}) - {token}:
        with pytest.raises(tokens.TokenRefused):
            tokens.read(purpose, spelling, NOW)


NEVER = ["", " ", "%00", "\0", "0", "null", "[]", ".", "..", "a.b", "a.b.c", "%", ".*", "é.é", "\ud800", "٣.٣", None]


@pytest.mark.parametrize("text", [*NEVER, "A" * 9999])
def test_what_was_never_a_token_is_refused(text):
    with pytest.raises(tokens.TokenRefused):
        tokens.read("status", text, NOW)


def test_keys_rotate_the_last_one_signs_and_the_old_ones_still_open():
    old = tokens.sign("status", CASE)
    with house("k" * 32, "n" * 32):
        assert tokens.read("status", old) == CASE
        new = tokens.sign("status", CASE)
    with pytest.raises(tokens.TokenRefused):
        tokens.read("status", new)
    with house("n" * 32):
        assert tokens.read("status", new) == CASE


# --- tags


NUMBERS = (0, 1, 7, 255, 256, 65_535, 1_000_000, 2**31, 2**63 - 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_tag_names_its_number_however_its_capitals_are_folded(number):
    tag = tokens.tag("reply", number, "ab" * 16)
    for written in (tag, tag.upper(), tag.title()):
        assert tokens.tagged(written) == number
        assert tokens.is_tag("reply", written, "ab" * 16)
    assert len(tag) <= 40
    assert tag == tag.lower()


def test_a_tag_is_good_for_its_number_and_its_secret_alone():
    tag = tokens.tag("reply", 7, "ab" * 16)
    other = tokens.tag("reply", 8, "ab" * 16)
    assert not tokens.is_tag("reply", tag, "cd" * 16)
    assert not tokens.is_tag("reply", f"{tag.partition('-')[0]}-{other.partition('-')[2]}", "ab" * 16)
    assert not any(tokens.is_tag("reply", changed, "ab" * 16) for changed in one_character_off(tag))


def one_character_off(tag: str):
    return [tag[:n] + ("a" if tag[n] != "a" else "b") + tag[n + 1 :] for n in range(len(tag))]


@pytest.mark.parametrize(
    "written", ["", "-", "a", "aa-" + "a" * 25, "aa-" + "a" * 27, "a1-" + "a" * 26, "é" * 29, "aaa-" + "a" * 26]
)
def test_what_is_not_written_as_a_tag_names_nothing(written):
    assert tokens.tagged(written) is None
    assert not tokens.is_tag("reply", written, "ab" * 16)


def test_a_tag_outlives_a_new_key_as_long_as_the_old_one_is_known():
    old, new = "o" * 32, "n" * 32
    with house(old):
        tag = tokens.tag("reply", 7, "secret")
    with house(old, new):
        assert tokens.is_tag("reply", tag, "secret")
        assert tokens.tag("reply", 7, "secret") != tag
    with house(new):
        assert not tokens.is_tag("reply", tag, "secret")
