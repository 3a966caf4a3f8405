"""The one gate: nothing else changes the state, the deadlines or the signposts of a case.

`move` is one verb of the table in `core.case`, in one transaction, always in this order:
hold the case (or somebody else moved first) → judge what is overdue → follow the calendars → move → recount the
deadlines → one event of the verb's name → letters → signposts. A letter is queued in the same transaction as the change
it tells of.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from portal.actions.moves.effects import AFTERWARDS, EFFECTS, STARTS, nothing
from portal.actions.moves.following import follow
from portal.actions.moves.held import CUSTOMER, WATCH, Actor
from portal.actions.moves.turn import Turn
from portal.core import case as core
from portal.core import rounds
from portal.core.case import MOVES, NOT_KNOWN_WHEN, Given, Role, Verb
from portal.core.facts import NOT_NOTED
from portal.core.rounds import Fresh
from portal.store import circle, likeness
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.file import File
from portal.store.message import Message

ELSEWHERE = Actor(Role.AGENT)  # whoever answered before the case was ours: nobody we know


@dataclass(frozen=True, slots=True)
class Said:
    """What was said before a case was ours, or was typed. `exact` False: `at` is only the earliest moment at which it
    can have been."""

    at: datetime
    verb: Verb
    given: Given
    exact: bool = True


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """What was done before a case was typed, entered before anything is judged (DESIGN.md 4.9). `attended_at`: when
    somebody picked up the phone or came to the counter; `unmeasured`: nobody noted it. `answered`: what was said then.
    """

    attended_at: datetime | None = None
    unmeasured: bool = False
    answered: Said | None = None


NOTHING_YET = OnTheSpot()


def move(
    case: Case, verb: Verb, who: Actor, now: datetime, given: Given | None = None, files: Iterable[File] = ()
) -> Case:
    """One verb on one case. `case` is the row as it was read; raises Refused or Overtaken, and then nothing changed."""
    with transaction():
        turn = Turn.hold(case, who, now)
        turn.judge()
        follow(turn)
        _do(turn, verb, given or Given(), files)
        turn.finish()
    return case


def begin(
    case: Case, who: Actor, now: datetime, given: Given, files: Iterable[File] = (), spot: OnTheSpot = NOTHING_YET
) -> Case:
    """The verb `file`: the first move of a case whose row was made in this same transaction. Whoever was answered on
    the spot gets that in writing, and no receipt besides."""
    turn = Turn(case, who, now)
    promised = rounds.at_start(turn.sheet.selected, case.channel, case.cycle, case.received_at)
    message = _receive(turn, given, promised, files)
    _attend(turn, spot)
    was_answered = spot.answered is not None and _answer(turn, spot.answered)
    turn.find_owner()  # before the receipt, which names him
    if not was_answered:
        turn.tell_customer("received", message, once="received")
    turn.apologise_for_what_came_late()
    if turn.case.state in core.OPEN:
        turn.raise_alarm()
    turn.finish()
    return case


def _attend(turn: Turn, spot: OnTheSpot) -> None:
    attended = [r for r in turn.sheet.owed() if r.target == "attended"]
    if attended and spot.attended_at:
        log = Given(target="attended", at=spot.attended_at)
        EFFECTS[Verb.LOG](turn, log, None)
        turn.note(Verb.LOG, given=log)
    elif spot.unmeasured:
        turn.set_aside(attended, NOT_NOTED)


def _answer(turn: Turn, answered: Said) -> bool:
    """What was said before the case was typed: written to the customer now, it keeps what it kept then. Whoever may not
    see the case, now that it is typed, answers nothing in it: his words stay as a note."""
    if not circle.is_open_to(turn.who.person, turn.case):
        note = turn.write("note", Given(answered.given.body))
        turn.note(Verb.NOTE, note)
        return False
    turn.case.owner = turn.who.person
    _do(turn, answered.verb, replace(answered.given, at=answered.at))
    return True


def replay(case: Case, given: Given, said: Iterable[Said], now: datetime) -> Case:
    """An imported case: what was said elsewhere, by the same steps at the moments at which it was, until `now`.

    `said` is in order, and nothing in it is later than `now`. Nobody wrote down when a call was picked up, so that
    promise is not given.
    """
    turn = Turn(case, CUSTOMER, case.received_at)
    promised = rounds.at_start(turn.sheet.selected, case.channel, case.cycle, case.received_at)
    _receive(turn, given, [one for one in promised if one.target != "attended"])
    for one in said:
        turn.pass_until(one.at)
        turn.who = ELSEWHERE
        if one.exact:
            _do(turn, one.verb, one.given)
            continue
        turn.void(NOT_KNOWN_WHEN)
        _do(turn, one.verb, replace(one.given, target=NOT_KNOWN_WHEN))  # the history line then says so
    _close_what_was_left_in_peace(turn, now)
    turn.pass_until(now)
    turn.finish()
    return case


def _receive(turn: Turn, given: Given, promised: Iterable[Fresh], files: Iterable[File] = ()) -> Message:
    """The customer's words, and the rounds that begin with them."""
    message = turn.write("filed", given, files)
    likeness.keep(turn.case, given.body)
    turn.start(promised)
    case = turn.case
    turn.note(Verb.FILE, message, given=Given(kind=case.kind, service=case.service, severity=case.severity))
    return message


def _close_what_was_left_in_peace(turn: Turn, now: datetime) -> None:
    closes = turn.sheet.closes_at()
    if closes and closes <= now:
        turn.pass_until(closes)
        turn.who = WATCH
        _do(turn, Verb.CLOSE, Given())


def _do(turn: Turn, verb: Verb, given: Given, files: Iterable[File] = ()) -> None:
    """The verb's own line of the table."""
    line, before = MOVES[verb], turn.case.state
    moved = core.move(turn.sheet.facts(), verb, turn.who.role, turn.now, _by(turn.who, given))
    if line.answers:
        turn.answer(verb, line.answers)
    message = turn.write(line.writes, given, files) if line.writes and (given.body or "body" in line.needs) else None
    turn.set_state(moved)
    if message:
        turn.sheet.marks.append(message)
    EFFECTS.get(verb, nothing)(turn, given, message)
    turn.shifts = turn.recount()
    turn.meet(line.meets, message, given.at or turn.now)
    STARTS.get(line.starts, nothing)(turn, given, message)
    if line.ends:
        turn.void(turn.case.outcome)
    turn.note(verb, message, outcome=moved.outcome if before != turn.case.state else None, given=given)
    AFTERWARDS.get(verb, nothing)(turn, given, message)
    turn.tell(verb, given, message)


def _by(who: Actor, given: Given) -> Given:
    # Lowering a severity asks who does it, not whom the case goes to.
    return given if given.person else replace(given, person=who.person)
