"""Keeps the Chinese sentences in step with the English ones in the source.

`update` collects new sentences into the catalogue and compiles it; `check` tells which have no Chinese yet.
"""

import ast
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "portal" / "translations"
LANGUAGE = "zh"  # not zh_CN: Flask-Babel would look for zh_Hans_CN and quietly show English
PO = FOLDER / LANGUAGE / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
AS_IT_WAS = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")


def main(what: str) -> int:
    os.chdir(ROOT)
    return {"update": update, "check": check}[what]()


def update() -> int:
    """Collect and compile. Neither lines nor dates are written down, so that only sentences make a difference."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        with template.open("wb") as f:
            write_po(f, extracted(), sort_by_file=True, include_lineno=False)
        command = ["update", *AS_IT_WAS] if PO.exists() else ["init"]
        babel(*command, "-i", str(template), "-d", str(FOLDER), "-l", LANGUAGE, "--no-wrap")
    MO.write_bytes(compiled(catalogue(PO)))
    return check()


def check() -> int:
    """Tell every fault on a line of its own; 1 if there is any."""
    faults = list(untranslated(extracted(), catalogue(PO)))
    if PO.exists() and not (MO.exists() and MO.read_bytes() == compiled(catalogue(PO))):
        faults.append("messages.mo is older than messages.po")
    for fault in faults:
        print(fault)
    mend = f"{len(faults)} to mend: see {PO.relative_to(ROOT)}, then `make translations`."
    print(mend if faults else "Every sentence is there in Chinese.")
    return min(len(faults), 1)


def untranslated(source: Catalog, chinese: Catalog):
    """A line for each sentence of the source that has no Chinese, or only a guess at it."""
    for message in source:
        found = chinese.get(message.id, message.context) if message.id else True
        if found is True:
            continue
        if found is None or found.fuzzy or not all(_texts(found.string)):
            place = "{}:{}".format(*message.locations[0])
            yield f"{place}: no Chinese for “{_texts(message.id)[0]}”"


def _texts(text) -> tuple:
    return (text,) if isinstance(text, str) else tuple(text)


def extracted() -> Catalog:
    """Every sentence of the sources, with the places where it stands."""
    found = Catalog()
    for file in _files("portal", "*.py"):
        _collect(found, file, _said_in_python)
    for file in _files("templates", "*.*"):
        _collect(found, file, _said_in_a_template)
    return found


def _files(folder: str, pattern: str) -> list[Path]:
    """Those of a folder stand before those of the folders in it."""
    return sorted((ROOT / folder).rglob(pattern), key=lambda file: (file.parent, file.name))


def _collect(found: Catalog, file: Path, method) -> None:
    with file.open("rb") as f:
        for line, message, *_ in extract(method, f, KEYWORDS):
            found.add(message, locations=[(file.relative_to(ROOT).as_posix(), line)])


def _said_in_python(file, keywords, *_, **__) -> Iterator[tuple]:
    """Babel's own reader of Python takes a file apart word by word, which is slow, and sees nothing in an f-string."""
    source = file.read().decode("utf-8")
    asks = any(f"{name}(" in source for name in keywords)
    for call in ast.walk(ast.parse(source)) if asks else ():
        if isinstance(call, ast.Call) and (name := _name(call.func)) in keywords:
            yield call.lineno, name, [_text(argument) for argument in call.args], []


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _text(argument: ast.expr) -> str | None:
    """A text as it stands; None for what is only known when it is said."""
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _said_in_a_template(file, keywords, *_, **__) -> Iterator[tuple]:
    page = JINJA.parse(file.read().decode("utf-8"))
    return ((line, name, said, []) for line, name, said in extract_from_ast(page, keywords))


def babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])


def catalogue(file: Path) -> Catalog:
    if not file.exists():
        return Catalog()
    with file.open("rb") as f:
        return read_po(f)


def compiled(chinese: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, chinese)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
