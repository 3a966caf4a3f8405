"""One line of a case's history as a sentence, to the customer or to staff. Who did it stands beside it."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

from flask_babel import LazyString

from portal.words import case as words
from portal.words import survey, text, time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class Line(Protocol):
    """What a sentence needs of an event."""

    who: str
    verb: str
    outcome: str | None
    detail: str
    person: Any  # asked of a case that was given to somebody by itself


#: Lines a customer does not see.
INTERNAL = ("note", "step", "warn", "more_time", "less_severe", "refuse", "link", "unlink")

BY_US = {
    "file": _l("What you told us was written down."),
    "take": _l("One of us took up your case."),
    "assign": _l("Your case was given to a colleague."),
    "hand_over": _l("Your case was given to a colleague."),
    "respond": _l("We replied."),
    "progress": _l("We told you how it stands."),
    "ask": _l("We asked you something. Until you answer, promises that depend on it stand still."),
    "propose": _l("We proposed a plan. Until you decide, promises that depend on it stand still."),
    "resume": _l("We went on without waiting any longer."),
    "resolve": _l("We gave you our answer."),
    "close": _l("The case was closed."),
    "merge": _l("The case was joined with another one."),
    "restore": _l("The case was opened again: closing it had been a mistake."),
    "link": _l("The case was linked to an incident."),
    "unlink": _l("The case was taken out of its incident."),
    "dismiss": _l("The case was closed."),
    "lapse": _l("The case was closed, because our question stayed unanswered."),
    "reclassify": _l("We sorted the case again."),
    "recount": _l("A date was counted again."),
    "less_severe": _l("A lower severity was asked for."),
    "more_time": _l("More time was asked for."),
    "refuse": _l("What was asked for was not granted."),
    "extend": _l("We gave you a new date."),
    "miss": _l("We missed a promise."),
    "warn": _l("A promise is running out."),
    "remind": _l("We reminded you that we wait for your answer."),
    "rule": _l("A supervisor decided on the waiting time."),
    "log": _l("We entered what was done."),
    "note": _l("Internal note."),
    "step": _l("A step of the special procedure was done."),
    "correct": _l("The e-mail address of the case was corrected."),
    "relink": _l("A new private link was made. The old one opens nothing any more."),
    "bounce": _l("A letter to you came back to us: it did not arrive."),
    "erase": _l("Words, names, files and letters of the case were erased."),
}

BY_CUSTOMER = {
    "file": _l("You wrote to us."),
    "reply": _l("You sent a message."),
    "accept": _l("You agreed to the plan."),
    "decline": _l("You declined the plan."),
    "confirm": _l("You confirmed our answer and closed the case."),
    "not_solved": _l("You told us that it is not solved. We began anew, with new promises."),
    "thanks": _l("You said thank you."),
    "more": _l("You added something."),
    "answer": _l("You told us how we did."),
    "withdraw": _l("You withdrew the case."),
    "escalate": _l("You called in a supervisor."),
    "contest": _l("You disagreed with the waiting time."),
    "correct": _l("You corrected the e-mail address."),
    "relink": _l("You made a new private link. The old one opens nothing any more."),
    "erase": _l("You had the words, names, files and letters of the case erased."),
}

TO_STAFF = {  # where "you" and "we" would be the wrong people
    "file": _l("The case was filed."),
    "take": _l("The case was taken up."),
    "assign": _l("The case was assigned."),
    "hand_over": _l("The case was handed over, together with the others of its owner."),
    "respond": _l("The customer got a reply."),
    "progress": _l("The customer was told how it stands."),
    "ask": _l("The customer was asked something."),
    "propose": _l("A plan was proposed."),
    "resolve": _l("The outcome was given."),
    "reclassify": _l("The case was sorted again."),
    "extend": _l("A new date was given."),
    "miss": _l("A promise was missed."),
    "remind": _l("The customer was reminded."),
    "log": _l("It was entered what was done."),
    "reply": _l("The customer wrote."),
    "accept": _l("The customer agreed to the plan."),
    "decline": _l("The customer declined the plan."),
    "confirm": _l("The customer confirmed and closed the case."),
    "not_solved": _l("The customer says that it is not solved. A new cycle began."),
    "thanks": _l("The customer said thank you."),
    "more": _l("The customer added something."),
    "answer": _l("The customer told us how we did."),
    "withdraw": _l("The customer withdrew the case."),
    "escalate": _l("The customer called in a supervisor."),
    "contest": _l("The customer disagrees with the waiting time."),
    "correct": _l("The e-mail address was corrected."),
    "relink": _l("A new private link was made."),
    "bounce": _l("A letter to the customer came back: it did not arrive."),
}

GIVEN_BY_ITSELF = {
    "severity=urgent": _l("The case was given to %(name)s, because it is urgent."),
    "severity=major": _l("The case was given to %(name)s, because it is major."),
}
CLOSED_ITSELF = _l("The case was closed, because nothing more was said after our answer.")
BY_A_CALENDAR = _l("Opening hours or holidays changed, so a date was counted again.")
MOVED_EARLIER = _l("A date has moved earlier.")
MOVED_LATER = _l("A date has moved later.")
TAKEN_BACK = _l("A step of the special procedure was opened again.")
TARGETED = ("extend", "more_time", "log", "miss", "warn", "recount")  # about one target


def sentence(line: Line, staff: bool = False, target: str = "", zone: tzinfo = UTC, step: str = "") -> str:
    """What happened. `target` is that of the round a line is about, if it is about one, `step` what the guarantee calls
    the step it is about; moments are told in `zone`."""
    if staff and line.verb == "assign" and line.detail in GIVEN_BY_ITSELF:
        return str(GIVEN_BY_ITSELF[line.detail]) % {"name": line.person.name}
    said, about = str(_said(line, staff)), step or _about(line, target, staff)
    if line.verb == "recount":
        about = _counted_again(line.detail, about, zone)
    return _("%(happened)s: %(about)s.", happened=said.rstrip(".。"), about=about) if about else said


def _said(line: Line, staff: bool) -> LazyString:
    if line.verb == "close" and line.who == "watch":
        return CLOSED_ITSELF
    if line.verb == "step" and line.detail.startswith("-"):
        return TAKEN_BACK
    if line.verb == "recount":
        return BY_A_CALENDAR if line.detail.startswith("calendar") else _moved(line.detail)
    first = TO_STAFF if staff else BY_CUSTOMER if line.who == "customer" else BY_US
    return first.get(line.verb) or BY_US.get(line.verb) or BY_CUSTOMER[line.verb]


def _moved(detail: str) -> LazyString:
    """Whether a moment has moved earlier or later."""
    moments = _moments(detail)
    if "was" not in moments or "due" not in moments:
        return BY_US["recount"]
    return MOVED_EARLIER if moments["due"] < moments["was"] else MOVED_LATER


def _about(line: Line, target: str, staff: bool) -> str:
    """The outcome, the target, the ruling or the new sort of the case, where the line has one to tell."""
    if line.verb in ("resolve", "dismiss") and line.outcome:
        return str(words.OUTCOMES[line.outcome])
    if line.verb in ("reclassify", "less_severe"):
        return text.listed(_sorted(line.detail))
    if line.verb == "rule":
        return str(words.RULINGS.get(line.detail, ""))
    if line.verb == "refuse":
        return str(words.MESSAGES.get(line.detail, ""))
    if line.verb == "answer" and line.detail:
        return survey.score(int(line.detail))
    targets = words.STAFF_TARGETS if staff else words.TARGETS
    return str(targets.get(target or line.detail, "")) if line.verb in TARGETED else ""


def _counted_again(detail: str, target: str, zone: tzinfo) -> str:
    """The target of the round with the moment it had and the one it has now."""
    moments = {name: time.due_short(at, zone) for name, at in _moments(detail).items()}
    if "was" not in moments or "due" not in moments:
        return target
    return _("%(target)s, from %(was)s to %(due)s", target=target, **moments)


def _moments(detail: str) -> dict[str, datetime]:
    """The moments of "was=2026-08-24T02:00:00+00:00 due=…"."""
    parts = dict(part.split("=", 1) for part in detail.split() if "=" in part)
    return {name: datetime.fromisoformat(at) for name, at in parts.items()}


def _sorted(detail: str) -> list[str]:
    """The words of "kind=complaint severity=urgent"; a service is known by its guarantee only."""
    chosen = dict(pair.split("=", 1) for pair in detail.split() if "=" in pair)
    names = {"kind": words.KINDS, "severity": words.SEVERITIES}
    return [str(names[key][value]) for key, value in chosen.items() if key in names and value in names[key]]
