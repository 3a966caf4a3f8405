"""The company's own words: which sentences may be said otherwise, and what a file may not say."""

import pytest
from flask_babel import force_locale

from portal import config
from portal.mail import letters, wording
from portal.mail.samples import KINDS
from portal.words import wording as words
from tests.mail import stories

GOOD = """\
[received.en]
subject = "Thank you for your {kind} {reference}"
opening = "Thank you for writing to {reference}."

[received.zh]
opening = "感谢您的{kind}，编号 {reference}。"
"""


@pytest.fixture
def own(settings, app, monkeypatch):
    """Let this file be in use."""

    def use(text):
        said, faults = wording.read(text)
        assert not faults, [words.line(fault) for fault in faults]
        monkeypatch.setitem(app.config, "WORDING", said)

    return use


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in wording.read(text)[1]]


def test_a_sentence_is_said_in_the_companys_words_and_the_rest_in_ours(own, now):
    before = stories.sample(now).customer("received")
    own(GOOD)
    after = stories.sample(now).customer("received")
    assert after.subject == "Thank you for your complaint K7Q-3FM-9"
    assert after.text.startswith("Thank you for writing to K7Q-3FM-9.\n\nWe treat it as urgent. Ms Lee looks after it.")
    assert after.text.partition("\n\n")[2] == before.text.partition("\n\n")[2]
    assert stories.sample(now, "zh").customer("received").text.startswith("感谢您的投诉，编号 K7Q-3FM-9。\n")


def test_what_a_customer_typed_is_no_name_in_a_sentence(own, now):
    own('[reply.en]\nopening = "Here is {kind} {reference}:"\n')
    story = stories.story("reply", now)
    story.message.body = "{owner} {reference} {0.__class__}"
    text = letters.customer("reply", story).text
    assert "  {owner} {reference} {0.__class__}\n" in text


@pytest.mark.parametrize("letter", KINDS)
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_sentence_of_every_letter_can_be_said_otherwise(own, now, letter, language):
    """Each with all the names it may use: none of them is missing when the letter is written."""
    parts = wording.parts(letter, language).values()
    assert next(iter(parts)).name == "subject"
    lines = [f'{p.name} = "Otherwise {" ".join(f"{{{name}}}" for name in sorted(p.may))}"' for p in parts]
    own("\n".join([f"[{letter}.{language}]", *lines]))
    draft = stories.sample(now, language).one(letter)
    assert draft.subject.startswith("Otherwise")
    assert draft.text.startswith("Otherwise")


def test_there_is_a_sample_of_every_letter():
    assert sorted(KINDS) == list(wording.letters())


@pytest.mark.parametrize("letter", wording.letters())
def test_both_languages_have_the_same_sentences_with_the_same_names(letter):
    en, zh = (wording.parts(letter, language) for language in wording.LANGUAGES)
    assert list(en) == list(zh)
    assert [part.must for part in en.values()] == [part.must for part in zh.values()]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('subject = "Ours"', "name-missing"),
        ('subject = "{reference}\\nBcc: x@example.com"', "no-subject"),
        ('subject = "=?utf-8?q?hi?= {reference}"', "no-subject"),
        (f'subject = "{{reference}} {"x" * 120}"', "too-long"),
        ('opening = ""', "no-text"),
        ("opening = 7", "no-text"),
        ('opening = "Hello {name}"', "no-name"),
        ('opening = "Hello {case.email}"', "no-name"),
        ('opening = "Hello {reference!r}"', "open-brace"),
        ('opening = "Hello {reference:>99999999}"', "open-brace"),
        ('opening = "Hello {"', "open-brace"),
        ('opening = "Hello }"', "open-brace"),
        ('opening = "Hello {}"', "no-name"),
        ('opening = "Look:\\n\\nhttps://evil.example/\\n"', "looks-quoted"),
        ('opening = "  As if the customer had said it"', "looks-quoted"),
        ('opening = "A bell \\u0007"', "unprintable"),
        ('nonsense = "x"', "no-part"),
    ],
)
def test_what_a_sentence_may_not_say_is_named_with_its_line(line, code):
    assert faults(f"# ours\n\n[received.en]\n{line}\n") == [(4, code)]


def test_a_promise_is_not_left_out_of_a_sentence_that_holds_it():
    assert faults('[new_date.en]\nopening = "We need more time, sorry."\n') == [(2, "name-missing")]
    assert faults('[new_date.en]\nopening = "We need more time, until {by_when}."\n') == []


def test_all_faults_are_named_in_one_go_and_nothing_of_the_file_is_used():
    text = GOOD + '\n[nothing.en]\nopening = "x"\n\n[reply.fr]\nopening = "x"\n\n[reply.en]\nsubject = "x"\nend = "x"\n'
    said, found = wording.read(text)
    assert said == {}
    assert [(fault.line, fault.code) for fault in found] == [
        (8, "no-letter"),
        (11, "no-language"),
        (15, "name-missing"),
        (16, "no-part"),
    ]


@pytest.mark.parametrize("text", ["received = 1", "[received]\nen = 1", 'received.en = ["x"]'])
def test_what_should_be_a_table_is_said_so(text):
    assert [code for _, code in faults(text)] == ["no-table"]


def test_what_is_no_toml_is_named_with_the_line_where_it_ends():
    assert faults('[received.en]\nopening = "x\n') == [(2, "not-toml")]


@pytest.mark.parametrize("code", words.SENTENCES)
def test_every_fault_has_a_sentence(settings, code):
    every = dict.fromkeys(("value", "known", "letter", "part", "most"), "x")
    with force_locale("en"):
        assert words.line(wording.Fault(3, code, every)).startswith("Line 3: ")


def test_the_portal_does_not_start_with_a_wrong_file(tmp_path):
    file = tmp_path / "letters.toml"
    file.write_text('[received.en]\nopening = "Hello {name}"\nend = "x"\n')
    with pytest.raises(config.ConfigRefused) as refused:
        wording.load(file)
    assert [fault.partition(": Line ")[2][:2] for fault in refused.value.faults] == ["2:", "3:"]


def test_bytes_that_are_no_text_are_a_fault(tmp_path):
    file = tmp_path / "letters.toml"
    file.write_bytes('[received.zh]\nopening = "感谢"\n'.encode("gbk"))
    with pytest.raises(config.ConfigRefused):
        wording.load(file)


def test_without_a_file_everything_is_said_as_it_ships():
    assert wording.load(None) == {}


def test_the_file_lies_beside_the_data_or_where_the_setting_says(tmp_path):
    needed = {"DATA_DIR": str(tmp_path)}
    assert config.load(needed).letters_toml is None
    (tmp_path / "letters.toml").write_text(GOOD)
    assert config.load(needed).letters_toml == tmp_path / "letters.toml"
    with pytest.raises(config.ConfigRefused, match="LETTERS_TOML: there is no file"):
        config.load(needed | {"LETTERS_TOML": str(tmp_path / "other.toml")})
