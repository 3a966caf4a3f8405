"""Questionnaires: read with every fault in one run, and the figures of many answers."""

import pytest

from portal.config_reader import ROOT
from portal.core import survey
from portal.core.survey import Filled

SHIPPED = sorted((ROOT / "portal" / "guarantees" / "surveys").glob("*.toml"))
SOUND = """
slug = "visit"
title = { en = "Your visit", zh = "您的来访" }
lede = { en = "A minute.", zh = "一分钟。" }
thanks = { en = "Thank you.", zh = "谢谢。" }

[[question]]
code = "kept_word"
ask = { en = "Did we keep our word?", zh = "我们守住承诺了吗？" }
needed = true
[question.answers]
yes = { en = "Yes", zh = "是" }
no = { en = "No", zh = "否" }
unsure = { en = "I cannot say", zh = "说不清" }

[[question]]
code = "words"
ask = { en = "What else?", zh = "还有吗？" }
"""


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_questionnaire_that_ships_is_sound_and_named_like_its_file(file):
    assert survey.parse(file.read_text("utf-8")).slug == file.stem


def test_what_a_text_says():
    asked = survey.parse(SOUND)
    assert (asked.slug, asked.is_open, [q.code for q in asked.questions]) == ("visit", False, ["kept_word", "words"])
    assert asked.by_code["kept_word"].answers["unsure"] == {"en": "I cannot say", "zh": "说不清"}
    assert asked.text == SOUND


FAULTS = [  # what is changed, into what, the line and the code of the fault
    ('slug = "visit"', 'slug = "Your Visit"', 2, "not-a-slug"),
    ('zh = "您的来访"', 'cn = "x"', 3, "no-language"),
    ('code = "words"', 'code = "wrods"', 17, "unknown-value"),
    ('code = "words"', 'code = "kept_word"', 16, "missing"),
    ("needed = true\n", "", 1, "nothing-to-choose"),
    ('unsure = { en = "I cannot say", zh = "说不清" }\n', "", 11, "missing"),
    ("unsure = {", 'perhaps = { en = "?", zh = "?" }\nunsure = {', 14, "unknown-key"),
    ("needed = true", "needed = ", 10, "not-toml"),
]


@pytest.mark.parametrize(("before", "after", "line", "code"), FAULTS)
def test_each_fault_is_told_with_its_line(before, after, line, code):
    found = [(fault.line, fault.code) for fault in survey.check(SOUND.replace(before, after))]
    assert (line, code) in found


def test_all_faults_are_told_in_one_run():
    with pytest.raises(survey.SurveyRefused) as refused:
        survey.parse('slug = "x"\nmood = 1\n')
    codes = [fault.code for fault in refused.value.faults]
    assert codes.count("missing") == 4
    assert "unknown-key" in codes


@pytest.mark.parametrize(("score", "low"), [(None, False), (1, True), (2, True), (3, False), (5, False)])
def test_up_to_two_is_a_low_score(score, low):
    assert Filled(survey.parse(SOUND), score=score).is_low is low


FIGURES = [  # how often each score was given; average, CSAT, NPS
    ({}, None, None, None),
    ({5: 1}, 5.0, 1.0, 1.0),
    ({1: 1}, 1.0, 0.0, -1.0),
    ({5: 5, 4: 3, 3: 1, 1: 1}, 4.1, 0.8, 0.3),
    ({4: 10}, 4.0, 1.0, 0.0),  # content, but nobody would speak of it
]


@pytest.mark.parametrize(("scores", "average", "csat", "nps"), FIGURES)
def test_the_figures(scores, average, csat, nps):
    assert (survey.average(scores), survey.csat(scores), survey.nps(scores)) == (average, csat, nps)
