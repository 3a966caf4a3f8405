"""What is known of a case, and what comes with a verb: the values the table of verbs (`core.case`) is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    HAND_OVER = "hand_over"
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
    LINK = "link"
    UNLINK = "unlink"
    LAPSE = "lapse"
    RECLASSIFY = "reclassify"
    LESS_SEVERE = "less_severe"
    EXTEND = "extend"
    MORE_TIME = "more_time"
    REFUSE = "refuse"
    RECOUNT = "recount"
    MISS = "miss"
    WARN = "warn"
    REMIND = "remind"
    ESCALATE = "escalate"
    CONTEST = "contest"
    RULE = "rule"
    LOG = "log"
    NOTE = "note"
    STEP = "step"
    CORRECT = "correct"
    RELINK = "relink"
    BOUNCE = "bounce"
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
REQUESTS = ("more_time", "less_severe")  # what waits for a second person
RULINGS = ("upheld", "struck")
NOT_NOTED = "not_noted"  # why a promise is void that is met by an entry of staff, where nobody noted the moment
NOT_KNOWN_WHEN = "not_known_when"  # why a promise is void whose answer, given elsewhere, has no moment
OF_AN_IMPORT = "answered"  # whether an answer given elsewhere solved anything is not ours to claim
NOT_AS_IT_SEEMED = frozenset({"duplicate", "spam", "not_ours"})
ENDED_OTHERWISE = NOT_AS_IT_SEEMED | {"withdrawn", "lapsed"}  # what ends so owes nothing any more
UNASKED = frozenset({"praise"})  # whoever praises asked for nothing, so nobody asks whether it is solved


@dataclass(frozen=True, slots=True)
class Facts:
    """All the table needs to know of a case. `asking` is "question", "plan" or "" ; `plan` is the answer to the cycle's
    last plan: "" none was made, "open", "accepted", "declined" or another; `plan_by` is the date it names; moments are
    aware, None = not. `imported`: what was said then is taken as it was said. `contestable` are the waiting times (by
    their question or plan) the customer may still disagree with, `contested` those nobody has ruled on, each with who
    asked; `struck`: our clocks run though we wait. `running` are the targets of this cycle with a clock, each with its
    latest moment (None: it stands still); `requested` is what waits for a second person, each with who asked for it;
    `steps` are those of the special procedure such a case opens; `incident` is what the case hangs on."""

    state: State
    kind: str = "complaint"
    severity: str = ""
    outcome: str | None = None
    asking: str = ""
    plan: str = ""
    plan_by: datetime | None = None
    broken: bool = False
    escalated: bool = False
    answered: bool = False
    contestable: tuple[int, ...] = ()
    contested: Mapping[int, int | None] = field(default_factory=dict)
    struck: bool = False
    running: Mapping[str, datetime | None] = field(default_factory=dict)
    requested: Mapping[str, int | None] = field(default_factory=dict)
    owner: int | None = None
    erased: bool = False
    sorted_by: int | None = None
    imported: bool = False
    owed: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    incident: int | None = None
    reopen_until: datetime | None = None
    closes_at: datetime | None = None
    lapses_at: datetime | None = None

    @property
    def first_people(self) -> tuple[int | None, ...]:
        """Who is no second person where the severity is lowered (DESIGN.md 4.7): whoever set it, whoever asks for less,
        and whoever has the case and would have the longer time."""
        return self.sorted_by, self.requested.get("less_severe"), self.owner


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
    round: int = 0  # which round of the target, by its id; 0 is any
    pause: int | None = None  # the question or plan whose waiting time it is about
    at: datetime | None = None
    person: object = None  # whom a case is assigned to
    other: object = None  # the case this one is merged into
    incident: object = None  # what the case hangs on, or is taken out of
    email: str = ""
    step: str = ""  # of the special procedure, by its code; with a hyphen before it, its tick is taken back
    filled: Filled | None = None  # the questionnaire that came back
    ticket: str = ""  # of the form: however often it is sent, it counts once


class Refused(ValueError):
    """The verb is not possible; `code` names why, and words/case.py says it in a sentence."""

    def __init__(self, verb: Verb, code: str):
        self.verb, self.code = verb, code
        super().__init__(f"{verb}: {code}")


def asked_afterwards(kind: str, outcome: str | None) -> bool:
    """Whether the customer of such a closed case is asked how we did: it had our answer. Praise asks for none."""
    return kind not in UNASKED and outcome is not None and outcome not in ENDED_OTHERWISE


def lowers(before: str, after: str) -> bool:
    """Whether this severity weighs less than the one before."""
    weights = ("", *SEVERITIES)
    return weights.index(after) < weights.index(before)
