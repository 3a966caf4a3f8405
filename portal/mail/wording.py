"""The company's own words in letters: a TOML file beside the guarantee, checked whole before the portal starts.

    [received.en]
    opening = "Thank you. We have your {kind}, and its reference is {reference}."

Each letter in `templates/letters` marks which of its sentences may be said otherwise: those in `own("…")`. What is
promised and by when, what people typed, and the links are not among them. Where a sentence of ours names a date, the
company's names it too: it may say a promise in other words, and not leave it out.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from portal.config import ConfigRefused
from portal.config_reader import ROOT
from portal.core.toml_lines import Lines
from portal.words import wording as words

FOLDER = ROOT / "templates" / "letters"
LANGUAGES = ("en", "zh")
NO_LETTERS = ("parts", "staff_parts")
MOST, MOST_IN_A_SUBJECT = 2000, 120
PART = re.compile(r'\{% filter own\("(\w+)"(.*?)\) %\}\n(.*?)\{% endfilter %\}', re.DOTALL)
EXTRA = re.compile(r", (\w+)=(.+)")
DATES = frozenset({"by_when", "closes", "reopen_until", "lapses", "due"})
#: Names a sentence may use, and how a template writes them.
WRITTEN = {
    **{name: name for name in ("by_when", "closes", "reopen_until", "lapses", "owner", "giver", "by", "since")},
    "case.reference": "reference",
    "say.KIND[case.kind]": "kind",
    "number": "number",
}
EVERYWHERE = frozenset({"kind", "reference"})

Words = Mapping[str, str]  # of one letter in one language: the part and what it says
Wording = Mapping[tuple[str, str], Words]  # by language and letter


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the file: its line, a code, and the facts its sentence needs."""

    line: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A sentence that may be said otherwise: what it says as it ships, and the names it may and must use."""

    name: str
    text: str
    may: frozenset[str]
    must: frozenset[str]

    @property
    def is_subject(self) -> bool:
        return self.name.startswith("subject")


@cache
def parts(letter: str, language: str) -> dict[str, Part]:
    """The sentences of this letter that may be said otherwise, in its order."""
    source = (FOLDER / language / f"{letter}.txt").read_text("utf-8")
    everywhere = EVERYWHERE if "say.KIND[case.kind]" in source else frozenset()
    return {name: _part(name, extra, text, everywhere) for name, extra, text in PART.findall(source)}


def _part(name: str, extra: str, text: str, everywhere: frozenset[str]) -> Part:
    plain = re.sub(r"\{%.*?%\}", "", text)
    used = {WRITTEN[written] for written in re.findall(r"\{\{ (.*?) \}\}", plain) if written in WRITTEN}
    extras = dict(EXTRA.findall(extra))
    must = (used & DATES) | extras.keys() | ({"reference"} & used if name.startswith("subject") else set())
    shown = _shown(text.strip(), WRITTEN | {written: name for name, written in extras.items()})
    return Part(name, shown, frozenset(used) | extras.keys() | everywhere, frozenset(must))


def _shown(text: str, names: Mapping[str, str]) -> str:
    """The sentence with its names in braces; what only a template can say stands in it as an ellipsis."""
    for written, name in names.items():
        text = text.replace(f"{{{{ {written} }}}}", f"{{{name}}}")
    return re.sub(r"\{\{.*?\}\}|(\{%.*%\})", "…", text)


@cache
def letters() -> tuple[str, ...]:
    """Every letter there is."""
    return tuple(sorted(file.stem for file in (FOLDER / "en").glob("*.txt") if file.stem not in NO_LETTERS))


def read(text: str) -> tuple[Wording, list[Fault]]:
    """What the file says, and every fault in it. With a fault, nothing of it is used."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        return {}, [Fault(int(at[1]) if at else text.count("\n") + 1, "not-toml")]
    faults = sorted(_faults(said, Lines(text)), key=lambda fault: fault.line)
    return ({} if faults else _wording(said)), faults


def _wording(said: dict) -> Wording:
    return {(language, letter): own for letter, tongues in said.items() for language, own in tongues.items()}


def _faults(said: dict, lines: Lines) -> Iterator[Fault]:
    for letter, tongues in said.items():
        if letter not in letters():
            first = (letter, *(list(tongues)[:1] if isinstance(tongues, dict) else ()))
            yield Fault(lines.of(first), "no-letter", {"value": letter, "known": ", ".join(letters())})
        elif not isinstance(tongues, dict):
            yield Fault(lines.of((letter,)), "no-table", {"value": letter})
        else:
            yield from _faults_of(letter, tongues, lines)


def _faults_of(letter: str, tongues: dict, lines: Lines) -> Iterator[Fault]:
    for language, sentences in tongues.items():
        if language not in LANGUAGES:
            yield Fault(lines.of((letter, language)), "no-language", {"value": language, "letter": letter})
        elif not isinstance(sentences, dict):
            yield Fault(lines.of((letter, language)), "no-table", {"value": f"{letter}.{language}"})
        else:
            for name, text in sentences.items():
                place = {"part": name, "letter": f"{letter}.{language}"}
                line = lines.of((letter, language, name))
                for code, facts in _faults_of_a_part(parts(letter, language), name, text):
                    yield Fault(line, code, place | facts)


def _faults_of_a_part(known: dict[str, Part], name: str, text: Any) -> Iterator[tuple[str, dict]]:
    part = known.get(name)
    if part is None:
        yield "no-part", {"known": ", ".join(known)}
    elif not isinstance(text, str) or not text.strip():
        yield "no-text", {}
    else:
        yield from _faults_of_words(part, text)
        yield from _faults_of_names(part, text)


def _faults_of_words(part: Part, text: str) -> Iterator[tuple[str, dict]]:
    most = MOST_IN_A_SUBJECT if part.is_subject else MOST
    if len(text) > most:
        yield "too-long", {"most": most}
    if part.is_subject and ("\n" in text.strip() or "=?" in text):
        yield "no-subject", {}
    if not all(c.isprintable() or c == "\n" for c in text):
        yield "unprintable", {}
    if re.search(r"^(  |\s*https?://\S+\s*$)", text, re.MULTILINE):
        yield "looks-quoted", {}


def _faults_of_names(part: Part, text: str) -> Iterator[tuple[str, dict]]:
    try:
        used = _names(text)
    except ValueError:
        yield "open-brace", {}
        return
    for name in sorted(used - part.may):
        yield "no-name", {"value": name, "known": ", ".join(f"{{{one}}}" for one in sorted(part.may)) or "–"}
    for name in sorted(part.must - used):
        yield "name-missing", {"value": name}


def _names(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace is not closed, or holds anything but a name."""
    found = list(Formatter().parse(text))
    if any(conversion or spec for _, _, spec, conversion in found):
        raise ValueError("Only a plain name stands between braces.")
    return {name for _, name, _, _ in found if name is not None}


def spoken(text: str, names: Mapping[str, str]) -> str:
    """The company's sentence with the names filled in."""
    return text.strip().format_map(names) + "\n"


def as_toml(part: Part) -> str:
    """A sentence of ours as a TOML text."""
    return json.dumps(part.text, ensure_ascii=False)


def text_of(file: Path) -> str:
    """What stands in the file; bytes that are no text become the sign for it, and a fault names their line."""
    return file.read_bytes().decode("utf-8-sig", "replace").replace("\ufffd", "\0")


def load(file: Path | None) -> Wording:
    """The company's words for this process. Raises ConfigRefused with every fault: a letter that says half of what was
    meant is worse than a portal that does not start."""
    if file is None:
        return {}
    found, faults = read(text_of(file))
    if faults:
        raise ConfigRefused([f"- LETTERS_TOML, {file}: {words.line(fault)}" for fault in faults])
    return found
