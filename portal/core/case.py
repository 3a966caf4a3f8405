"""The life of a case: who may do what when, what it writes, whom it tells and which promises it meets.

`MOVES` is the one table (DESIGN.md 5.1). The state says whose turn it is: `received`, `in_progress` ours, `waiting` the
customer's, `resolved` told, `closed`. Everything here is a value: no clock is read, no row is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.core.survey import Filled
from portal.core.terms import SEVERITIES


class State(StrEnum):
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Role(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    WATCH = "watch"


class Verb(StrEnum):
    FILE = "file"
    TAKE = "take"
    ASSIGN = "assign"
    RESPOND = "respond"
    PROGRESS = "progress"
    ASK = "ask"
    PROPOSE = "propose"
    RESUME = "resume"
    REPLY = "reply"
    ACCEPT = "accept"
    DECLINE = "decline"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CLOSE = "close"
    NOT_SOLVED = "not_solved"
    THANKS = "thanks"
    MORE = "more"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    DISMISS = "dismiss"
    MERGE = "merge"
    RESTORE = "restore"
    LAPSE = "lapse"
    RECLASSIFY = "reclassify"
    EXTEND = "extend"
    MISS = "miss"
    WARN = "warn"
    REMIND = "remind"
    ESCALATE = "escalate"
    CONTEST = "contest"
    RULE = "rule"
    LOG = "log"
    NOTE = "note"
    CORRECT = "correct"
    RELINK = "relink"
    ERASE = "erase"


SPOKEN = ("phone", "counter")  # the channels in which somebody is attended to

OPEN = frozenset({State.RECEIVED, State.IN_PROGRESS, State.WAITING})
TOLD = frozenset({State.RESOLVED, State.CLOSED})
ANY = OPEN | TOLD

CUSTOMER = frozenset({Role.CUSTOMER})
STAFF = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
SENIOR = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
WATCH = frozenset({Role.WATCH})

OUTCOMES = {  # what `resolve` may honestly say of each kind
    "complaint": ("solved", "solved_in_part", "declined", "no_agreement"),
    "feedback": ("solved", "solved_in_part", "declined", "no_agreement"),
    "enquiry": ("answered", "solved", "solved_in_part", "declined"),
    "suggestion": ("answered", "declined"),
    "praise": ("answered",),
}
NOT_KNOWN_WHEN = "not_known_when"  # why a promise is void whose answer, given elsewhere, has no moment
OF_AN_IMPORT = "answered"  # whether an answer given elsewhere solved anything is not ours to claim
NOT_AS_IT_SEEMED = frozenset({"duplicate", "spam", "not_ours"})
ENDED_OTHERWISE = NOT_AS_IT_SEEMED | {"withdrawn", "lapsed"}  # what ends so owes nothing any more
UNASKED = frozenset({"praise"})  # whoever praises asked for nothing, so nobody asks whether it is solved


@dataclass(frozen=True, slots=True)
class Facts:
    """All the table needs to know of a case. `asking` is "question", "plan" or "" ; `plan` is the answer to the cycle's
    last plan: "" none was made, "open", "accepted", "declined" or another; moments are aware, None = not. `imported`:
    what was said then is taken as it was said."""

    state: State
    kind: str = "complaint"
    severity: str = ""
    outcome: str | None = None
    asking: str = ""
    plan: str = ""
    broken: bool = False
    escalated: bool = False
    answered: bool = False
    contestable: bool = False
    contested: bool = False
    erased: bool = False
    sorted_by: int | None = None
    imported: bool = False
    owed: tuple[str, ...] = ()
    reopen_until: datetime | None = None
    closes_at: datetime | None = None
    lapses_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the verb. `by_when` and `at` are aware moments; None and "" mean it was not given."""

    body: str = ""
    next_step: str = ""
    by_when: datetime | None = None
    outcome: str = ""
    kind: str | None = None
    service: str | None = None
    severity: str | None = None
    target: str = ""
    at: datetime | None = None
    person: object = None  # whom a case is assigned to
    other: object = None  # the case this one is merged into
    email: str = ""
    filled: Filled | None = None  # the questionnaire that came back


class Refused(ValueError):
    """The verb is not possible; `code` names why, and words/case.py says it in a sentence."""

    def __init__(self, verb: Verb, code: str):
        self.verb, self.code = verb, code
        super().__init__(f"{verb}: {code}")


# --- when: conditions on the case; fits: conditions on what was given. Each returns the code of its refusal, or "".


def _on_a_plan(facts: Facts, now: datetime) -> str:
    return "" if facts.asking == "plan" else "no_plan_open"


def _can_reopen(facts: Facts, now: datetime) -> str:
    if facts.outcome in ("duplicate", "spam"):
        return "not_a_case"
    return "" if facts.reopen_until and now <= facts.reopen_until else "too_late_to_reopen"


def _was_not_as_it_seemed(facts: Facts, now: datetime) -> str:
    return "" if facts.outcome in NOT_AS_IT_SEEMED else "nothing_to_restore"


def _once_after_a_miss(facts: Facts, now: datetime) -> str:
    if not facts.broken:
        return "nothing_missed"
    return "already_escalated" if facts.escalated else ""


def _silent_long_enough(facts: Facts, now: datetime) -> str:
    return "" if facts.lapses_at and now >= facts.lapses_at else "too_early"


def _something_to_contest(facts: Facts, now: datetime) -> str:
    return "" if facts.contestable else "nothing_to_contest"


def _something_contested(facts: Facts, now: datetime) -> str:
    return "" if facts.contested else "nothing_contested"


def _owes_something(facts: Facts, now: datetime) -> str:
    return "" if facts.owed else "nothing_to_log"


def _asked_and_silent(facts: Facts, now: datetime) -> str:
    if not asked_afterwards(facts.kind, facts.outcome):
        return "not_asked"
    return "already_answered" if facts.answered else ""


def _always(facts: Facts, now: datetime) -> str:
    return ""


def _honest_outcome(facts: Facts, role: Role, given: Given) -> str:
    plain = facts.imported and given.outcome == OF_AN_IMPORT
    if given.outcome not in OUTCOMES[facts.kind] and not plain:
        return "unknown_outcome"
    agreed = facts.plan in ("", "accepted") or given.outcome not in ("solved", "solved_in_part")
    return "" if agreed else "plan_not_agreed"


def _dismissable(facts: Facts, role: Role, given: Given) -> str:
    if given.outcome not in ("not_ours", "spam"):
        return "unknown_outcome"
    return "body_missing" if given.outcome == "not_ours" and not given.body else ""


def _lowers_openly(facts: Facts, role: Role, given: Given) -> str:
    if given.severity is None or not lowers(facts.severity, given.severity):
        return ""
    if role not in SENIOR or getattr(given.person, "id", 0) == facts.sorted_by:
        return "second_person"
    return "" if given.body else "body_missing"


def _logged_target(facts: Facts, role: Role, given: Given) -> str:
    return "" if given.target in facts.owed else "nothing_to_log"


def _anything(facts: Facts, role: Role, given: Given) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table.

    `to` None keeps the state. `writes` is the type of the message, `needs` what must be given, `answers` what an open
    question or plan is marked with, `meets` the targets a message meets, `letter` and `tells` the letters to the
    customer and to staff, `starts` the rounds that begin, `ends` whether what has no verdict yet is void, `invites`
    whether the customer is asked how we did.
    """

    by: frozenset[Role]
    frm: frozenset[State]
    to: State | None = None
    writes: str = ""
    needs: tuple[str, ...] = ()
    answers: str = ""
    meets: tuple[str, ...] = ()
    letter: str = ""
    tells: str = ""
    starts: str = ""
    outcome: str = ""
    ends: bool = False
    invites: bool = False
    when: Callable[[Facts, datetime], str] = _always
    fits: Callable[[Facts, Role, Given], str] = _anything


_SAID = ("response", "given")
_REPORTED = ("response", "progress", "given")
_PLANNED = ("response", "progress", "plan", "given")
_DONE = ("response", "progress", "plan", "given", "resolution")
_BALL_WITH_US = ("body", "next_step", "by_when")
S = State

MOVES: dict[Verb, Move] = {
    Verb.TAKE: Move(STAFF, OPEN),
    Verb.ASSIGN: Move(SENIOR, OPEN, needs=("person",), tells="assigned"),
    Verb.RESPOND: Move(STAFF, OPEN, None, "response", _BALL_WITH_US, meets=_SAID, letter="reply", starts="given"),
    Verb.PROGRESS: Move(
        STAFF, OPEN, None, "progress", _BALL_WITH_US, meets=_REPORTED, letter="progress", starts="given"
    ),
    Verb.ASK: Move(STAFF, OPEN, S.WAITING, "question", ("body",), "overtaken", _SAID, "question"),
    Verb.PROPOSE: Move(STAFF, OPEN, S.WAITING, "plan", ("body", "by_when"), "overtaken", _PLANNED, "plan"),
    Verb.RESUME: Move(STAFF, {S.WAITING}, S.IN_PROGRESS, "resumed", ("body",), "resumed", letter="progress"),
    Verb.REPLY: Move(CUSTOMER, OPEN, None, "reply", ("body",), "replied", tells="customer_wrote"),
    Verb.ACCEPT: Move(
        CUSTOMER, {S.WAITING}, S.IN_PROGRESS, answers="accepted", letter="agreed", starts="agreed", when=_on_a_plan
    ),
    Verb.DECLINE: Move(
        CUSTOMER,
        {S.WAITING},
        S.IN_PROGRESS,
        "declined",
        ("body",),
        "declined",
        tells="declined",
        starts="decline",
        when=_on_a_plan,
    ),
    Verb.RESOLVE: Move(
        STAFF, OPEN, S.RESOLVED, "outcome", ("body",), "overtaken", _DONE, "resolved", fits=_honest_outcome
    ),
    Verb.CONFIRM: Move(CUSTOMER, {S.RESOLVED}, S.CLOSED, letter="closed", starts="follow_up", invites=True),
    Verb.CLOSE: Move(STAFF | WATCH, {S.RESOLVED}, S.CLOSED, letter="closed", starts="follow_up", invites=True),
    Verb.NOT_SOLVED: Move(
        CUSTOMER,
        TOLD,
        S.IN_PROGRESS,
        "not_solved",
        ("body",),
        letter="reopened",
        tells="customer_wrote",
        starts="cycle",
        when=_can_reopen,
    ),
    Verb.THANKS: Move(CUSTOMER, TOLD, None, "thanks", ("body",), tells="customer_wrote"),
    Verb.MORE: Move(CUSTOMER, TOLD, None, "more", ("body",), tells="customer_wrote"),
    Verb.ANSWER: Move(CUSTOMER, {S.CLOSED}, None, "", ("filled",), starts="score", when=_asked_and_silent),
    Verb.WITHDRAW: Move(
        CUSTOMER, OPEN, S.CLOSED, "withdrawn", (), "overtaken", letter="closed", outcome="withdrawn", ends=True
    ),
    Verb.DISMISS: Move(
        STAFF, OPEN, S.CLOSED, "dismissed", (), "overtaken", letter="closed", ends=True, fits=_dismissable
    ),
    Verb.MERGE: Move(
        STAFF, OPEN, S.CLOSED, "", ("other",), "overtaken", letter="merged", outcome="duplicate", ends=True
    ),
    Verb.RESTORE: Move(
        SENIOR,
        {S.CLOSED},
        S.IN_PROGRESS,
        "",
        letter="reopened",
        starts="restored",
        when=_was_not_as_it_seemed,
    ),
    Verb.LAPSE: Move(
        WATCH,
        {S.WAITING},
        S.CLOSED,
        answers="lapsed",
        letter="lapsed",
        outcome="lapsed",
        ends=True,
        when=_silent_long_enough,
    ),
    Verb.RECLASSIFY: Move(STAFF, OPEN, None, "sorted", starts="selected", fits=_lowers_openly),
    Verb.EXTEND: Move(
        SENIOR, OPEN, None, "extension", ("body", "target", "by_when"), letter="new_date", starts="extended"
    ),
    Verb.MISS: Move(WATCH, ANY),
    Verb.WARN: Move(WATCH, ANY),
    Verb.REMIND: Move(WATCH, {S.WAITING}),
    Verb.ESCALATE: Move(CUSTOMER, OPEN, None, "escalation", (), tells="escalated", when=_once_after_a_miss),
    Verb.CONTEST: Move(CUSTOMER, ANY, None, "contest", (), when=_something_to_contest),
    Verb.RULE: Move(SENIOR, ANY, None, "ruling", ("body", "outcome"), when=_something_contested),
    Verb.LOG: Move(STAFF, ANY, None, "", ("at", "target"), when=_owes_something, fits=_logged_target),
    Verb.NOTE: Move(STAFF, ANY, None, "note", ("body",)),
    Verb.CORRECT: Move(STAFF | CUSTOMER, ANY, None, "", ("email",)),
    Verb.RELINK: Move(STAFF | CUSTOMER, ANY, None, "", letter="link"),
    # Its letter is written by its effect: before the address is gone, and after the other letters are.
    Verb.ERASE: Move(CUSTOMER | ADMIN | WATCH, {S.CLOSED}),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move makes of the case."""

    state: State
    outcome: str | None
    reopens: bool


def verbs(facts: Facts, role: Role, now: datetime) -> tuple[Verb, ...]:
    """The verbs this role may use on such a case now: the buttons on the page."""
    return tuple(verb for verb in MOVES if not _refusal(facts, verb, role, now))


def move(facts: Facts, verb: Verb, role: Role, now: datetime, given: Given) -> Moved:
    """The case after the verb. Raises Refused with the code of the first reason against it."""
    line = MOVES[verb]
    refusal = _refusal(facts, verb, role, now) or _missing(facts, line, given) or line.fits(facts, role, given)
    if refusal:
        raise Refused(verb, refusal)
    state = line.to or _kept(facts.state, verb, role)
    return Moved(state, _outcome(facts, line, given, state), verb is Verb.NOT_SOLVED)


def asked_afterwards(kind: str, outcome: str | None) -> bool:
    """Whether the customer of such a closed case is asked how we did: it had our answer. Praise asks for none."""
    return kind not in UNASKED and outcome is not None and outcome not in ENDED_OTHERWISE


def lowers(before: str, after: str) -> bool:
    """Whether this severity weighs less than the one before."""
    weights = ("", *SEVERITIES)
    return weights.index(after) < weights.index(before)


def _refusal(facts: Facts, verb: Verb, role: Role, now: datetime) -> str:
    line = MOVES[verb]
    if role not in line.by:
        return "not_yours"
    if facts.erased:
        return "erased"
    return "wrong_state" if facts.state not in line.frm else line.when(facts, now)


def _missing(facts: Facts, line: Move, given: Given) -> str:
    """What is needed and was not given. Whoever replied elsewhere did not have to name a next step and a date."""
    needed = ("body",) if facts.imported and line.needs == _BALL_WITH_US else line.needs
    return next((f"{name}_missing" for name in needed if not getattr(given, name)), "")


def _kept(state: State, verb: Verb, role: Role) -> State:
    """The same state, except that staff's first public word takes the case up and a customer's reply is our turn."""
    if verb is Verb.REPLY and state is State.WAITING:
        return State.IN_PROGRESS
    taken_up = verb in (Verb.TAKE, Verb.ASSIGN, Verb.RESPOND, Verb.PROGRESS, Verb.EXTEND)
    return State.IN_PROGRESS if taken_up and state is State.RECEIVED else state


def _outcome(facts: Facts, line: Move, given: Given, state: State) -> str | None:
    if state in OPEN:
        return None
    chosen = given.outcome if line.fits in (_honest_outcome, _dismissable) else ""
    return line.outcome or chosen or facts.outcome
