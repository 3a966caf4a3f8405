"""Cases and judged promises for the scorecard, as rows; and a moment at which it is looked at."""

from datetime import date, datetime, timedelta
from itertools import count

from portal.core import reference
from portal.store.case import Case
from portal.store.deadline import Deadline
from tests.core.moments import at

NOW = at("Thu 2026-08-20 10:00")
TODAY = date(2026, 8, 20)
_numbers = count(1)


def case(**columns) -> Case:
    """One more case, closed with an answer today unless it is said otherwise."""
    named = {"reference": reference.written(f"{next(_numbers):07}"), "link_key": "k", "kind": "complaint"}
    closed = {"state": "closed", "outcome": "solved", "closed_at": NOW, "received_at": NOW, "cycle_at": NOW}
    return Case.create(**(named | closed | columns))


def judged(
    day: str, verdict: str = "kept", code: str = "complaint-plan", times: int = 1, of: Case | None = None, **columns
) -> None:
    """So many promises that were due on this day at noon in Shanghai; a broken one never came."""
    due = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    start, met = due - timedelta(hours=48), due if verdict == "kept" else None
    plain = {"cycle": 1, "target": "plan", "because": "promise", "code": code, "start_at": start, "due_at": due}
    told = {"verdict": verdict, "judged_on": date.fromisoformat(day), "met_at": met}
    whose = of or case()
    for _ in range(times):
        Deadline.create(case=whose, round=next(_numbers), **(plain | told | columns))
