"""On which line of a TOML text each key stands: `tomllib` reads values but forgets where it found them."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

# What can hide a line's end or open a bracket: strings of four kinds, comments, the brackets themselves.
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*" r"|[\[\]{}\n]",
    re.DOTALL,
)
PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
DOTTED = rf"{PART}(?:\s*\.\s*{PART})*"
TABLE = re.compile(rf"\s*(\[\[?)\s*({DOTTED})\s*\]")
KEY = re.compile(rf"\s*({DOTTED})\s*=")


class Lines:
    """The lines of one valid TOML text: `lines.of(("promise", 2, "within"))` is where to look."""

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._last: dict[Path, int] = {}  # how many tables each [[array]] has so far, less one
        here: Path = ()
        for line, statement in _statements(text):
            if table := TABLE.match(statement):
                here = self._enter(_parts(table[2]), is_array=table[1] == "[[")
                self._found[here] = line
            elif key := KEY.match(statement):
                self._found[here + _parts(key[1])] = line

    def of(self, path: Path) -> int:
        """The line of this key; of the table or statement that holds it where it has none of its own; else 1."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def _enter(self, parts: Path, is_array: bool) -> Path:
        path: Path = ()
        for part in parts[:-1]:
            path = self._inside((*path, part))
        path = (*path, parts[-1])
        if is_array:
            self._last[path] = self._last.get(path, -1) + 1
        return self._inside(path)

    def _inside(self, path: Path) -> Path:
        return (*path, self._last[path]) if path in self._last else path


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with the number of its first line. A statement ends with its line, unless a bracket is open."""
    start, line, next_line, depth = 0, 1, 1, 0
    for token in TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        next_line += token[0].count("\n")
        if token[0] == "\n" and depth == 0:
            yield line, text[start : token.start()]
            start, line = token.end(), next_line
    yield line, text[start:]


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(PART, dotted))
