"""The rules of the house (DESIGN.md 2), held by a machine so that people need not hold them against each other.

wsgi → app → web, commands → actions → mail → store → core. Downstairs only; skipping floors is fine; never up,
never sideways between rooms or between actions. Every test says what to do when it fails.
"""

import ast
import re
import subprocess
import sys

from tests.house import FILES, PORTAL, ROOT, SOURCES, floor, imports, nodes, room, sideways

#: The one place that reads the clock.
CLOCK = {"portal.app"}
READINGS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def test_imports_go_downstairs_only():
    wrong = [f"{a} → {b}" for a in SOURCES for b in imports(a) if floor(b) > floor(a)]
    assert not wrong, f"Lower floors know nothing of higher ones; hand the thing down as an argument: {wrong}"


def test_web_and_commands_do_not_know_each_other():
    doors = ("portal.web", "portal.commands")
    pairs = [(a, b) for a in FILES for b in imports(a) if a.startswith(doors) and b.startswith(doors)]
    wrong = [f"{a} → {b}" for a, b in pairs if a.split(".")[1] != b.split(".")[1]]
    assert not wrong, f"What both need belongs in actions or store: {wrong}"


def test_rooms_do_not_know_each_other():
    pairs = [(a, b) for a in FILES for b in imports(a) if floor(a) == floor(b)]
    wrong = [f"{a} → {b}" for a, b in pairs if sideways(room(a), room(b))]
    assert not wrong, f"Put what both rooms need at the top of their floor: {wrong}"


def test_no_import_goes_round_in_a_circle():
    circles = [" → ".join(circle) for module in FILES if (circle := way_back(module))]
    assert not circles, f"A circle means that two modules are one, or that a third is missing: {circles}"


def way_back(start: str) -> list[str] | None:
    """A way of imports from this module to itself, if there is one. A package imported by its own parts counts."""
    paths = [[start]]
    seen = set()
    for path in paths:
        for target in sorted(imports(path[-1])):
            if target == start:
                return [*path, start]
            if target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return None


def test_imports_stand_at_the_top():
    wrong = [
        f"{module}:{node.lineno}"
        for module in FILES
        for function in nodes(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not wrong, f"An import inside a function hides a circle or a cost: {wrong}"


def test_the_package_itself_is_empty():
    assert (PORTAL / "__init__.py").read_text() == "", "portal/__init__.py runs before the core: keep it empty."


def test_the_core_needs_nothing_but_the_standard_library():
    modules = [module for module in FILES if module.startswith("portal.core")]
    script = f"""
import importlib, sys
before = set(sys.modules)
sys.path.insert(0, {str(ROOT)!r})
for module in {modules!r}:
    importlib.import_module(module)
print(*{{name.partition(".")[0] for name in set(sys.modules) - before}} - sys.stdlib_module_names)
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    loaded = [name for name in done.stdout.split() if not name.startswith("_")]  # _sysconfigdata is Python's own
    assert loaded == ["portal"], f"The core is pure: {done.stdout} {done.stderr}"


def test_peewee_lives_in_the_store():
    allowed = ("portal.store", "portal.app")
    wrong = [m for m in FILES if uses(m, "peewee", "playhouse") and not m.startswith(allowed)]
    assert not [m for m in wrong if not only_errors(m)], f"Rows and queries belong in portal.store: {wrong}"


def uses(module: str, *packages: str) -> bool:
    named = re.compile(rf"^\s*(from|import) ({'|'.join(packages)})\b", re.M)
    return bool(named.search(SOURCES[module].read_text("utf-8")))


def only_errors(module: str) -> bool:
    """Whether it imports no more of peewee than the names of its errors."""
    lines = re.findall(r"^from peewee import (.+)$", SOURCES[module].read_text("utf-8"), re.M)
    names = [name.strip() for line in lines for name in line.split(",")]
    return bool(names) and all(name.endswith(("Error", "Exception")) for name in names)


def test_views_write_nothing_themselves():
    pattern = re.compile(r"\.(save|create|delete_instance|execute|atomic)\(|\btransaction\(")
    views = [m for m in FILES if m.startswith("portal.web")]
    wrong = [f"{m}: {found[0]}" for m in views if (found := pattern.search(SOURCES[m].read_text("utf-8")))]
    assert not wrong, f"Writes go through portal.actions: {wrong}"


def test_the_clock_is_read_in_one_place():
    wrong = [f"{m}:{line}" for m in FILES if m not in CLOCK for line in clock_readings(m)]
    assert not wrong, f"Take `now` as an argument (g.now in web, commands.clock.now in commands): {wrong}"


def clock_readings(module: str):
    for node in nodes(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in READINGS:
                yield node.lineno
