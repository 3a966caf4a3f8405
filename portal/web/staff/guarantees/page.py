"""What the pages about drafts show: faults with the way to mend them, what is changed, where nothing is promised."""

from collections.abc import Mapping
from datetime import datetime
from difflib import unified_diff
from typing import Any

from flask import g, url_for

from portal.actions import publishing
from portal.core import comparison, coverage
from portal.core import guarantee as core
from portal.core.guarantee import Fault
from portal.store import guarantee as versions
from portal.store import person as people
from portal.store.draft import Draft
from portal.web.fields import local_zone
from portal.web.staff.guarantees import parts
from portal.web.staff.guarantees.parts import Part
from portal.words import comparison as words
from portal.words import faults as sentences
from portal.words import guarantee as guarantee_words
from portal.words import time

MANY = 60


def faults(draft: Draft, found: list[Fault], data: Mapping[str, Any] | None) -> list[dict]:
    """Each fault as its sentence, the line it is on, and the form that can mend it."""
    lines = draft.toml.split("\n")
    return [_fault(draft, fault, data, lines) for fault in found]


def _fault(draft: Draft, fault: Fault, data: Mapping[str, Any] | None, lines: list[str]) -> dict:
    part = _part_of(fault, data)
    return {
        "line": fault.line,
        "sentence": sentences.sentence(fault),
        "text": lines[fault.line - 1].strip()[:160] if 0 < fault.line <= len(lines) else "",
        "form": url_for("staff.guarantees.edit", draft_id=draft.id, part=part.address) if part else None,
    }


def _part_of(fault: Fault, data: Mapping[str, Any] | None) -> Part | None:
    if data is None:
        return None
    key = fault.path[0] if fault.path and fault.path[0] in parts.KINDS else "head"
    if not parts.KINDS[key].named_by:
        return Part(key)
    is_line = len(fault.path) > 1 and isinstance(fault.path[1], int) and fault.path[1] < len(parts.tables(data, key))
    return Part(key, fault.path[1]) if is_line else None


def over(draft: Draft) -> dict:
    """What is left to show of a draft that was published or put away."""
    return {"draft": draft, "name": title(draft, parts.read(draft.toml)), "zone": local_zone()}


def content(draft: Draft, now: datetime) -> dict:
    """Everything on the page of one draft that is still written."""
    data = parts.read(draft.toml)
    found = publishing.check(draft.toml, now)
    version = None if found else core.parse(draft.toml)
    in_force = versions.row_in_force(now)
    return {
        "draft": draft,
        "name": title(draft, data),
        "zone": local_zone(),
        "faults": faults(draft, found, data),
        "standing": standing(draft, found),
        "parts": _parts(data),
        "lines": _lines(data),
        "in_force": in_force,
        "changes": _changes(version, in_force),
        "weakens": version and any(core.weakened(version, before) for before in versions.standing(now)),
        "gaps": coverage.gaps(version) if version else (),
        "counts_from": publishing.foreseen(version, now) if version else None,
        "notes": [sentences.sentence(note) for note in publishing.notes(draft.toml)] if version else [],
        "approvers": [person.name for person in _approvers(draft)],
        "may_approve": g.person.role in publishing.APPROVERS and g.person.id not in draft.writer_ids,
        "may_write": g.person.role in publishing.APPROVERS,
    }


def differs(now: str, typed: str) -> list[tuple[str, str]]:
    """What storing the typed text would change of the present one: (- or +, the line), as far as one reads it."""
    lines = unified_diff(now.split("\n"), typed.split("\n"), lineterm="", n=0)
    found = [(line[0], line[1:]) for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return found[:MANY]


def standing(draft: Draft, found: list[Fault] | None) -> str:
    """Where it stands: faulty, approved, or waiting for a second person."""
    if found:
        return "faulty"
    return "approved" if draft.is_approved else "waiting"


def title(draft: Draft, data: Mapping[str, Any] | None) -> str:
    """The number the text gives itself; without one, the draft's own."""
    number = (data or {}).get("number")
    return str(number)[:40] if isinstance(number, str | int) else f"#{draft.id}"


def _approvers(draft: Draft) -> list:
    return [
        person
        for person in people.with_role(*publishing.APPROVERS)
        if person.id not in draft.writer_ids and person.password
    ]


def _parts(data: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """The parts of which there is one: address and title."""
    single = [(key, str(kind.title)) for key, kind in parts.KINDS.items() if not kind.named_by]
    return single if data is not None else []


def _lines(data: Mapping[str, Any] | None) -> dict[str, list[dict]]:
    """The services, promises and rates as the text has them, whatever they are worth."""
    return {
        key: [_line(Part(key, index), table) for index, table in enumerate(parts.tables(data, key))]
        for key, kind in parts.KINDS.items()
        if kind.named_by and data is not None
    }


def _line(part: Part, table: Mapping[str, Any]) -> dict:
    told = table.get("title")
    heading = told.get(time.language()) if isinstance(told, dict) else told
    return {
        "address": part.address,
        "code": str(table.get(part.kind.named_by, "")),
        "title": str(heading or ""),
        "within": str(table.get("within", table.get("at_least", ""))),
        "target": str(guarantee_words.OCCASIONS.get(table.get("target"), "")),
    }


def _changes(version: core.Guarantee | None, in_force: versions.Guarantee | None) -> dict | None:
    """What it changes of the version in force; None where nothing can be compared."""
    if version is None or in_force is None:
        return None
    return words.table(comparison.compare(version, in_force.version))
