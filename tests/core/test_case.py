"""The table of verbs: which buttons whom at which state, and every reason against."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal.core import case
from portal.core.case import MOVES, Facts, Given, Refused, Role, State, Verb
from tests.core.moments import at

NOW = at("Mon 2026-08-24 10:00")
LATER = NOW + timedelta(days=1)

ALWAYS_STAFF = {"note", "correct", "relink", "link"}
OPEN_STAFF = ALWAYS_STAFF | {
    "take", "respond", "progress", "ask", "propose", "resolve", "dismiss", "merge", "reclassify",
}  # fmt: skip
ALWAYS_SENIOR = ALWAYS_STAFF | {"hand_over"}
ALWAYS_CUSTOMER = {"correct", "relink"}
OPEN_CUSTOMER = ALWAYS_CUSTOMER | {"reply", "withdraw"}
CLOSED_CUSTOMER = ALWAYS_CUSTOMER | {"thanks", "more", "erase"}

BUTTONS = [
    ("customer", "received", {}, OPEN_CUSTOMER),
    ("customer", "in_progress", {}, OPEN_CUSTOMER),
    ("customer", "in_progress", {"broken": True}, OPEN_CUSTOMER | {"escalate"}),
    ("customer", "in_progress", {"broken": True, "escalated": True}, OPEN_CUSTOMER),
    ("customer", "waiting", {"asking": "question", "contestable": True}, OPEN_CUSTOMER | {"contest"}),
    ("customer", "waiting", {"asking": "plan"}, OPEN_CUSTOMER | {"accept", "decline"}),
    ("customer", "resolved", {"outcome": "solved"}, ALWAYS_CUSTOMER | {"confirm", "thanks", "more"}),
    (
        "customer", "resolved", {"outcome": "solved", "reopen_until": LATER},
        ALWAYS_CUSTOMER | {"confirm", "thanks", "more", "not_solved"},
    ),
    (
        "customer", "closed", {"outcome": "withdrawn", "reopen_until": LATER},
        CLOSED_CUSTOMER | {"not_solved"},
    ),
    ("customer", "closed", {"outcome": "spam", "reopen_until": LATER}, CLOSED_CUSTOMER),
    ("customer", "closed", {"outcome": "solved", "erased": True}, set()),
    (
        "customer", "closed", {"outcome": "solved", "reopen_until": NOW},
        CLOSED_CUSTOMER | {"not_solved", "answer"},
    ),
    (
        "customer", "closed", {"outcome": "solved", "answered": True, "reopen_until": NOW},
        CLOSED_CUSTOMER | {"not_solved"},
    ),
    ("customer", "closed", {"outcome": "answered", "kind": "praise"}, CLOSED_CUSTOMER),
    ("agent", "received", {}, OPEN_STAFF),
    ("agent", "waiting", {"asking": "question"}, OPEN_STAFF | {"resume"}),
    ("agent", "resolved", {"outcome": "solved"}, ALWAYS_STAFF | {"close"}),
    ("agent", "closed", {"outcome": "spam"}, ALWAYS_STAFF),
    ("agent", "closed", {"outcome": "solved", "steps": ("review",)}, ALWAYS_STAFF | {"step"}),
    ("agent", "received", {"steps": ("call",)}, OPEN_STAFF | {"step"}),
    ("auditor", "received", {"steps": ("call",)}, set()),
    ("agent", "closed", {"outcome": "solved", "owed": ("follow_up",)}, ALWAYS_STAFF | {"log"}),
    ("supervisor", "in_progress", {}, OPEN_STAFF | {"assign", "hand_over", "extend"}),
    ("supervisor", "in_progress", {"contested": True}, OPEN_STAFF | {"assign", "hand_over", "extend", "rule"}),
    ("supervisor", "closed", {"outcome": "spam"}, ALWAYS_SENIOR | {"restore"}),
    ("supervisor", "closed", {"outcome": "solved"}, ALWAYS_SENIOR),
    ("supervisor", "closed", {"outcome": "solved", "incident": 7}, ALWAYS_SENIOR - {"link"} | {"unlink"}),
    ("admin", "closed", {"outcome": "duplicate"}, ALWAYS_SENIOR - {"link"} | {"restore", "erase"}),
    ("admin", "closed", {"outcome": "duplicate", "erased": True}, set()),
    ("auditor", "received", {}, set()),
    ("auditor", "closed", {}, set()),
    ("watch", "received", {}, {"miss", "warn", "bounce"}),
    ("watch", "waiting", {"asking": "question"}, {"miss", "warn", "remind", "bounce"}),
    ("watch", "waiting", {"asking": "question", "lapses_at": NOW}, {"miss", "warn", "remind", "lapse", "bounce"}),
    ("watch", "resolved", {}, {"miss", "warn", "close", "bounce"}),
    ("watch", "closed", {"outcome": "lapsed"}, {"miss", "warn", "erase", "bounce"}),
]  # fmt: skip


@pytest.mark.parametrize(("role", "state", "more", "buttons"), BUTTONS)
def test_the_buttons_on_the_page(role, state, more, buttons):
    assert set(case.verbs(Facts(State(state), **more), Role(role), NOW)) == buttons


def test_every_verb_but_filing_has_its_line():
    assert set(MOVES) == set(Verb) - {Verb.FILE}


WORDS = {"body": "words", "next_step": "we call", "by_when": LATER, "at": NOW, "email": "a@example.com", "other": 1}
ENDS = [  # verb, from, given, to, outcome
    ("take", "received", {}, "in_progress", None),
    ("take", "waiting", {}, "waiting", None),
    ("respond", "received", WORDS, "in_progress", None),
    ("respond", "waiting", WORDS, "waiting", None),
    ("ask", "in_progress", WORDS, "waiting", None),
    ("propose", "received", WORDS, "waiting", None),
    ("note", "received", WORDS, "received", None),
    ("resolve", "in_progress", WORDS | {"outcome": "solved"}, "resolved", "solved"),
    ("dismiss", "received", WORDS | {"outcome": "not_ours"}, "closed", "not_ours"),
    ("merge", "received", WORDS, "closed", "duplicate"),
    ("close", "resolved", {}, "closed", "solved"),
]


@pytest.mark.parametrize(("verb", "state", "given", "to", "outcome"), ENDS)
def test_where_a_verb_of_staff_leads(verb, state, given, to, outcome):
    facts = Facts(State(state), outcome="solved" if state == "resolved" else None)
    moved = case.move(facts, Verb(verb), Role.AGENT, NOW, Given(**given))
    assert (moved.state, moved.outcome, moved.reopens) == (to, outcome, False)


@pytest.mark.parametrize(
    ("verb", "given", "to"),
    [
        ("respond", {"body": "x"}, "in_progress"),
        ("resolve", {"body": "x", "outcome": "answered"}, "resolved"),  # whether it solved anything nobody knows
        ("resolve", {"body": "x", "outcome": "solved"}, "resolved"),
    ],
)
def test_what_was_said_elsewhere_is_taken_as_it_was_said(verb, given, to):
    facts = Facts(State.RECEIVED, imported=True)
    assert case.move(facts, Verb(verb), Role.AGENT, NOW, Given(**given)).state == to


@pytest.mark.parametrize(
    ("verb", "given", "code"),
    [
        ("respond", {}, "body_missing"),
        ("propose", {"body": "x"}, "by_when_missing"),
        ("resolve", {"body": "x", "outcome": "great"}, "unknown_outcome"),
    ],
)
def test_and_no_more_than_that(verb, given, code):
    with pytest.raises(Refused) as refused:
        case.move(Facts(State.RECEIVED, imported=True), Verb(verb), Role.AGENT, NOW, Given(**given))
    assert refused.value.code == code


@dataclass
class Incident:
    id: int


@pytest.mark.parametrize(("verb", "incident"), [("link", None), ("unlink", 7)])
@pytest.mark.parametrize("state", list(State))
def test_what_a_case_hangs_on_changes_neither_its_state_nor_whose_turn_it_is(verb, incident, state):
    facts = Facts(state, incident=incident)
    assert case.move(facts, Verb(verb), Role.AGENT, NOW, Given(incident=Incident(7))).state == state


@pytest.mark.parametrize(
    ("verb", "facts", "given", "code"),
    [
        ("link", {}, {}, "incident_missing"),
        ("link", {"incident": 7}, {"incident": Incident(8)}, "linked_already"),
        ("link", {"outcome": "duplicate"}, {"incident": Incident(7)}, "goes_on_elsewhere"),
        ("link", {"erased": True}, {"incident": Incident(7)}, "erased"),
        ("unlink", {}, {"incident": Incident(7)}, "not_linked"),
        ("unlink", {"incident": 8}, {"incident": Incident(7)}, "not_linked"),
    ],
)
def test_a_case_hangs_on_one_incident_or_on_none(verb, facts, given, code):
    with pytest.raises(Refused) as refused:
        case.move(Facts(State.CLOSED, **facts), Verb(verb), Role.AGENT, NOW, Given(**given))
    assert refused.value.code == code


def test_a_reply_to_a_question_makes_it_our_turn():
    facts = Facts(State.WAITING, asking="question")
    assert case.move(facts, Verb.REPLY, Role.CUSTOMER, NOW, Given(body="Left")).state == "in_progress"


def test_a_word_before_anybody_took_the_case_up_changes_no_turn():
    assert case.move(Facts(State.RECEIVED), Verb.REPLY, Role.CUSTOMER, NOW, Given(body="Also")).state == "received"


def test_not_solved_reopens():
    facts = Facts(State.CLOSED, outcome="solved", reopen_until=LATER)
    moved = case.move(facts, Verb.NOT_SOLVED, Role.CUSTOMER, NOW, Given(body="Broke again"))
    assert (moved.state, moved.outcome, moved.reopens) == ("in_progress", None, True)


MISSING = [
    ("respond", {}, "body_missing"),
    ("respond", {"body": "x"}, "next_step_missing"),
    ("respond", {"body": "x", "next_step": "y"}, "by_when_missing"),
    ("propose", {"body": "x"}, "by_when_missing"),
    ("assign", {}, "not_yours"),
    ("resolve", {"body": "x", "outcome": "great"}, "unknown_outcome"),
    ("resolve", {"body": "x", "outcome": "answered"}, "unknown_outcome"),  # a complaint is not merely answered
    ("dismiss", {"outcome": "not_ours"}, "body_missing"),
    ("dismiss", {"outcome": "solved"}, "unknown_outcome"),
    ("accept", {}, "not_yours"),
    ("resume", {"body": "x"}, "wrong_state"),
    ("restore", {}, "not_yours"),
]


@pytest.mark.parametrize(("verb", "given", "code"), MISSING)
def test_what_an_agent_is_refused_on_a_fresh_complaint(verb, given, code):
    with pytest.raises(Refused) as refused:
        case.move(Facts(State.RECEIVED), Verb(verb), Role.AGENT, NOW, Given(**given))
    assert refused.value.code == code


HONEST = [  # what became of the cycle's last plan, and the outcome told
    ("", "solved"),
    ("accepted", "solved"),
    ("accepted", "solved_in_part"),
    ("declined", "no_agreement"),
    ("open", "declined"),
]
DISHONEST = [("declined", "solved"), ("open", "solved"), ("handed_back", "solved_in_part")]


@pytest.mark.parametrize(("plan", "outcome"), HONEST)
def test_an_outcome_that_may_be_told(plan, outcome):
    facts, given = Facts(State.IN_PROGRESS, plan=plan), Given(body="x", outcome=outcome)
    assert case.move(facts, Verb.RESOLVE, Role.AGENT, NOW, given).outcome == outcome


@pytest.mark.parametrize(("plan", "outcome"), DISHONEST)
def test_solved_means_the_plan_was_agreed(plan, outcome):
    facts, given = Facts(State.IN_PROGRESS, plan=plan), Given(body="x", outcome=outcome)
    with pytest.raises(Refused, match="plan_not_agreed"):
        case.move(facts, Verb.RESOLVE, Role.AGENT, NOW, given)


LOWERED = [("", "general", False), ("general", "", True), ("major", "urgent", True), ("complex", "major", False)]


@pytest.mark.parametrize(("before", "after", "lower"), LOWERED)
def test_which_severity_weighs_less(before, after, lower):
    assert case.lowers(before, after) is lower
