"""Where English needs a space or a comma, Chinese has its own marks or none."""

import pytest

from portal.words import text


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "It was sent. It may still change."), ("zh", "It was sent.It may still change.")],
)
def test_sentences_stand_as_the_language_sets_them(reading, language, told):
    with reading(language):
        assert text.sentences(["It was sent.", "", "It may still change."]) == told


def test_words_in_a_row(reading):
    with reading("en"):
        assert text.listed(["PDF", "", "2 MB"]) == "PDF, 2 MB"
        assert text.listed([]) == ""
