"""Where a key stands in a text, so that a fault can name its line."""

from portal.core.toml_lines import Lines

TEXT = '''number = "1" # first
title = { en = "[not a table]", zh = "#3" }
words = [
    "one", # ]
    "two",
]
note = """
key = not a key
[nor.a.table]
"""

[organisation]
name.en = "Pine"

[[promise]]
code = "a"

[[promise]]
code = 'b'
  within = "1 hour"
[promise.on_miss]
again = "1 day"
[[promise.step]]
what = 1
[[promise.step]]
"quoted key" = 2
'''


def test_each_key_is_found_on_its_line():
    lines = Lines(TEXT)
    assert lines.of(("number",)) == 1
    assert lines.of(("words",)) == 3
    assert lines.of(("note",)) == 7
    assert lines.of(("organisation",)) == 12
    assert lines.of(("organisation", "name", "en")) == 13
    assert lines.of(("promise", 0, "code")) == 16
    assert lines.of(("promise", 1)) == 18
    assert lines.of(("promise", 1, "within")) == 20
    assert lines.of(("promise", 1, "on_miss", "again")) == 22
    assert lines.of(("promise", 1, "step", 1, "quoted key")) == 26


def test_what_has_no_line_of_its_own_is_found_where_it_belongs():
    lines = Lines(TEXT)
    assert lines.of(("title", "zh")) == 2
    assert lines.of(("promise", 0, "within")) == 15
    assert lines.of(("life",)) == 1
    assert lines.of(()) == 1


def test_nothing_inside_a_string_or_a_comment_counts():
    assert Lines(TEXT).of(("nor", "a", "table")) == 1
    assert Lines(TEXT).of(("key",)) == 1


def test_windows_line_ends_count_as_one():
    assert Lines("a = 1\r\nb = 2\r\n").of(("b",)) == 2
