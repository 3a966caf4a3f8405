"""`flask guarantee`: what a manager reads at the terminal."""

import pytest

from portal.actions.publishing import DEMO
from portal.store import guarantee as versions
from tests.core.guarantees import guarantee, line_of, promise


@pytest.fixture
def run(app):
    def call(*arguments):
        return app.test_cli_runner().invoke(args=["guarantee", *map(str, arguments)])

    return call


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "guarantee.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_a_sound_text_is_told_so_with_what_is_worth_knowing(run):
    answer = run("check", DEMO)
    assert answer.exit_code == 0
    assert "demo.toml has no faults." in answer.output
    assert "Figures filled in by us" in answer.output


def test_every_fault_is_named_with_its_line(run, file):
    text = guarantee(promise("a", target="answer"), promise("b", within="soon"), number='"no. 1"')
    answer = run("check", file(text))
    assert answer.exit_code == 1
    assert f"Line {line_of(text, 'number')}: " in answer.output
    assert f"Line {line_of(text, 'target')}: promise “a”: “answer” is not a target." in answer.output
    assert f"Line {line_of(text, 'within', 2)}: promise “b”: “soon” is not a time." in answer.output
    assert "4 faults. Nothing was published." in answer.output  # the fourth: there is no calendar “desk”


def test_where_nothing_is_promised_is_a_table(run, file):
    kinds = '{ kind = ["complaint", "enquiry", "suggestion", "praise"] }'
    text = guarantee(
        promise("a", within="2 hours", calendar="", for_=kinds),
        promise("b", within="2 hours", calendar="", for_='{ kind = "feedback", severity = "urgent" }'),
        promise("c", "plan", within="2 hours", calendar="", for_='{ kind = "feedback", channel = "web" }'),
        calendars="[]",
    )
    answer = run("check", file(text))
    assert answer.exit_code == 0
    assert (
        "  Feedback  This site     no first response  no first response  no first response  promised  no first response"
        in answer.output
    )
    assert (
        "  Feedback  E-mail        nothing            nothing            nothing            promised  nothing"
        in answer.output
    )
    chinese = run("check", file(text), "--lang", "zh").output
    cells = [line for line in chinese.splitlines() if line.startswith("  ") and "有承诺" in line]
    assert len(cells) == 7
    assert len({_column(line, "有承诺") for line in cells}) == 1


def _column(line: str, word: str) -> int:
    """Where a word stands, counting a Chinese character as two."""
    return sum(2 if ord(character) > 0x2000 else 1 for character in line[: line.index(word)])


def test_a_version_dated_in_the_past_is_refused(run, file):
    text = guarantee(promise("a", within="2 hours", calendar=""), calendars="[]", effective_on="2020-01-01")
    assert "It takes effect on 2020-01-01, before it is published" in run("check", file(text)).output
    answer = run("publish", file(text), "--author", "Ann", "--approver", "Bo")
    assert answer.exit_code == 1
    assert "before it is published" in answer.output
    assert versions.history() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# " + "x" * 1_000_000, "This text has 1000002 characters."),
        ('number = "1\x00"', "here is a character that no text file has"),
        (
            guarantee(
                promise("a", within="150000 working hours", calendar='"service-desk"'), calendars='["service-desk"]'
            ),
            "more than 50 years",
        ),
    ],
)
def test_bad_texts_are_refused_in_a_sentence_by_both_commands(run, file, text, sentence):
    for command in (["check"], ["publish", "--author", "Ann", "--approver", "Bo"]):
        answer = run(command[0], file(text), *command[1:])
        assert answer.exit_code == 1
        assert sentence in answer.output
    assert versions.history() == []


def test_a_name_without_end_is_refused_in_a_sentence(run):
    answer = run("publish", DEMO, "--author", "A" * 200, "--approver", "")
    assert "“author” has room for 120 characters." in answer.output
    assert "Nobody approved this." in answer.output


def test_a_published_text_is_in_force(run, now, app):
    answer = run("publish", DEMO, "--author", "Ann", "--approver", "Bo")
    assert answer.exit_code == 0, answer.output
    assert "Published as HP-2026-1. In force from " in answer.output
    assert versions.by_number("HP-2026-1").author == "Ann"


def test_one_person_alone_is_refused_with_a_sentence(run):
    answer = run("publish", DEMO, "--author", "Ann", "--approver", "Ann")
    assert answer.exit_code == 1
    assert "“Ann” is both author and approver." in answer.output
    assert versions.history() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'number = "1"\ntitle = "\xff"', "From line 2 on this is not UTF-8 text."),
        (b"", "The guarantee needs the line “number”."),
        (b'number = "1"\nnumber = "2"', "Line 2: This is not TOML from here on"),
    ],
)
def test_a_file_that_is_no_guarantee_is_refused_with_a_sentence(run, file, content, sentence):
    answer = run("check", file(content))
    assert answer.exit_code == 1
    assert sentence in answer.output


def test_a_file_saved_on_windows_is_fine(run, file):
    text = DEMO.read_text("utf-8").replace("\n", "\r\n")
    assert run("check", file(b"\xef\xbb\xbf" + text.encode())).exit_code == 0
