"""A form edits the text: one thing changes, and the rest stays as somebody wrote it."""

import tomllib
from contextlib import suppress
from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from portal.core import toml_edit
from portal.core.toml_edit import NotWritable, add_table, drop_table, put

TEXT = """\
# Ours.
number = "1" # the number
calendars = [
  "desk", # by day
  "night",
]

[life]
lapse = "10 days"   # then it is over

# First promises

[[promise]]
code = "a"
title = { en = "A", zh = "甲" }
on_miss = { again = "1 hour" }

# Later promises

# The second one.
[[promise]]
code = "b"

[promise.on_miss]
remedy = { en = "x", zh = "y" }

# Rates

[[rate]]
code = "r"
"""


def changed(text: str, new: str) -> list[str]:
    return [line for line in ndiff(text.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("number",), "2", ['- number = "1" # the number', '+ number = "2" # the number']),
        (
            ("life", "lapse"),
            "9 days",
            ['- lapse = "10 days"   # then it is over', '+ lapse = "9 days" # then it is over'],
        ),
        (("promise", 0, "within"), "2 hours", ['+ within = "2 hours"']),
        (("promise", 0, "title", "en"), 'A "b"', ['+ title = { en = "A \\"b\\"", zh = "甲" }']),
        (("promise", 0, "on_miss", "again"), None, ['- on_miss = { again = "1 hour" }']),
        (("promise", 1, "on_miss", "again"), "1 hour", ['+ again = "1 hour"']),
        (("promise", 1, "on_miss", "remedy"), None, ['- remedy = { en = "x", zh = "y" }']),
        (("promise", 1, "for"), {"kind": ["a", "b"]}, ['+ for = { kind = ["a", "b"] }']),
        (("promise", 1, "pauses"), True, ["+ pauses = true"]),
        (("signed_on",), date(2026, 8, 20), ["+ signed_on = 2026-08-20"]),
        (("change_note", "en"), "New", ['+ change_note = { en = "New" }']),
        (("rate", 0, "at_least"), 95.5, ["+ at_least = 95.5"]),
        (("number",), "1", []),
        (("colour",), None, []),
    ],
)
def test_only_what_is_meant_is_written(path, value, lines):
    found = [line for line in changed(TEXT, put(TEXT, path, value)) if "title" not in line or line[0] == "+"]
    assert found == lines


def test_a_new_line_of_the_head_stands_above_the_first_table():
    assert put(TEXT, ("zone",), "UTC").index("zone") < put(TEXT, ("zone",), "UTC").index("[life]")


def test_comments_within_a_list_that_is_written_anew_are_kept_above_it():
    new = put(TEXT, ("calendars",), ["desk"])
    assert '# by day\ncalendars = ["desk"]\n\n[life]' in new


def test_a_table_is_added_behind_its_kin():
    new = add_table(TEXT, "promise", {"code": "c", "title": {"en": "C"}})
    assert changed(TEXT, new) == ["+ [[promise]]", '+ code = "c"', '+ title = { en = "C" }', "+ "]
    assert new.index('"c"') < new.index("# Rates")
    assert tomllib.loads(add_table("", "service", {"slug": "x"})) == {"service": [{"slug": "x"}]}


def test_a_table_goes_with_its_own_comment_and_leaves_the_heading_of_the_next():
    new = drop_table(TEXT, "promise", 1)
    assert [line for line in changed(TEXT, new) if line.strip("- ")] == [
        "- # The second one.",
        "- [[promise]]",
        '- code = "b"',
        "- [promise.on_miss]",
        '- remedy = { en = "x", zh = "y" }',
    ]
    assert "# Later promises" in new
    assert "# Rates" in new


def test_the_last_table_of_its_kind_can_go_too():
    assert "rate" not in tomllib.loads(drop_table(TEXT, "rate", 0))


@pytest.mark.parametrize(
    "text", ['promise = [{ code = "a" }, { code = "b" }]', "a.b = 1\na.c = 2", 'on_miss.again = "x"', "x = 1"]
)
def test_a_text_laid_out_otherwise_is_changed_rightly_or_not_at_all(text):
    for edit in (
        lambda: put(text, ("promise", 0, "code"), "z"),
        lambda: put(text, ("a", "d"), 3),
        lambda: put(text, ("on_miss", "remedy"), {"en": "x"}),
        lambda: put(text, ("x", "y"), 1),
        lambda: drop_table(text, "promise", 0),
        lambda: add_table(text, "promise", {"code": "z"}),
    ):
        with suppress(NotWritable):
            tomllib.loads(edit())


def test_every_value_of_the_demo_can_be_written_again_and_taken_out():
    text = (Path(toml_edit.__file__).parent.parent / "guarantees" / "demo.toml").read_text("utf-8")
    data = tomllib.loads(text)
    for index in (0, 5, 12):
        for key in data["promise"][index].keys() - {"on_miss"}:
            assert tomllib.loads(put(text, ("promise", index, key), "x"))["promise"][index][key] == "x"
    for _ in data["promise"]:
        text = drop_table(text, "promise", 0)
    assert "# What we promise for all cases together" in text
    assert tomllib.loads(text) == {key: value for key, value in data.items() if key != "promise"}
