"""The special procedure of a case as its page shows it: each step, and who did it when."""

from collections.abc import Sequence

from portal.core.procedure import BACK, ticked
from portal.store.event import Event
from portal.web.language import in_language
from portal.web.staff.cases.folder import Folder
from portal.words import time


def checklist(folder: Folder, history: Sequence[Event]) -> dict | None:
    """None where such a case has none. `steps` are in the order of the guarantee."""
    procedure = folder.sheet.procedure
    if procedure is None:
        return None
    done = ticked(history)
    steps = [_step(step, done.get(step.code), folder) for step in procedure.steps]
    return {
        "title": in_language(procedure.title),
        "steps": steps,
        "done": sum(step["done"] for step in steps),
        "of": len(steps),
    }


def _step(step, tick: Event | None, folder: Folder) -> dict:
    shown = {"title": in_language(step.title), "done": tick is not None}
    if tick is None:
        return shown | {"value": step.code}
    return shown | {
        "value": f"{BACK}{step.code}",
        "who": tick.person.name if tick.person_id else "",
        "at_text": time.short(tick.at, folder.zone, folder.now),
        "at_iso": tick.at.astimezone(folder.zone).isoformat(),
        "note": tick.message.body if tick.message_id else "",
    }
