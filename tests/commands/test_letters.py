"""`flask letters`: a company checks its own words before they are used."""

import re

import pytest

from portal.mail import wording


@pytest.fixture
def file(tmp_path):
    return tmp_path / "letters.toml"


@pytest.fixture
def flask(house):
    return lambda *arguments: house.test_cli_runner().invoke(args=["letters", *map(str, arguments)])


def test_a_good_file_is_said_so(flask, file):
    file.write_text('[received.en]\nopening = "Thank you for {reference}."\n')
    done = flask("check", file)
    assert done.exit_code == 0
    assert "letters.toml has no faults. 1 sentence is said otherwise." in done.output


def test_every_fault_is_named_with_its_line(flask, file):
    file.write_text('[received.en]\nopening = "Hello {name}"\nsubject = "Hello"\n')
    done = flask("check", file)
    assert done.exit_code == 1
    assert "Line 2: [received.en] opening knows no {name}. It knows: {kind}, {reference}." in done.output
    assert "Line 3: [received.en] subject must name {reference}" in done.output
    assert "2 faults." in done.output


def test_without_a_file_it_asks_for_one(flask):
    done = flask("check")
    assert done.exit_code == 1
    assert "No file is in use." in done.output


def test_the_sentences_of_a_letter_are_a_file_to_begin_with(flask, file):
    printed = flask("sentences", "received").output
    assert '# opening = "We have received your {kind}. Its reference is {reference}."  # {kind} {reference}' in printed
    file.write_text(re.sub(r"^# ", "", printed, flags=re.MULTILINE))
    assert flask("check", file).exit_code == 0


def test_all_sentences_are_good_toml(flask):
    said, faults = wording.read(flask("sentences").output)
    assert faults == []
    assert set(said) == {(language, letter) for language in wording.LANGUAGES for letter in wording.letters()}
