"""Cases, answers and outcomes of the third quarter of 2026, as rows."""

from datetime import datetime, timedelta

from portal.store.case import Case
from portal.store.event import Event
from portal.store.survey import Answer
from tests.core.moments import at
from tests.scored import case, judged

Q3 = "/staff/reports?period=2026-Q3"


def of(day: str = "2026-07-10", **columns) -> Case:
    """A case received that morning, closed that evening."""
    began = at(f"{day} 09:00") if " " in day else at(f"Fri {day} 09:00")
    return case(**({"received_at": began, "cycle_at": began, "closed_at": began + timedelta(hours=9)} | columns))


def answered(after: int, outcome_after: int | None = None, **columns) -> Case:
    """A case received on 10 July that had its first answer after so many seconds, and its outcome after so many."""
    one = of(**columns)
    met = one.received_at + timedelta(seconds=after)
    judged("2026-07-10", of=one, target="response", code="complaint-response", met_at=met, start_at=one.received_at)
    if outcome_after is not None:
        tell(one, one.received_at + timedelta(seconds=outcome_after))
    return one


def tell(one: Case, moment: datetime, outcome: str = "solved", verb: str = "resolve") -> None:
    Event.create(case=one, cycle=one.cycle, at=moment, who="agent", verb=verb, state="resolved", outcome=outcome)


def said(score: int, times: int = 1, **columns) -> None:
    for _ in range(times):
        whose = columns["case"] if "case" in columns else of()
        Answer.create(**({"case": whose, "score": score, "at": at("Wed 2026-09-30 20:00")} | columns))
