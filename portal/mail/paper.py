"""The paper letters are written on: their own templates, apart from the pages', where an unknown word is an error."""

import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config_reader import ROOT

env = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "letters"),
    autoescape=lambda name: name.endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def written(name: str, facts: dict) -> tuple[str, str]:
    """Subject and text of the letter of this template: its first line is the subject."""
    page = env.get_template(name).render(facts)
    subject, _, text = page.strip().partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def html(**facts: object) -> str:
    return env.get_template("letter.html").render(facts)
