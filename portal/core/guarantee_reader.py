"""From the text of a guarantee to its values, writing down on the way everything that is wrong with it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from portal.core.promise import Within, WithinRefused
from portal.core.toml_lines import Lines, Path

T = TypeVar("T")

LANGUAGES = ("en", "zh")
FIFTY_YEARS = 50 * 366 * 86_400  # seconds; no promise reaches further (DESIGN.md 4)
LONGEST = 200_000  # characters; ten times the longest guarantee we know
MOST = 36_500  # of days, of percent: a hundred years
YEARS = range(2000, 2100)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9.-]{0,39}")  # it stands in an address: /guarantee/<number>


#: What can be wrong with the writing itself, by how tomllib begins to say it.
SYNTAX = {
    "string": ("Unterminated string", "Expected \"'", "Expected '\"", "Illegal character '\\n'"),
    "character": ("Illegal character", "Found invalid character"),
    "value": ("Invalid value", "Invalid date"),
    "newline": ("Expected newline",),
    "key": ("Invalid initial character", "Expected '='", "Invalid statement"),
    "twice": ("Cannot overwrite", "Cannot declare", "Duplicate", "Cannot mutate", "Cannot redefine"),
    "bracket": ("Expected ']", "Unclosed"),
    "escape": ("Unescaped", "Invalid hex", "Escaped character"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a guarantee's text: its line, a code, and the facts its sentence needs."""

    line: int
    code: str
    facts: Mapping[str, Any]
    path: Path = ()  # where in the text's values, for a form that shows it at its field


class Unreadable(Exception):
    """The text is no TOML at all; `.fault` says where it stops making sense."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def read(text: str, section: str = "guarantee") -> "Table":
    """The whole file as a table to take values from; Unreadable if it is no TOML. `section` is what faults call it."""
    if len(text) > LONGEST:
        raise Unreadable(Fault(1, "too-much-text", {"length": len(text), "most": LONGEST}))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # beside its own error: figures and brackets without end
        raise Unreadable(_syntax_fault(str(error), text)) from None
    return Table(data, (), Lines(text), [], section, "")


def _syntax_fault(message: str, text: str) -> Fault:
    at = re.search(r" \(at line (\d+), column \d+\)", message)
    line = int(at[1]) if at else text.count("\n") + 1
    problem = next((code for code, sayings in SYNTAX.items() if message.startswith(sayings)), "other")
    return Fault(line, "not-toml", {"problem": problem})


class Table:
    """One table of the file. Each method takes one value out, or writes down a fault and gives None."""

    def __init__(
        self, data: Mapping[str, Any], path: Path, lines: Lines, faults: list[Fault], section: str, name: str
    ) -> None:
        self._data, self.path, self._lines, self.faults = data, path, lines, faults
        self.section, self.name = section, name
        self._asked: list[str] = []

    def place(self, key: str) -> "Table":
        """A table below that was read already, to write a fault down at its lines."""
        return self._below(key, self._data[key], (key,), key, self.name)

    def has(self, key: str) -> bool:
        return key in self._data

    def fault(self, code: str, key: str = "", **facts: Any) -> None:
        line = self._lines.of((*self.path, key) if key else self.path)
        place = {"section": self.section, "name": self.name, "key": key}
        self.faults.append(Fault(line, code, place | facts, (*self.path, key) if key else self.path))

    def into(self, build: type[T], optional: tuple[str, ...] = (), **values: Any) -> T | None:
        """The value these parts make, or None where one of them could not be read."""
        self.close()
        is_whole = all(value is not None for name, value in values.items() if name not in optional)
        return build(**values) if is_whole else None

    def close(self) -> None:
        """Everything was asked for: what is left over is a mistake, most often of spelling."""
        for key in self._data:
            if key not in self._asked:
                self.fault("unknown-key", key, near="".join(get_close_matches(key, self._asked, 1)))

    def word(self, key: str, needed: bool = True) -> str | None:
        value = self._value(key, str, "text", needed)
        if value is not None and not value.strip():
            return self.fault("empty", key)
        return value and value.strip()

    def slug(self, key: str, longest: int = 60) -> str | None:
        value = self.word(key)
        if len(value or "") > longest:
            return self.fault("slug-too-long", key, value=value[:longest] + "…", most=longest)
        if value is not None and not SLUG.fullmatch(value):
            return self.fault("not-a-slug", key, value=value)
        return value

    def number(self, key: str) -> str | None:
        """The number of a document: “3”, “HP-2026-1”."""
        value = self._value(key, (str, int), "document number")
        if value is not None and not NUMBER.fullmatch(str(value)):
            return self.fault("not-a-number", key, value=value)
        return value if value is None else str(value)

    def choice(self, key: str, known: tuple[str, ...], needed: bool = True) -> str | None:
        value = self.word(key, needed)
        if value is not None and value not in known:
            return self._unknown(key, value, known)
        return value

    def both(self, key: str, needed: bool = True) -> dict[str, str] | None:
        """A text in English and in Chinese."""
        value = self._value(key, dict, "languages", needed)
        if value is None:
            return None
        missing = [code for code in LANGUAGES if not (isinstance(value.get(code), str) and value[code].strip())]
        for language in missing:
            self.fault("no-language", key, language=language)
        for language in value.keys() - set(LANGUAGES):
            self.fault("unknown-language", key, language=language)
        return None if missing else {language: value[language].strip() for language in LANGUAGES}

    def whole(self, key: str, least: int = 0) -> int | None:
        value = self._value(key, int, "number")
        if value is not None and value < least:
            return self.fault("too-small", key, value=value, least=least)
        if value is not None and value > MOST:
            return self.fault("too-large", key, most=MOST)
        return value

    def figure(self, key: str) -> Decimal | None:
        value = self._value(key, (int, float), "figure")
        if isinstance(value, float) and not isfinite(value):  # TOML knows nan and inf; a promise does not.
            return self.fault("wrong-type", key, expected="figure")
        return None if value is None else Decimal(str(value))

    def flag(self, key: str) -> bool:
        return bool(self._value(key, bool, "flag", needed=False))

    def day(self, key: str) -> date | None:
        value = self._value(key, date, "date", needed=False)
        if value is not None and value.year not in YEARS:
            return self.fault("unlikely-date", key, value=value, first=YEARS[0], last=YEARS[-1])
        return value

    def zone(self, key: str) -> ZoneInfo | None:
        value = self.word(key)
        try:
            return value and ZoneInfo(value)
        except (ValueError, OSError, LookupError):
            return self.fault("unknown-zone", key, value=value)

    def within(self, key: str, needed: bool = True) -> Within | None:
        value = self.word(key, needed)
        return value and self._as_within(key, value)

    def span(self, key: str) -> timedelta | None:
        """A plain length of time: “7 days” is seven times 24 hours."""
        value = self.word(key)
        return value and self._as_span(key, value)

    def spans(self, key: str) -> tuple[timedelta, ...]:
        return tuple(span for value in self.words(key) if (span := self._as_span(key, value)))

    def words(self, key: str, needed: bool = True) -> tuple[str, ...]:
        """One word, or a list of them."""
        value = self._value(key, (str, list), "words", needed)
        values = [value] if isinstance(value, str) else value or []
        if not all(isinstance(word, str) and word.strip() for word in values):
            self.fault("wrong-type", key, expected="words")
            return ()
        return tuple(values)

    def table(self, key: str, needed: bool = True) -> "Table | None":
        value = self._value(key, dict, "table", needed)
        return None if value is None else self._below(key, value, (key,), key, self.name)

    def tables(self, key: str, named_by: str, needed: bool = True) -> list["Table"]:
        """The tables of an array, each called by what `named_by` says in it."""
        value = self._value(key, list, "tables", needed) or []
        if not all(isinstance(item, dict) for item in value):
            self.fault("wrong-type", key, expected="tables")
            return []
        return [
            self._below(key, item, (key, index), key, str(item.get(named_by, index + 1)))
            for index, item in enumerate(value)
        ]

    def chosen(self, key: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
        """Which values of which dimensions: `{ kind = "complaint", channel = ["web", "email"] }`."""
        below = self.table(key, needed=False)
        if below is None:
            return {}
        found = {name: below.known_words(name, allowed) for name, allowed in known.items() if below.has(name)}
        below._asked.extend(known)
        below.close()
        return {name: values for name, values in found.items() if values}

    def known_words(self, key: str, known: tuple[str, ...]) -> frozenset[str]:
        values = self.words(key)
        if self.has(key) and self._data[key] == []:
            self.fault("empty", key)
        for value in values:
            if value not in known:
                self._unknown(key, value, known)
        return frozenset(values) & frozenset(known)

    def _below(self, key: str, data: Mapping, more: Path, section: str, name: str) -> "Table":
        return Table(data, (*self.path, *more), self._lines, self.faults, section, name)

    def _value(self, key: str, kind: type | tuple[type, ...], expected: str, needed: bool = True) -> Any:
        self._asked.append(key)
        if key not in self._data:
            return self.fault("missing", key) if needed else None
        value = self._data[key]
        # To Python a yes is a number and a moment is a date; to a manager neither is.
        is_other = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
        if is_other or not isinstance(value, kind):
            return self.fault("wrong-type", key, expected=expected)
        return value

    def _as_within(self, key: str, value: str) -> Within | None:
        try:
            within = Within.parse(value)
        except WithinRefused:
            return self.fault("unknown-time", key, value=value)
        return self.fault("too-long", key, value=value) if within.seconds > FIFTY_YEARS else within

    def _as_span(self, key: str, value: str) -> timedelta | None:
        within = self._as_within(key, value)
        if within is None:
            return None
        if not (within.is_elapsed or within.unit == "days"):
            return self.fault("not-plain-time", key, value=value)
        return timedelta(seconds=within.seconds)

    def _unknown(self, key: str, value: str, known: tuple[str, ...]) -> None:
        near = "".join(get_close_matches(value, known, 1))
        self.fault("unknown-value", key, value=value, known=", ".join(known), near=near)
