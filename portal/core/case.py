"""The life of a case: who may do what when, what it writes, whom it tells and which promises it meets.

`MOVES` is the one table (DESIGN.md 5.1). The state says whose turn it is: `received`, `in_progress` ours, `waiting` the
customer's, `resolved` told, `closed`. Everything here is a value: no clock is read, no row is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.core import conditions as only_if
from portal.core.facts import (
    ADMIN,
    ANY,
    CUSTOMER,
    ENDED_OTHERWISE,
    NOT_AS_IT_SEEMED,
    NOT_KNOWN_WHEN,
    OF_AN_IMPORT,
    OPEN,
    OUTCOMES,
    SENIOR,
    SPOKEN,
    STAFF,
    TOLD,
    WATCH,
    Facts,
    Given,
    Refused,
    Role,
    State,
    Verb,
    asked_afterwards,
    lowers,
)

__all__ = [
    "ANY",
    "ENDED_OTHERWISE",
    "MOVES",
    "NOT_AS_IT_SEEMED",
    "NOT_KNOWN_WHEN",
    "OF_AN_IMPORT",
    "OPEN",
    "OUTCOMES",
    "SAYINGS",
    "SPOKEN",
    "TOLD",
    "Facts",
    "Given",
    "Move",
    "Moved",
    "Refused",
    "Role",
    "State",
    "Verb",
    "asked_afterwards",
    "lowers",
    "move",
    "verbs",
]


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
    when: Callable[[Facts, datetime], str] = only_if.always
    fits: Callable[[Facts, Role, Given], str] = only_if.anything


_SAID = ("response", "given")
_REPORTED = ("response", "progress", "given")
_PLANNED = ("response", "progress", "plan", "given")
_DONE = ("response", "progress", "plan", "given", "resolution")
_BALL_WITH_US = ("body", "next_step", "by_when")
S = State

#: What staff say to a customer, in the order people choose from.
SAYINGS = (Verb.RESPOND, Verb.ASK, Verb.PROPOSE, Verb.PROGRESS, Verb.RESOLVE)

MOVES: dict[Verb, Move] = {
    Verb.TAKE: Move(STAFF, OPEN),
    Verb.ASSIGN: Move(SENIOR, OPEN, needs=("person",), tells="assigned"),
    # With all the others of a colleague who leaves: the receiver is told of them together, not of each.
    Verb.HAND_OVER: Move(SENIOR, ANY, needs=("person",)),
    Verb.RESPOND: Move(STAFF, OPEN, None, "response", _BALL_WITH_US, meets=_SAID, letter="reply", starts="given"),
    Verb.PROGRESS: Move(
        STAFF, OPEN, None, "progress", _BALL_WITH_US, meets=_REPORTED, letter="progress", starts="given"
    ),
    Verb.ASK: Move(STAFF, OPEN, S.WAITING, "question", ("body",), "overtaken", _SAID, "question"),
    Verb.PROPOSE: Move(STAFF, OPEN, S.WAITING, "plan", ("body", "by_when"), "overtaken", _PLANNED, "plan"),
    Verb.RESUME: Move(STAFF, {S.WAITING}, S.IN_PROGRESS, "resumed", ("body",), "resumed", letter="progress"),
    Verb.REPLY: Move(CUSTOMER, OPEN, None, "reply", ("body",), "replied", tells="customer_wrote"),
    Verb.ACCEPT: Move(
        CUSTOMER,
        {S.WAITING},
        S.IN_PROGRESS,
        answers="accepted",
        letter="agreed",
        starts="agreed",
        when=only_if.on_a_plan_in_time,
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
        when=only_if.on_a_plan,
    ),
    Verb.RESOLVE: Move(
        STAFF, OPEN, S.RESOLVED, "outcome", ("body",), "overtaken", _DONE, "resolved", fits=only_if.honest_outcome
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
        when=only_if.can_reopen,
    ),
    Verb.THANKS: Move(CUSTOMER, TOLD, None, "thanks", ("body",), tells="customer_wrote"),
    Verb.MORE: Move(CUSTOMER, TOLD, None, "more", ("body",), tells="customer_wrote"),
    Verb.ANSWER: Move(CUSTOMER, {S.CLOSED}, None, "", ("filled",), starts="score", when=only_if.asked_and_silent),
    Verb.WITHDRAW: Move(
        CUSTOMER, OPEN, S.CLOSED, "withdrawn", (), "overtaken", letter="closed", outcome="withdrawn", ends=True
    ),
    Verb.DISMISS: Move(
        STAFF, OPEN, S.CLOSED, "dismissed", (), "overtaken", letter="closed", ends=True, fits=only_if.dismissable
    ),
    Verb.MERGE: Move(
        STAFF, OPEN, S.CLOSED, "", ("other",), "overtaken", letter="merged", outcome="duplicate", ends=True
    ),
    Verb.RESTORE: Move(
        SENIOR, {S.CLOSED}, S.IN_PROGRESS, "", letter="reopened", starts="restored", when=only_if.was_not_as_it_seemed
    ),
    # Many cases with one cause: what is promised in each stays its own.
    Verb.LINK: Move(STAFF, ANY, needs=("incident",), when=only_if.on_no_incident),
    Verb.UNLINK: Move(STAFF, ANY, needs=("incident",), when=only_if.on_an_incident, fits=only_if.off_this_one),
    Verb.LAPSE: Move(
        WATCH,
        {S.WAITING},
        S.CLOSED,
        answers="lapsed",
        letter="lapsed",
        outcome="lapsed",
        ends=True,
        when=only_if.silent_long_enough,
    ),
    Verb.RECLASSIFY: Move(STAFF, OPEN, None, "sorted", tells="decided", starts="selected", fits=only_if.lowers_openly),
    Verb.LESS_SEVERE: Move(
        STAFF,
        OPEN,
        None,
        "less_severe",
        ("body", "severity"),
        tells="to_decide",
        when=only_if.something_to_lower,
        fits=only_if.lowers_only,
    ),
    Verb.EXTEND: Move(
        SENIOR,
        OPEN,
        None,
        "extension",
        ("body", "target", "by_when"),
        letter="new_date",
        tells="decided",
        starts="extended",
        fits=only_if.by_a_second_person,
    ),
    Verb.MORE_TIME: Move(
        STAFF,
        OPEN,
        None,
        "more_time",
        ("body", "target", "by_when"),
        tells="to_decide",
        when=only_if.something_runs,
        fits=only_if.of_what_runs,
    ),
    Verb.REFUSE: Move(
        SENIOR,
        OPEN,
        None,
        "refused",
        ("body", "target"),
        tells="decided",
        when=only_if.something_requested,
        fits=only_if.not_ones_own_request,
    ),
    Verb.MISS: Move(WATCH, ANY),
    Verb.WARN: Move(WATCH, ANY),
    Verb.REMIND: Move(WATCH, {S.WAITING}),
    # A clock was counted anew: a calendar was revised, a waiting time struck, the case sorted again.
    Verb.RECOUNT: Move(frozenset(), ANY),
    Verb.ESCALATE: Move(CUSTOMER, OPEN, None, "escalation", (), tells="escalated", when=only_if.once_after_a_miss),
    Verb.CONTEST: Move(
        CUSTOMER,
        ANY,
        None,
        "contest",
        tells="to_decide",
        when=only_if.something_to_contest,
        fits=only_if.a_waiting_time,
    ),
    Verb.RULE: Move(
        SENIOR,
        ANY,
        None,
        "ruling",
        ("body", "outcome"),
        letter="ruling",
        tells="decided",
        when=only_if.something_contested,
        fits=only_if.ruled_by_another,
    ),
    Verb.LOG: Move(STAFF, ANY, None, "", ("at", "target"), when=only_if.owes_something, fits=only_if.logged_target),
    Verb.NOTE: Move(STAFF, ANY, None, "note", ("body",)),
    # Whatever became of the case: the last step, to see that it does not happen again, is taken when it is over.
    Verb.STEP: Move(STAFF, ANY, None, "note", ("step",), when=only_if.has_a_procedure, fits=only_if.a_step),
    Verb.CORRECT: Move(STAFF | CUSTOMER, ANY, None, "", ("email",)),
    Verb.RELINK: Move(STAFF | CUSTOMER, ANY, None, "", letter="link"),
    Verb.BOUNCE: Move(WATCH, ANY, tells="bounced"),  # a letter to the customer came back
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
    chosen = given.outcome if line.fits in (only_if.honest_outcome, only_if.dismissable) else ""
    return line.outcome or chosen or facts.outcome
