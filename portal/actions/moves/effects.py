"""What single verbs do beyond their line of the table, and the rounds a line starts."""

from collections.abc import Callable

from portal.actions.moves.turn import Turn
from portal.core import rounds
from portal.core.case import Given, Verb
from portal.core.rounds import Fresh
from portal.mail import blanks
from portal.mail.draft import ERASED
from portal.store import circle, erasure, survey
from portal.store import person as people
from portal.store.case import new_link_key
from portal.store.message import Message

# --- what single verbs do beyond their line of the table


def nothing(turn: Turn, given: Given, message: Message | None) -> None:
    """Most lines say it all."""


def _take(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.owner = turn.who.person


def _assign(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.owner = given.person


def _sort(turn: Turn, given: Given, message: Message | None) -> None:
    case = turn.case
    case.kind = case.kind if given.kind is None else given.kind
    if given.service is not None:
        case.service, case.team = given.service, people.team_of(given.service)
    case.severity = case.severity if given.severity is None else given.severity


def _relink(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.link_key = new_link_key()


def _correct(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.email, turn.case.opened_at = given.email, None
    turn.tell_customer("received")


def _log(turn: Turn, given: Given, message: Message | None) -> None:
    turn.meet((given.target,), None, at=given.at)
    if given.target == "remedy":
        turn.tell_customer("remedied")


def _keep_answer(turn: Turn, given: Given, message: Message | None) -> None:
    turn.sheet.answers.append(survey.keep(given.filled, turn.now, turn.case))


def _merge(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.merged_into = given.other


def _contest(turn: Turn, given: Given, message: Message | None) -> None:
    for ask in turn.sheet.asks:
        if ask.contested_at is None and ask.ruling is None:
            ask.contested_at = turn.now
            ask.save()


def _rule(turn: Turn, given: Given, message: Message | None) -> None:
    for ask in turn.sheet.asks:
        if ask.contested_at is not None and ask.ruling is None:
            ask.ruling = given.outcome
            ask.save()


def _erase(turn: Turn, given: Given, message: Message | None) -> None:
    """The last letter is written while there still is an address; then nothing is left that anybody wrote."""
    turn.void(ERASED)
    if turn.case.outcome != "spam" and not turn.case.origin:
        turn.tell_customer(ERASED, once=ERASED)
    blanks.erase(turn.case)
    erasure.blank(turn.case, turn.now)


EFFECTS: dict[Verb, Callable[[Turn, Given, Message | None], None]] = {
    Verb.TAKE: _take,
    Verb.ASSIGN: _assign,
    Verb.HAND_OVER: _assign,
    Verb.RECLASSIFY: _sort,
    Verb.RELINK: _relink,
    Verb.CORRECT: _correct,
    Verb.LOG: _log,
    Verb.ANSWER: _keep_answer,
    Verb.MERGE: _merge,
    Verb.CONTEST: _contest,
    Verb.RULE: _rule,
    Verb.ERASE: _erase,
}


# --- the rounds a line of the table starts


def _start_given(turn: Turn, given: Given, message: Message | None) -> None:
    turn.start([Fresh("given", "given", "", turn.now, given.by_when)])


def _start_agreed(turn: Turn, given: Given, message: Message | None) -> None:
    plan, code = turn.sheet.last_plan, turn.sheet.selected.get("resolution")
    turn.start([Fresh("resolution", "agreed", code.code if code else "", turn.now, plan.by_when)])


def _start_decline(turn: Turn, given: Given, message: Message | None) -> None:
    promise = turn.sheet.selected.get("plan")
    turn.start([Fresh("plan", "decline", promise.code, turn.now)] if promise else [])


def _start_cycle(turn: Turn, given: Given, message: Message | None) -> None:
    turn.start(rounds.at_start(turn.sheet.selected, turn.case.channel, turn.case.cycle, turn.now))


def _start_follow_up(turn: Turn, given: Given, message: Message | None) -> None:
    promise = turn.sheet.selected.get("follow_up")
    turn.start([Fresh("follow_up", "promise", promise.code, turn.now)] if promise else [])


def _start_after_a_score(turn: Turn, given: Given, message: Message | None) -> None:
    """A low score is followed up, with a deadline of its own, by those who answer for the case."""
    if not given.filled.is_low:
        return
    before = len(turn.sheet.rounds)
    turn.start(rounds.after_a_low_score(turn.sheet.selected, turn.sheet.guarantee, turn.now))
    turn.tell_staff("low_score", circle.responsible(turn.case), missed=turn.sheet.rounds[before:])


def _start_extended(turn: Turn, given: Given, message: Message | None) -> None:
    promise = turn.sheet.selected.get(given.target)
    code = promise.code if promise else ""
    turn.start([Fresh(given.target, "extended", code, turn.now, given.by_when)])


def _start_selected(turn: Turn, given: Given, message: Message | None) -> None:
    """Reclassified: selected again within the same version; it adds and tightens, never relaxes (DESIGN.md 4.7)."""
    sheet = turn.sheet
    added, tightened = rounds.reselected(sheet.rounds, sheet.selected, sheet.clocks, turn.case, turn.now)
    for deadline, candidate in tightened:
        deadline.code, deadline.start_at = candidate.code, candidate.start_at
        deadline.revision = sheet.clocks.revision(candidate)
        deadline.due_at = sheet.clocks.due(deadline)
        deadline.save()
    turn.start(added)
    if added or tightened:
        turn.tell_customer("moved")
    if given.severity is not None:
        turn.raise_alarm()


def _lift(turn: Turn, given: Given, message: Message | None) -> None:
    turn.lift()


STARTS: dict[str, Callable[[Turn, Given, Message | None], None]] = {
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
