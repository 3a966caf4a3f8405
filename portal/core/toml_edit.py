"""Changing one thing in a TOML text and leaving the rest as somebody wrote it: comments, order, blank lines.

The text is the truth; a form only edits it. So the lines of one statement are replaced, added or taken out, and nothing
else is written anew. What comes of it is read again: a text that does not say what was meant is never given back.
"""

import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from portal.core.toml_lines import TOKEN, Lines, Path

BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class NotWritable(ValueError):
    """The text is laid out in a way this cannot change; edit the text itself."""


def put(text: str, path: Path, value: Any) -> str:
    """The text with this value at this path; None takes the key out. Tables on the way are made where they lack."""
    data = tomllib.loads(text)
    if _get(data, path) == value:
        return text
    meant = deepcopy(data)
    _set(meant, path, value)
    places = Lines(text)
    _prune(meant, path, places)
    return _checked(_put(text, path, meant, places), meant)


def add_table(text: str, name: str, values: Mapping[str, Any]) -> str:
    """The text with one more `[[name]]` behind the last one there is."""
    meant = deepcopy(tomllib.loads(text))
    _tables(meant, name).append(dict(values))
    lines = text.rstrip("\n").split("\n")
    block = [f"[[{name}]]", *(f"{_key(key)} = {_written(value)}" for key, value in values.items())]
    last = len(meant[name]) - 2
    end = Lines(text).end((name, last)) if last >= 0 else len(lines)
    return _checked(_joined([*lines[:end], "", *block, *lines[end:]]), meant)


def drop_table(text: str, name: str, index: int) -> str:
    """The text without this `[[name]]`, and without the comment that stands right above it."""
    meant = deepcopy(tomllib.loads(text))
    if index >= len(_tables(meant, name)):
        raise NotWritable
    del meant[name][index]
    if not meant[name]:
        del meant[name]
    places, lines = Lines(text), text.rstrip("\n").split("\n")
    begin, end = places.of((name, index)) - 1, places.end((name, index))
    while begin and lines[begin - 1].startswith("#"):
        begin -= 1
    while end < len(lines) and not lines[end].strip() and (not begin or not lines[begin - 1].strip()):
        end += 1
    return _checked(_joined(lines[:begin] + lines[end:]), meant)


def _put(text: str, path: Path, meant: dict, places: Lines) -> str:
    """Rewrite the statement that holds the path, or add one where its table stands."""
    lines = text.rstrip("\n").split("\n")
    at = path
    while at and not places.is_statement(at):
        at = at[:-1]
    if at:  # this key has a line, or stands within the braces of one that has
        value = _get(meant, at)
        begin, end = places.of(at) - 1, places.end(at)
        lines[begin:end] = [] if value is None else [_rewritten("\n".join(lines[begin:end]), value)]
        return _joined(lines)
    return _joined(_with_line(lines, places, path, meant))


def _with_line(lines: list[str], places: Lines, path: Path, meant: dict) -> list[str]:
    """The nearest table that has a heading of its own, or the head of the text, gets one more line."""
    table = path[:-1]
    while table and not places.is_table(table):
        table = table[:-1]
    key = path[len(table)]
    line = f"{_key(str(key))} = {_written(_get(meant, path[: len(table) + 1]))}"
    end = places.body_end(table)
    return [*lines[:end], line, *lines[end:]]


def _rewritten(statement: str, value: Any) -> str:
    """`key = value` with another value; the key, the indent and a comment behind it stay."""
    key, _, _ = statement.partition("=")
    comments = [token[0] for token in TOKEN.finditer(statement) if token[0].startswith("#")]
    behind = f" {comments[-1]}" if len(comments) == 1 and statement.endswith(comments[0]) else ""
    above = "".join(f"{comment}\n" for comment in comments) if comments and not behind else ""
    return f"{above}{key.rstrip()} = {_written(value)}{behind}"


def _checked(text: str, meant: dict) -> str:
    try:
        said = tomllib.loads(text)
    except ValueError:
        raise NotWritable from None
    if said != meant:
        raise NotWritable
    return text


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _get(data: Any, path: Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _set(data: Any, path: Path, value: Any) -> None:
    *way, last = path
    here = data
    for part in way:
        here = here.setdefault(part, {}) if isinstance(here, dict) else _get(here, (part,))
    if not isinstance(here, dict):
        raise NotWritable
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def _tables(data: dict, name: str) -> list:
    tables = data.setdefault(name, [])
    if not isinstance(tables, list):
        raise NotWritable
    return tables


def _prune(data: dict, path: Path, places: Lines) -> None:
    """A table in braces that has lost its last key goes with it; one with a heading may stand empty."""
    while len(path) > 1 and _get(data, path[:-1]) == {} and not places.is_table(path[:-1]):
        path = path[:-1]
        _get(data, path[:-1]).pop(path[-1])


def _key(name: str) -> str:
    return name if name and set(name) <= BARE else json.dumps(name, ensure_ascii=False)


def _written(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_written(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
