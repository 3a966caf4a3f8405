"""Every template is shown by something, and everything shown has a template."""

import ast
import re

import pytest
from jinja2 import nodes

from tests.house import FILES, TEMPLATES, tree

NAMES = {file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*") if file.is_file()}
REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
LOOKS_LIKE_ONE = re.compile(r"[\w-]+(/[\w.-]+)*\.(html|txt)")


def named_in_python() -> set[str]:
    """Every text in portal/ that looks like the name of a template."""
    found = (node.value for module in FILES for node in ast.walk(tree(module)) if isinstance(node, ast.Constant))
    return {text for text in found if isinstance(text, str) and LOOKS_LIKE_ONE.fullmatch(text)}


def named_in_templates(house) -> set[str]:
    """What the templates extend, include and import."""
    parsed = [house.jinja_env.parse((TEMPLATES / name).read_text("utf-8")) for name in NAMES]
    found = [node.template for page in parsed for node in page.find_all(REFERENCES)]
    return {text.value for node in found for text in [node, *node.find_all(nodes.Const)] if hasattr(text, "value")}


@pytest.fixture
def named(house) -> set[str]:
    return named_in_python() | named_in_templates(house)


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
