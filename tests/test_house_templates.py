"""Every template is shown by something, and everything shown has a template."""

import ast
import re
from functools import cache

import pytest
from jinja2.nodes import Const, Extends, FromImport, Import, Include

from tests.house import FILES, TEMPLATES, nodes, page

NAMES = {file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*") if file.is_file()}
REFERENCES = (Extends, Include, Import, FromImport)
LOOKS_LIKE_ONE = re.compile(r"[\w-]+(/[\w.-]+)*\.(html|txt)")
#: Letters have an environment of their own, in which this folder is the root.
LETTERS = "letters/"
BOTH = ("letters/en/", "letters/zh/")
LETTER = re.compile(r"letters/\w+/(\w+)\.txt")


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Every template that something names."""
    names = {text for text in texts() if LOOKS_LIKE_ONE.fullmatch(text)} | named_in_templates()
    letters = {name for name in NAMES if (letter := LETTER.fullmatch(name)) and letter[1] in texts()}
    return {LETTERS + name if LETTERS + name in NAMES else name for name in names} | letters


@cache
def texts() -> set[str]:
    """Every text that stands in the Python of the house."""
    found = (node.value for module in FILES for node in nodes(module) if isinstance(node, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def named_in_templates() -> set[str]:
    """What the templates extend, include and import."""
    found = [node.template for name in NAMES for node in page(TEMPLATES / name).find_all(REFERENCES)]
    return {text.value for node in found for text in [node, *node.find_all(Const)] if hasattr(text, "value")}


def test_every_template_has_a_room(named):
    orphans = sorted(NAMES - named)
    assert not orphans, f"Nothing shows these: delete them, or render them: {orphans}"


def test_no_template_is_missing(named):
    missing = sorted(named - NAMES)
    assert not missing, f"These are named but not there: {missing}"


def test_no_template_carries_its_own_style_or_script():
    pattern = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=["']|href=["']javascript:""", re.I)
    wrong = [name for name in sorted(NAMES) if pattern.search((TEMPLATES / name).read_text("utf-8"))]
    wrong = [name for name in wrong if not name.startswith("letters/")]  # mail programs know no stylesheet
    assert not wrong, f"Our content policy drops these without a word; use static/: {wrong}"


def test_every_letter_is_written_in_both_languages():
    english, chinese = ({name[len(folder) :] for name in NAMES if name.startswith(folder)} for folder in BOTH)
    assert english == chinese, f"Write these letters in the other language too: {sorted(english ^ chinese)}"
