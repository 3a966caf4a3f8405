"""What is kept of one case, as a rehearsal reads it: the lines of its history, what it asked of its customer, and the
rounds as they were judged.

`as_filed` tells how the case was sorted when it was filed: older histories do not say so of themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

SORTED = ("kind", "service", "severity")  # what staff may sort anew
URGENCY = "urgency"  # the customer's reason, kept as a message of this type


class Line(NamedTuple):
    """One line of the history. `state`, `outcome` and `cycle` are the case's after it; `message` and `deadline` ids."""

    at: datetime
    verb: str
    cycle: int
    state: str
    outcome: str | None = None
    message: int | None = None
    deadline: int | None = None
    detail: str = ""


class Said(NamedTuple):
    """A message the rules look at: a question, a plan, a new date, a reason for urgency."""

    id: int
    type: str
    at: datetime
    by_when: datetime | None = None
    contested_at: datetime | None = None
    ruling: str | None = None


class Judgement(NamedTuple):
    """A round as it is stored."""

    id: int
    cycle: int
    target: str
    round: int
    because: str
    code: str
    due_at: datetime | None
    met_at: datetime | None
    verdict: str | None
    reason: str | None
    ruling: str | None
    judged_on: str = ""  # the local date it counts on, YYYY-MM-DD
    revision: int = 1  # that of its calendar


class History(NamedTuple):
    """One case. `now_sorted` is how it is sorted today, by the names of SORTED."""

    id: int
    version: int | None
    channel: str
    imported: bool
    received_at: datetime
    now_sorted: Mapping[str, str]
    lines: Sequence[Line]
    said: Sequence[Said]
    judged: Sequence[Judgement]


def chosen(detail: str) -> dict[str, str]:
    """{"kind": "complaint", "severity": ""} of “kind=complaint severity=”: what a line says a case was sorted as."""
    return {key: value for key, _, value in (pair.partition("=") for pair in detail.split()) if key in SORTED}


def as_filed(history: History) -> dict[str, str] | None:
    """How the case was sorted when it was filed; None where nobody wrote it down and it was sorted anew since."""
    first = chosen(history.lines[0].detail) if history.lines else {}
    if first:
        return first
    changed = _changed(history.lines)
    filed = {key: value for key, value in history.now_sorted.items() if key not in changed}
    if "severity" in changed:  # only urgent may be claimed on the form, and then there is a reason
        filed["severity"] = "urgent" if any(one.type == URGENCY for one in history.said) else ""
    return filed if len(filed) == len(SORTED) else None


def _changed(lines: Iterable[Line]) -> set[str]:
    return {key for line in lines if line.verb == "reclassify" for key in chosen(line.detail)}
