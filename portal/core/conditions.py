"""The conditions in the table of verbs (`core.case`): *when*, on the case; *fits*, on what was given.

Each returns the code of its refusal, which words/case.py says in a sentence, or "".
"""

from datetime import datetime

from portal.core.facts import (
    NOT_AS_IT_SEEMED,
    OF_AN_IMPORT,
    OUTCOMES,
    RULINGS,
    SENIOR,
    Facts,
    Given,
    Role,
    asked_afterwards,
    lowers,
)
from portal.core.procedure import BACK
from portal.core.terms import SEVERITIES

# --- when


def on_a_plan(facts: Facts, now: datetime) -> str:
    return "" if facts.asking == "plan" else "no_plan_open"


def on_a_plan_in_time(facts: Facts, now: datetime) -> str:
    """What is agreed is promised for the plan's date, and nobody promises anything for a date that has passed."""
    too_old = facts.plan_by is not None and facts.plan_by <= now
    return on_a_plan(facts, now) or ("plan_too_old" if too_old else "")


def can_reopen(facts: Facts, now: datetime) -> str:
    if facts.outcome == "duplicate":
        return "joined"
    if facts.outcome == "spam":
        return "not_a_case"
    return "" if facts.reopen_until and now <= facts.reopen_until else "too_late_to_reopen"


def was_not_as_it_seemed(facts: Facts, now: datetime) -> str:
    return "" if facts.outcome in NOT_AS_IT_SEEMED else "nothing_to_restore"


def once_after_a_miss(facts: Facts, now: datetime) -> str:
    if not facts.broken:
        return "nothing_missed"
    return "already_escalated" if facts.escalated else ""


def silent_long_enough(facts: Facts, now: datetime) -> str:
    return "" if facts.lapses_at and now >= facts.lapses_at else "too_early"


def something_to_contest(facts: Facts, now: datetime) -> str:
    return "" if facts.contestable else "nothing_to_contest"


def something_contested(facts: Facts, now: datetime) -> str:
    return "" if facts.contested else "nothing_contested"


def something_runs(facts: Facts, now: datetime) -> str:
    if "more_time" in facts.requested:
        return "already_requested"
    return "" if facts.running else "nothing_to_extend"


def something_to_lower(facts: Facts, now: datetime) -> str:
    if "less_severe" in facts.requested:
        return "already_requested"
    return "" if facts.severity and lowers(facts.severity, SEVERITIES[0]) else "nothing_to_lower"


def something_requested(facts: Facts, now: datetime) -> str:
    return "" if facts.requested else "nothing_requested"


def owes_something(facts: Facts, now: datetime) -> str:
    return "" if facts.owed else "nothing_to_log"


def has_a_procedure(facts: Facts, now: datetime) -> str:
    return "" if facts.steps else "no_procedure"


def on_no_incident(facts: Facts, now: datetime) -> str:
    if facts.outcome == "duplicate":
        return "goes_on_elsewhere"
    return "linked_already" if facts.incident else ""


def on_an_incident(facts: Facts, now: datetime) -> str:
    return "" if facts.incident else "not_linked"


def asked_and_silent(facts: Facts, now: datetime) -> str:
    if not asked_afterwards(facts.kind, facts.outcome):
        return "not_asked"
    return "already_answered" if facts.answered else ""


def always(facts: Facts, now: datetime) -> str:
    return ""


# --- fits


def honest_outcome(facts: Facts, role: Role, given: Given) -> str:
    plain = facts.imported and given.outcome == OF_AN_IMPORT
    if given.outcome not in OUTCOMES[facts.kind] and not plain:
        return "unknown_outcome"
    agreed = facts.plan in ("", "accepted") or given.outcome not in ("solved", "solved_in_part")
    return "" if agreed else "plan_not_agreed"


def dismissable(facts: Facts, role: Role, given: Given) -> str:
    if given.outcome not in ("not_ours", "spam"):
        return "unknown_outcome"
    return "body_missing" if given.outcome == "not_ours" and not given.body else ""


def lowers_openly(facts: Facts, role: Role, given: Given) -> str:
    if given.severity is None or not lowers(facts.severity, given.severity):
        return ""
    if role not in SENIOR or _id(given) in facts.first_people:
        return "second_person"
    return "" if given.body else "body_missing"


def lowers_only(facts: Facts, role: Role, given: Given) -> str:
    known = given.severity in SEVERITIES
    return "" if known and lowers(facts.severity, given.severity) else "nothing_to_lower"


def of_what_runs(facts: Facts, role: Role, given: Given) -> str:
    """Later is a new round: of a promise that runs, and after the moment it has now."""
    if given.target not in facts.running:
        return "nothing_to_extend"
    due = facts.running[given.target]
    return "not_later" if due and given.by_when <= due else ""


def by_a_second_person(facts: Facts, role: Role, given: Given) -> str:
    """More time is given by somebody who does not need it: neither whoever looks after the case nor whoever asked."""
    mine = _id(given) in (facts.owner, facts.requested.get("more_time"))
    return "second_person_time" if mine else of_what_runs(facts, role, given)


def not_ones_own_request(facts: Facts, role: Role, given: Given) -> str:
    if given.target not in facts.requested:
        return "nothing_requested"
    return "your_request" if facts.requested[given.target] == _id(given) else ""


def a_waiting_time(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.pause is None or given.pause in facts.contestable else "nothing_to_contest"


def ruled_by_another(facts: Facts, role: Role, given: Given) -> str:
    """Whoever asked the customer does not judge whether he had to."""
    if given.outcome not in RULINGS:
        return "unknown_ruling"
    if given.pause is not None and given.pause not in facts.contested:
        return "nothing_contested"
    asked = [facts.contested[given.pause]] if given.pause is not None else facts.contested.values()
    return "asked_by_you" if _id(given) in asked else ""


def logged_target(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.target in facts.owed else "nothing_to_log"


def a_step(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.step.removeprefix(BACK) in facts.steps else "unknown_step"


def off_this_one(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.incident.id == facts.incident else "not_linked"


def anything(facts: Facts, role: Role, given: Given) -> str:
    return ""


def _id(given: Given) -> int:
    """Who does it; nobody is 0."""
    return given.person.id if given.person else 0
