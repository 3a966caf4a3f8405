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
        self._ends: dict[Path, int] = {}  # the last line of each statement
        self._bodies: dict[Path, int] = {(): 0}  # the last line of each table's own statements
        here: Path = ()
        for line, statement in _statements(text):
            end = line + statement.count("\n")
            if table := TABLE.match(statement):
                here = self._enter(_parts(table[2]), is_array=table[1] == "[[")
                self._found[here] = line
                self._bodies[here] = end
            elif key := KEY.match(statement):
                self._found[here + _parts(key[1])] = line
                self._ends[here + _parts(key[1])] = end
                self._bodies[here] = end

    def of(self, path: Path) -> int:
        """The line of this key; of the table or statement that holds it where it has none of its own; else 1."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def is_statement(self, path: Path) -> bool:
        """Whether this key has a line of its own."""
        return path in self._ends

    def is_table(self, path: Path) -> bool:
        """Whether this table has a heading of its own; the whole text is one as well."""
        return path in self._bodies

    def body_end(self, table: Path) -> int:
        """The last line of what stands right beneath a table's heading; 0 where the text begins with a heading."""
        return self._bodies[table]

    def end(self, path: Path) -> int:
        """The last line of everything this key or table holds, the tables below it included."""
        ends = (*self._ends.items(), *self._bodies.items())
        return max((end for found, end in ends if found[: len(path)] == path), default=0)

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
