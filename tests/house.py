"""The house as its tests see it: every module, what it imports, and which floor and room it is on."""

import ast
from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2.nodes import Template

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"

FLOORS = {"core": 0, "store": 2, "mail": 3, "actions": 4, "web": 5, "commands": 5, "app": 6, "wsgi": 7}
#: What every floor above the core may use; of the house these know the core and each other only.
BASEMENT = {"words": 1, "config": 1, "config_reader": 1, "tokens": 1}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(file): file for file in sorted(PORTAL.rglob("*.py")) if "migrations" not in file.parts}
SOURCES = {**FILES, "wsgi": ROOT / "wsgi.py"}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text("utf-8"), module)


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """All that stands in it, looked through once for all the rules."""
    return tuple(ast.walk(tree(module)))


@cache
def page(template: Path) -> Template:
    """A template taken apart, as the app's own environment does it."""
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(
        template.read_text("utf-8")
    )


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the house that this one names, anywhere in it."""
    found = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found |= {nearest(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports with dots: write the whole name, as everywhere else."
            found |= {nearest(f"{node.module}.{alias.name}") for alias in node.names}
    return frozenset(found - {None, module})


def nearest(name: str) -> str | None:
    """`portal.core.clock.due` names the module portal.core.clock."""
    while name.startswith("portal"):
        if name in FILES:
            return name
        name = name.rpartition(".")[0]
    return None


def floor(module: str) -> int:
    part = module.removeprefix("portal.").partition(".")[0]
    return 0 if part == "portal" else (FLOORS | BASEMENT)[part]


def room(module: str) -> str | None:
    """One module of actions/, or the nearest folder of web/ with a door; None for what its floor shares."""
    if module.startswith("portal.actions."):
        name = module.split(".")[2]
        return None if name == "moves" else f"portal.actions.{name}"
    package = FILES[module].parent if module.startswith("portal.web.") else PORTAL
    while package not in (PORTAL, PORTAL / "web"):
        if has_a_door(package):
            return ".".join(package.relative_to(ROOT).parts)
        package = package.parent
    return None


@cache
def has_a_door(package: Path) -> bool:
    return any("Blueprint(" in file.read_text("utf-8") for file in package.glob("*.py"))


def sideways(one: str | None, other: str | None) -> bool:
    """Whether these are two rooms of one floor, neither within the other."""
    return bool(one and other) and not f"{one}.".startswith(f"{other}.") and not f"{other}.".startswith(f"{one}.")
