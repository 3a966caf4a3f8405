"""Whose turn it is in a case, and what happens next."""

from collections.abc import Mapping
from typing import NamedTuple

from portal.core.case import Facts, State
from portal.words import case as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class Turn(NamedTuple):
    """`holder` is "us", "you" (the customer) or "nobody"."""

    holder: str
    title: str
    text: str


HOLDERS = {
    "received": "us",
    "in_progress": "us",
    "carrying_out": "us",
    "question": "you",
    "plan": "you",
    "resolved": "you",
    "closed": "nobody",
}

STATES = {  # to the customer
    "received": _l("Received"),
    "in_progress": _l("In progress"),
    "carrying_out": _l("Carrying out the plan"),
    "question": _l("Waiting for your answer"),
    "plan": _l("Plan proposed"),
    "resolved": _l("Answered"),
    "closed": _l("Closed"),
}
STAFF_STATES = STATES | {"question": _l("Waiting for the customer")}

TITLES = {
    "received": _l("It is our turn: we have received it"),
    "in_progress": _l("It is our turn: we are working on it"),
    "carrying_out": _l("It is our turn: we are doing what you agreed to"),
    "question": _l("It is your turn: we asked you something"),
    "plan": _l("It is your turn: we propose a plan"),
    "resolved": _l("It is your turn: is it solved?"),
    "closed": _l("This case is closed"),
}
STAFF_TITLES = {
    "received": _l("Our turn: nobody has taken it up yet"),
    "given": _l("Our turn: its owner has not begun yet"),
    "in_progress": _l("Our turn"),
    "carrying_out": _l("Our turn: the customer agreed to the plan"),
    "question": _l("The customer’s turn: we asked something"),
    "plan": _l("The customer’s turn: a plan waits for a decision"),
    "resolved": _l("The customer’s turn: is it solved?"),
    "closed": _l("Closed"),
}

ENDED = {  # what became of a closed case, to the customer
    "solved": _l("It ended solved."),
    "solved_in_part": _l("It ended solved in part."),
    "declined": _l("We declined what you asked for, and told you why."),
    "no_agreement": _l("We found no agreement."),
    "answered": _l("It ended with our answer."),
    "not_ours": _l("The matter is not ours to decide; we told you who can help."),
    "spam": _l("We did not take it for a case of a customer."),
    "duplicate": _l("It was joined with another case about the same matter, and goes on with it."),
    "withdrawn": _l("You withdrew it. All its promises ended with that."),
    "lapsed": _l("We asked you something and heard nothing, so it was closed."),
}


def state(facts: Facts, staff: bool = False) -> str:
    """The state of a case as people say it: “Plan proposed” for a case that waits on a plan."""
    return str((STAFF_STATES if staff else STATES)[_phase(facts)])


def turn(facts: Facts, dates: Mapping[str, str], owner: str = "", staff: bool = False, told: bool = True) -> Turn:
    """Who has the ball, and what happens if nobody does anything.

    `dates` are moments in words: `lapses`, `closes`, `reopen`, each missing or empty where there is none. `owner` is
    the public name of whoever looks after the case. `told` is False on the page that keeps what was said to itself.
    """
    phase = _phase(facts)
    if staff:
        given = phase == "received" and facts.owner is not None
        return Turn(HOLDERS[phase], str(STAFF_TITLES["given" if given else phase]), "")
    text = _with_us(owner) if facts.owner is not None and phase == "received" else ""
    text = text or _text(phase, facts if told else None, dates, owner, facts.struck)
    return Turn(HOLDERS[phase], str(TITLES[phase]), text)


def _phase(facts: Facts) -> str:
    if facts.state is State.WAITING:
        return facts.asking or "question"
    carrying_out = facts.state is State.IN_PROGRESS and facts.plan == "accepted"
    return "carrying_out" if carrying_out else facts.state.value


def _text(phase: str, facts: Facts | None, dates: Mapping[str, str], owner: str, struck: bool) -> str:
    if phase == "received":
        return _("Nobody has taken it up yet. You need not do anything: you will hear from us.")
    if phase in ("in_progress", "carrying_out"):
        return _with_us(owner)
    if phase in ("question", "plan"):
        return _with_you(dates.get("lapses", ""), struck)
    if phase == "resolved":
        return _told(facts, dates.get("closes", ""))
    return _ended(facts, dates.get("reopen", ""))


def _with_us(owner: str) -> str:
    if owner:
        return _("%(owner)s looks after it. You need not do anything: you will hear from us.", owner=owner)
    return _("You need not do anything: you will hear from us.")


def _with_you(lapses: str, struck: bool) -> str:
    """`struck`: a supervisor ruled that our clocks run all the same."""
    if struck:
        return _("Our promises run on all the same, as a supervisor decided. Your answer helps us to keep them.")
    if not lapses:
        return _("Some of our promises stand still until you answer.")
    return _(
        "Some of our promises stand still until you answer. If we hear nothing, we remind you, "
        "and close the case on %(moment)s at the earliest.",
        moment=lapses,
    )


def _told(facts: Facts | None, closes: str) -> str:
    if facts and facts.outcome:
        told = _("Our answer: %(outcome)s.", outcome=words.OUTCOMES[facts.outcome])
    else:
        told = _("We gave you our answer.")
    if not closes:
        return told
    rest = _("If we hear nothing from you, the case closes on %(moment)s.", moment=closes)
    return _("%(first)s %(second)s", first=told, second=rest)


def _ended(facts: Facts | None, reopen: str) -> str:
    ended = str(ENDED[facts.outcome]) if facts and facts.outcome in ENDED else ""
    if not reopen:
        return ended
    until = _("If it is not solved, you can open it again until %(moment)s.", moment=reopen)
    return _("%(first)s %(second)s", first=ended, second=until) if ended else until
