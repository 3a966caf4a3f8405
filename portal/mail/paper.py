"""The paper letters are written on: their own templates, apart from the pages', where an unknown word is an error."""

import re
from collections.abc import Mapping

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from portal.config_reader import ROOT
from portal.mail import wording

env = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "letters"),
    autoescape=lambda name: name.endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def written(name: str, facts: dict) -> tuple[str, str]:
    """Subject and text of the letter of this template: its first line is the subject."""
    own = current_app.config.get("WORDING", {}) if "own_words" not in facts else facts["own_words"]
    language, _, letter = name.removesuffix(".txt").partition("/")
    page = env.get_template(name).render(facts | {"own_words": own.get((language, letter), {})})
    subject, _, text = page.strip().partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def html(**facts: object) -> str:
    return env.get_template("letter.html").render(facts)


@pass_context
def _own(context: Context, ours: str, part: str, **more: object) -> str:
    """The company's own words for this part of the letter, where it has any; else ours."""
    said = context["own_words"].get(part)
    return wording.spoken(said, _names(context, more)) if said else ours


def _names(context: Context, more: Mapping[str, object]) -> dict[str, str]:
    """What the names in the company's sentences stand for here."""
    plain = {name: context[name] for name in wording.WRITTEN.values() if isinstance(context.get(name), str | int)}
    about = {"reference": context["case"].reference} if "case" in context else {}
    kind = {"kind": context["say"].KIND[context["case"].kind]} if "say" in context and about else {}
    return {name: str(value) for name, value in (plain | about | kind | dict(more)).items()}


def _answerable() -> bool:
    """Whether a customer may simply answer a letter."""
    return current_app.config["KEPT"].reply_address is not None


env.filters["own"] = _own
env.globals["answerable"] = _answerable
