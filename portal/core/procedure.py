"""How far a special procedure is. No row keeps it: each tick is a line of the history, and so is each taken back, so
that the checklist and the history cannot disagree."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from portal.core.facts import Verb

BACK = "-"  # before the code of a step whose tick is taken back


class Line(Protocol):
    """What is asked of a line of the history."""

    verb: str
    detail: str


L = TypeVar("L", bound=Line)


def ticked(history: Iterable[L]) -> dict[str, L]:
    """The steps that are done, each with the line that says so: the first, where two ticked it."""
    done: dict[str, L] = {}
    for line in history:
        if line.verb != Verb.STEP:
            continue
        if line.detail.startswith(BACK):
            done.pop(line.detail.removeprefix(BACK), None)
        else:
            done.setdefault(line.detail, line)
    return done
