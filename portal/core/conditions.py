"""The conditions in the table of verbs (`core.case`): *when*, on the case; *fits*, on what was given.

Each returns the code of its refusal, which words/case.py says in a sentence, or "".
"""

from datetime import datetime

from portal.core.facts import (
    NOT_AS_IT_SEEMED,
    OF_AN_IMPORT,
    OUTCOMES,
    SENIOR,
    Facts,
    Given,
    Role,
    asked_afterwards,
    lowers,
)

# --- when


def on_a_plan(facts: Facts, now: datetime) -> str:
    return "" if facts.asking == "plan" else "no_plan_open"


def can_reopen(facts: Facts, now: datetime) -> str:
    if facts.outcome in ("duplicate", "spam"):
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


def owes_something(facts: Facts, now: datetime) -> str:
    return "" if facts.owed else "nothing_to_log"


def asked_and_silent(facts: Facts, now: datetime) -> str:
    if not asked_afterwards(facts.kind, facts.outcome):
        return "not_asked"
    return "already_answered" if facts.answered else ""


def always(facts: Facts, now: datetime) -> str:
    return ""


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
    if role not in SENIOR or getattr(given.person, "id", 0) == facts.sorted_by:
        return "second_person"
    return "" if given.body else "body_missing"


def logged_target(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.target in facts.owed else "nothing_to_log"


def anything(facts: Facts, role: Role, given: Given) -> str:
    return ""
