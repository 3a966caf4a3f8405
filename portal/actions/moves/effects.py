"""What single verbs do beyond their line of the table, and the rounds a line starts."""

from collections.abc import Callable, Iterable

from portal.actions.moves.turn import Turn
from portal.core import procedure, rounds
from portal.core.case import Given, Refused, Verb, lowers
from portal.core.rounds import Fresh
from portal.mail import blanks
from portal.mail.draft import ERASED
from portal.store import audit, circle, erasure, event, register, survey
from portal.store import case as cases
from portal.store import person as people
from portal.store.case import new_link_key
from portal.store.message import Message
from portal.store.person import Person
from portal.store.sealing import seal

# --- what single verbs do beyond their line of the table


def nothing(turn: Turn, given: Given, message: Message | None) -> None:
    """Most lines say it all."""


def _take(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.owner = turn.who.person


def _assign(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.owner = given.person


def _sort(turn: Turn, given: Given, message: Message | None) -> None:
    case = turn.case
    if given.severity is not None and lowers(case.severity, given.severity):
        _decide(turn, "less_severe", "granted")
    case.kind = case.kind if given.kind is None else given.kind
    if given.service is not None:
        case.service, case.team = given.service, people.team_of(given.service)
    case.severity = case.severity if given.severity is None else given.severity
    seal(case)


def _relink(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.link_key = new_link_key()


def _correct(turn: Turn, given: Given, message: Message | None) -> None:
    ask = turn.sheet.open_ask
    if ask and not turn.case.email:  # whoever was called until now has had no letter about what we ask
        ask.reminded = 0
        ask.save()
    turn.case.email, turn.case.opened_at = given.email, None
    turn.tell_customer("received")


def _log(turn: Turn, given: Given, message: Message | None) -> None:
    meant = [r for r in turn.sheet.owed() if r.target == given.target and given.round in (0, r.id)]
    if not meant:
        raise Refused(Verb.LOG, "nothing_to_log")
    turn.enter(meant, given.at)
    if given.target == "remedy":
        register.remedied(turn.case, [r.id for r in turn.sheet.rounds if r.target == "remedy" and r.met_at], given.at)
        turn.tell_customer("remedied")


def _keep_answer(turn: Turn, given: Given, message: Message | None) -> None:
    turn.sheet.answers.append(survey.keep(given.filled, turn.now, turn.case))


def _merge(turn: Turn, given: Given, message: Message | None) -> None:
    """The other one is read again while nobody else joins any: two that go on in each other would have no end."""
    audit.alone(["merge"])
    other = cases.by_id(given.other.id)
    code = (
        (other.id == turn.case.id and "other_itself")
        or (other.merged_into_id and "other_joined")
        or (other.erased_at and "other_erased")
    )
    if code:
        raise Refused(Verb.MERGE, code)
    turn.case.merged_into = other


def _restore(turn: Turn, given: Given, message: Message | None) -> None:
    turn.parted, turn.case.merged_into = turn.case.merged_into_id is not None, None


def _link(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.incident = given.incident


def _unlink(turn: Turn, given: Given, message: Message | None) -> None:
    turn.case.incident = None


def _contest(turn: Turn, given: Given, message: Message | None) -> None:
    for ask in turn.sheet.asks:
        if ask.contested_at is None and ask.ruling is None and given.pause in (None, ask.id):
            ask.contested_at = turn.now
            ask.save()


def _rule(turn: Turn, given: Given, message: Message) -> None:
    """Upheld or struck: the words that say so are marked like the waiting time they are about."""
    ruled = [ask for ask in turn.sheet.asks if ask.contested_at and not ask.ruling and given.pause in (None, ask.id)]
    turn.clocks_before = turn.sheet.clocks
    for row in (*ruled, message):
        row.ruling = given.outcome
        row.save()
    turn.answered = _people(ruled)


def _extend(turn: Turn, given: Given, message: Message) -> None:
    """The letter names the round that is given more time; the one that gives it begins after this."""
    turn.concerned = [r for r in rounds.running(turn.sheet.rounds) if r.target == given.target]
    request = turn.sheet.requests.get("more_time")
    if request and event.detail_of(request) == given.target:
        _decide(turn, "more_time", "granted")


def _refuse(turn: Turn, given: Given, message: Message) -> None:
    _decide(turn, given.target, "refused")


def _decide(turn: Turn, type: str, answer: str) -> None:
    """What staff asked of a second person is answered, and whoever asked is told."""
    request = turn.sheet.requests.get(type)
    if request:
        turn.answered = _people([request])
        request.answered_at, request.answer = turn.now, answer
        request.save()


def _people(asked: Iterable[Message]) -> list[Person]:
    return list({message.person_id: message.person for message in asked if message.person_id}.values())


def _step(turn: Turn, given: Given, message: Message | None) -> None:
    """Ticked once, by whoever did it; only what is ticked can be taken back."""
    code = given.step.removeprefix(procedure.BACK)
    done = code in procedure.ticked(event.of(turn.case))
    if done != given.step.startswith(procedure.BACK):
        raise Refused(Verb.STEP, "step_done" if done else "step_open")


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
    Verb.RESTORE: _restore,
    Verb.LINK: _link,
    Verb.UNLINK: _unlink,
    Verb.CONTEST: _contest,
    Verb.RULE: _rule,
    Verb.EXTEND: _extend,
    Verb.REFUSE: _refuse,
    Verb.STEP: _step,
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
    turn.shifts = tuple(turn.tighten(deadline, candidate) for deadline, candidate in tightened)
    turn.start(added)
    if added or tightened:
        turn.tell_customer("moved", message, shifts=turn.shifts, sorted=_chosen(given))


def _chosen(given: Given) -> dict[str, str]:
    """What the case is sorted as now, of what changed."""
    return {name: value for name in ("kind", "severity") if (value := getattr(given, name))}


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


# --- what follows the verb's own line of the history


def _judge_by_ruling(turn: Turn, given: Given, message: Message | None) -> None:
    if given.outcome == "struck":
        turn.concerned = turn.judge_by_ruling()


def _name_what_moved(turn: Turn, given: Given, message: Message | None) -> None:
    turn.note_shifts(turn.shifts)
    if given.severity is not None:
        turn.raise_alarm()


AFTERWARDS: dict[Verb, Callable[[Turn, Given, Message | None], None]] = {
    Verb.RULE: _judge_by_ruling,
    Verb.RECLASSIFY: _name_what_moved,
}
