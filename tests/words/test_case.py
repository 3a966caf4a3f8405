"""Every code of a case has words, to the customer and to staff; no refusal is a riddle."""

import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.core import case as core
from portal.core import conditions
from portal.core.case import MOVES, OUTCOMES, Facts, Role, State, Verb
from portal.core.promise import TARGETS
from portal.core.terms import CHANNELS, KINDS, SEVERITIES
from portal.words import case as words
from portal.words import history, turn


@pytest.fixture(autouse=True)
def reader(app):
    with app.test_request_context():
        yield


def codes() -> set[str]:
    """Every code a condition of the table returns, and `…_missing` for what a verb needs."""
    sources = [Path(module.__file__).read_text() for module in (conditions, core)]
    returned = re.findall(r"^ +return (.+)$", "\n".join(sources), re.MULTILINE)
    written = {code for line in returned for code in re.findall(r'"(\w+)"', line)}
    return written - {"duplicate", "spam", "not_ours", "plan"} | {
        f"{name}_missing" for line in MOVES.values() for name in line.needs
    }


@pytest.mark.parametrize(
    ("named", "known"),
    [
        (KINDS, words.KINDS),
        (KINDS, words.YOURS),
        (("", *SEVERITIES), words.SEVERITIES),
        (CHANNELS, words.CHANNELS),
        (State, words.STATES),
        (Role, words.ROLES),
        (TARGETS, words.TARGETS),
        (("kept", "broken", "void"), words.VERDICTS),
        ({o for outcomes in OUTCOMES.values() for o in outcomes}, words.OUTCOMES),
        ({m.outcome for m in MOVES.values() if m.outcome} | core.NOT_AS_IT_SEEMED, words.VOID),
        ({m.outcome for m in MOVES.values() if m.outcome} | core.NOT_AS_IT_SEEMED, words.OUTCOMES),
        ({m.writes for m in MOVES.values() if m.writes}, words.MESSAGES),
        ({m.answers for m in MOVES.values() if m.answers}, words.ANSWERS),
        (words.OUTCOMES, turn.ENDED),
    ],
)
def test_every_code_has_a_word(named, known):
    assert {str(code) for code in named} <= set(known)


def test_every_verb_a_person_presses_has_a_word():
    pressed = {verb for verb, line in MOVES.items() if line.by - {Role.WATCH}}
    assert pressed == set(words.VERBS)


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("code", sorted(codes()))
def test_every_refusal_is_a_sentence(code, staff):
    assert code in words.STAFF_REFUSALS or code in words.REFUSALS
    sentence = words.refusal(code, staff)
    assert sentence.endswith(".")
    assert "_" not in sentence


def test_the_same_refusal_speaks_to_whoever_tried():
    assert words.refusal("body_missing") != words.refusal("body_missing", staff=True)


@dataclass
class Line:
    verb: str
    who: str = "agent"
    outcome: str | None = None
    detail: str = ""
    person: object = None


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_a_line_of_the_history(verb, staff):
    for who in ("customer", "agent", "watch"):
        assert history.sentence(Line(verb, who), staff).endswith(".")


MOVED = "was=2026-08-24T02:00:00+00:00 due=2026-08-21T09:30:00+00:00"


@pytest.mark.parametrize(
    ("line", "target", "said"),
    [
        (Line("resolve", outcome="solved_in_part"), "", "We gave you our answer: Solved in part."),
        (Line("miss", "watch"), "plan", "We missed a promise: Plan."),
        (Line("extend", detail="resolution"), "", "We gave you a new date: Solution."),
        (Line("reclassify", detail="service=repairs severity=urgent"), "", "We sorted the case again: Urgent."),
        (Line("reclassify", detail="service=repairs"), "", "We sorted the case again."),
        (Line("rule", detail="struck"), "", "A supervisor decided on the waiting time: it is struck."),
        (Line("recount", "watch", detail=MOVED), "plan", "A date has moved earlier: Plan, from {} to {}."),
        (Line("recount", "watch"), "plan", "A date was counted again: Plan."),
        (Line("close", "watch"), "", "The case was closed, because nothing more was said after our answer."),
        (Line("close"), "", "The case was closed."),
        (Line("file", "customer"), "", "You wrote to us."),
        (Line("file"), "", "What you told us was written down."),
    ],
)
def test_a_line_tells_what_happened(line, target, said):
    said = said.format("Mon 24 Aug, 02:00", "Fri 21 Aug, 09:30")
    assert history.sentence(line, target=target) == said


def test_a_case_that_was_given_by_itself_says_to_whom_and_why():
    given = Line("assign", "watch", detail="severity=major", person=SimpleNamespace(name="Chen"))
    assert history.sentence(given, staff=True) == "The case was given to Chen, because it is major."
    assert history.sentence(given) == "Your case was given to a colleague."


def test_a_step_is_told_by_its_name():
    assert history.sentence(Line("step", detail="call"), staff=True, step="Call the customer") == (
        "A step of the special procedure was done: Call the customer."
    )
    assert history.sentence(Line("step", detail="-call"), staff=True) == (
        "A step of the special procedure was opened again."
    )


def test_what_staff_ask_of_a_second_person_is_told_to_staff():
    asked = Line("more_time", "agent", detail="plan")
    assert history.sentence(asked, staff=True) == "More time was asked for: Plan."
    lower = Line("less_severe", "agent", detail="severity=general")
    assert history.sentence(lower, staff=True) == "A lower severity was asked for: General."
    refused = Line("refuse", "supervisor", detail="more_time")
    assert history.sentence(refused, staff=True) == "What was asked for was not granted: Asks for more time."


def test_a_struck_waiting_time_stops_no_clock_and_the_turn_says_so():
    waiting = Facts(State.WAITING, asking="question", struck=True)
    assert turn.turn(waiting, {}).text.startswith("Our promises run on all the same")


@pytest.mark.parametrize(
    ("facts", "holder", "state"),
    [
        (Facts(State.RECEIVED), "us", "Received"),
        (Facts(State.IN_PROGRESS), "us", "In progress"),
        (Facts(State.IN_PROGRESS, plan="accepted"), "us", "Carrying out the plan"),
        (Facts(State.IN_PROGRESS, plan="declined"), "us", "In progress"),
        (Facts(State.WAITING, asking="question"), "you", "Waiting for your answer"),
        (Facts(State.WAITING, asking="plan", plan="open"), "you", "Plan proposed"),
        (Facts(State.RESOLVED, outcome="solved"), "you", "Answered"),
        (Facts(State.CLOSED, outcome="solved"), "nobody", "Closed"),
    ],
)
def test_the_state_says_whose_turn_it_is(facts, holder, state):
    assert turn.turn(facts, {}).holder == holder
    assert turn.state(facts) == state


@pytest.mark.parametrize(
    ("facts", "told", "text"),
    [
        (Facts(State.RESOLVED, outcome="declined"), True, "Our answer: Declined. If we hear nothing"),
        (Facts(State.RESOLVED, outcome="declined"), False, "We gave you our answer. If we hear nothing"),
        (Facts(State.CLOSED, outcome="withdrawn"), True, "You withdrew it. All its promises ended with that. If it"),
        (Facts(State.CLOSED, outcome="withdrawn"), False, "If it is not solved, you can open it again until Fri."),
        (Facts(State.WAITING, asking="plan"), True, "Some of our promises stand still until you answer. If we hear"),
        (Facts(State.IN_PROGRESS), True, "Chen looks after it."),
    ],
)
def test_what_happens_if_nobody_does_anything(facts, told, text):
    dates = {"closes": "Mon", "reopen": "Fri", "lapses": "Sun"}
    assert turn.turn(facts, dates, owner="Chen", told=told).text.startswith(text)
