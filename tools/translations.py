"""Keeps the Chinese sentences in step with the English ones in the source.

`update` collects new sentences into the catalogue and compiles it; `check` tells which have no Chinese yet.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "portal" / "translations"
LANGUAGE = "zh"  # not zh_CN: Flask-Babel would look for zh_Hans_CN and quietly show English
PO = FOLDER / LANGUAGE / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
AS_IT_WAS = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")


def main(what: str) -> int:
    os.chdir(ROOT)
    return {"update": update, "check": check}[what]()


def update() -> int:
    """Collect and compile. Neither lines nor dates are written down, so that only sentences make a difference."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template, "--add-location=file")
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
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        return catalogue(template)


def extract(template: Path, *options: str) -> None:
    keywords = ["-k", "_l", "-k", "lazy_gettext", "-k", "lazy_ngettext:1,2"]
    babel("extract", "-F", "babel.cfg", *keywords, *options, "--sort-by-file", "-o", str(template), ".")


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
