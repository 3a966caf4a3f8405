"""A rehearsal: what a version of the guarantee makes of a case that was lived under another one.

What people did and when stays as it was; which rounds begin, when they are due and how they are judged is found anew,
by the same rules as the gate's. Nothing here stores. By the version a case was judged by, the rehearsal finds what was
judged: the tests hold it to that.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from portal.core import rounds
from portal.core.case import MOVES
from portal.core.facts import NOT_KNOWN_WHEN, NOT_NOTED, RULINGS, Verb
from portal.core.history import History, Line, as_filed, chosen
from portal.core.replay import Rehearsed, Replay, Terms
from portal.core.rounds import Fresh
from portal.core.survey import LOW

__all__ = ["NOT_NOTED", "Rehearsed", "Terms", "rehearse"]

ERASED = "erased"  # why a promise is void whose case was erased before it was due
BY_THE_WATCH = (Verb.MISS, Verb.WARN, Verb.REMIND, Verb.RECOUNT)  # a rehearsal finds its own misses


def rehearse(history: History, terms: Terms, now: datetime) -> list[Rehearsed] | None:
    """The rounds of the case by these terms, judged until `now`; None where nobody knows how it was sorted at first."""
    filed = as_filed(history)
    if filed is None:
        return None
    replay = Replay(history, filed, terms)
    replay.receive()
    before = None
    for line in (line for line in history.lines if line.verb not in BY_THE_WATCH):
        if line.verb != Verb.FILE:
            _live(replay, line, before)
        before = line
    replay.judge(now)
    replay.settle()
    return replay.rounds


def _live(replay: Replay, line: Line, before: Line | None) -> None:
    """One line of the history, in the order of the gate: judge, answer, ask, sort, recount, meet, start, end."""
    on_the_spot = _on_the_spot(line, before)
    if not on_the_spot:
        replay.judge(line.at)
    replay.now = line.at
    move = MOVES.get(line.verb)
    if move is None:
        return
    if _not_known_when(replay.history, line):
        replay.void(NOT_KNOWN_WHEN)
    clocks = replay.clocks
    if move.answers:
        replay.answer()
    EFFECTS.get(line.verb, _nothing)(replay, line)
    _recount(replay)
    targets = (line.detail,) if line.verb == Verb.LOG else move.meets
    replay.meet(targets, line, replay.said_before(targets, line) if on_the_spot else line.at)
    STARTS.get(move.starts, _nothing)(replay, line)
    if move.ends:
        replay.void(line.outcome)
    if line.verb == Verb.RULE and replay.clocks is not clocks:
        replay.judge_by_ruling(clocks)


def _recount(replay: Replay) -> None:
    """Every running clock, where the pauses are others than before. Nothing else moves one."""
    pauses = replay.pauses()
    if pauses != replay.clocks.pauses:
        replay.clocks = replace(replay.clocks, pauses=pauses)
        replay.recount()


def _on_the_spot(line: Line, before: Line | None) -> bool:
    """Whether it was entered in the same step as the case, before anything was judged (DESIGN.md 4.9)."""
    if before is None or line.at != before.at:
        return False
    after_filing = before.verb == Verb.FILE or (before.verb == Verb.LOG and line.verb != Verb.LOG)
    return after_filing and line.verb in (Verb.LOG, Verb.RESPOND, Verb.RESOLVE)


def _not_known_when(history: History, line: Line) -> bool:
    """Whether of an imported answer no more than the earliest moment is known. An import of version 0.1.0 says so
    in its verdicts only."""
    if line.verb != Verb.RESOLVE or not history.imported:
        return False
    return line.detail == NOT_KNOWN_WHEN or any(one.reason == NOT_KNOWN_WHEN for one in history.judged)


# --- what single verbs do


def _nothing(replay: Replay, line: Line) -> None:
    """Most lines say it all."""


def _ask(replay: Replay, line: Line) -> None:
    if line.message in replay.said:
        replay.ask(replay.said[line.message])


def _propose(replay: Replay, line: Line) -> None:
    _ask(replay, line)
    if line.message in replay.said:
        replay.plan_until = replay.said[line.message].by_when


def _sort(replay: Replay, line: Line) -> None:
    for name, value in chosen(line.detail).items():
        setattr(replay.case, name, value)


def _reopen(replay: Replay, line: Line) -> None:
    replay.case.cycle, replay.case.cycle_at, replay.plan_until = replay.case.cycle + 1, line.at, None


def _rule(replay: Replay, line: Line) -> None:
    """Version 0.1.0 did not write down how it was ruled; then it was on all that was contested."""
    rulings = [one for one in replay.history.lines if one.verb == Verb.RULE and one.detail == line.detail]
    for ruling in (line.detail,) if line.detail else RULINGS:
        replay.strike(ruling, last=line is rulings[-1] or not line.detail)


def _erase(replay: Replay, line: Line) -> None:
    replay.void(ERASED)


EFFECTS: dict[str, Callable[[Replay, Line], None]] = {
    Verb.ASK: _ask,
    Verb.PROPOSE: _propose,
    Verb.RECLASSIFY: _sort,
    Verb.NOT_SOLVED: _reopen,
    Verb.RULE: _rule,
    Verb.ERASE: _erase,
}


# --- the rounds a line starts


def _start_given(replay: Replay, line: Line) -> None:
    message = replay.said.get(line.message)
    if message:
        replay.start([Fresh("given", "given", "", line.at, message.by_when)])


def _start_agreed(replay: Replay, line: Line) -> None:
    replay.start([Fresh("resolution", "agreed", _code(replay, "resolution"), line.at, replay.plan_until)])


def _start_decline(replay: Replay, line: Line) -> None:
    promise = replay.selected.get("plan")
    replay.start([Fresh("plan", "decline", promise.code, line.at)] if promise else [])


def _start_cycle(replay: Replay, line: Line) -> None:
    replay.start(rounds.at_start(replay.selected, replay.case.channel, replay.case.cycle, line.at))


def _start_follow_up(replay: Replay, line: Line) -> None:
    promise = replay.selected.get("follow_up")
    replay.start([Fresh("follow_up", "promise", promise.code, line.at)] if promise else [])


def _start_after_a_score(replay: Replay, line: Line) -> None:
    if line.detail.isdecimal() and int(line.detail) <= LOW:
        replay.start(rounds.after_a_low_score(replay.selected, replay.terms.guarantee, line.at))


def _start_extended(replay: Replay, line: Line) -> None:
    message = replay.said.get(line.message)
    if message:
        replay.start([Fresh(line.detail, "extended", _code(replay, line.detail), line.at, message.by_when)])


def _start_selected(replay: Replay, line: Line) -> None:
    """Sorted anew: it adds and tightens, never relaxes (DESIGN.md 4.7)."""
    added, tightened = rounds.reselected(replay.rounds, replay.selected, replay.clocks, replay.case, line.at)
    for round, candidate in tightened:
        round.code, round.start_at = candidate.code, candidate.start_at
        round.due_at = replay.clocks.due(round)
    replay.start(added)


def _lift(replay: Replay, line: Line) -> None:
    replay.lift()


def _code(replay: Replay, target: str) -> str:
    promise = replay.selected.get(target)
    return promise.code if promise else ""


STARTS: dict[str, Callable[[Replay, Line], None]] = {
    "given": _start_given,
    "agreed": _start_agreed,
    "decline": _start_decline,
    "cycle": _start_cycle,
    "follow_up": _start_follow_up,
    "score": _start_after_a_score,
    "extended": _start_extended,
    "selected": _start_selected,
    "restored": _lift,
}
