"""Every fault of a guarantee is told in a sentence that says what to do."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from portal.core.guarantee import Fault, check
from portal.core.guarantee_reader import SYNTAX
from portal.words import faults
from tests.core.guarantees import guarantee, line_of, promise
from tests.core.test_guarantee import BROKEN, CALENDARS

CORE = Path(faults.__file__).parent.parent / "core"


@pytest.fixture(autouse=True)
def english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def codes_in_the_core() -> set[str]:
    sources = [path.read_text("utf-8") for path in (*CORE.glob("guarantee*.py"), CORE / "survey.py")]
    return set(re.findall(r'(?:fault\(|yield |Fault\(\w+, )\s*"([a-z-]+)"', "\n".join(sources)))


def test_every_code_has_its_sentence_and_no_sentence_is_left_over():
    assert codes_in_the_core() == set(faults.SENTENCES)


@pytest.mark.parametrize("text", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_every_sentence_is_whole(text):
    for fault in check(text, CALENDARS):
        said = faults.sentence(fault)
        assert said[0].isupper() or said[0] in "[“" or said.startswith(fault.facts["section"])
        assert said[-1] in ".?"
        assert "%(" not in said
        assert "None" not in said


def test_a_sentence_names_the_place_and_the_way_out():
    text = guarantee(promise("complaint-plan", target="pln"))
    assert [faults.line(fault) for fault in check(text, CALENDARS)] == [
        f"Line {line_of(text, 'target')}: promise “complaint-plan”: “pln” is not a target. Use one of: "
        "attended, response, progress, plan, resolution, remedy, follow_up, given. Did you mean “plan”?"
    ]


def test_an_ambiguity_shows_its_case():
    text = guarantee(promise("a", for_='{ kind = "praise" }'), promise("b", for_='{ kind = "praise" }'))
    assert "promise “b” and “a” both promise a response" in faults.sentence(check(text, CALENDARS)[0])
    assert "for kind = praise nobody" in faults.sentence(check(text, CALENDARS)[0])


def test_what_is_wrong_with_the_writing_is_said_in_our_words():
    problems = {*SYNTAX, "other"}
    assert problems == set(faults.PROBLEMS)
    texts = ('a = "x', "a = soon", "a = 1\na = 2", "a = " + "9" * 5000)
    said = {faults.line(check(text, CALENDARS)[0]) for text in texts}
    assert len(said) == 4
    assert not [sentence for sentence in said if "Exceeds" in sentence or "Unterminated" in sentence]


def test_a_note_has_no_line():
    assert faults.line(Fault(0, "note-filled-by-us", {"codes": "a, b"})).startswith("Figures filled in by us")
