"""What a message would do, before it is sent: the letter exactly as the customer gets it, and the promises it meets."""

from flask import current_app

from portal.actions import handling
from portal.actions.handling import Foreseen
from portal.actions.moves import Overtaken
from portal.core.case import MOVES, Refused, State
from portal.mail import look
from portal.mail.samples import with_links
from portal.store.deadline import Deadline
from portal.web.staff.cases.folder import Folder
from portal.web.staff.cases.say_form import SayForm
from portal.words import case as words
from portal.words import manners, time
from portal.words.translated import gettext as _


def foresee(folder: Folder, form: SayForm) -> Foreseen | None:
    """None where it is not possible: the form then says why."""
    if not form.validate():
        return None
    try:
        return handling.foresee(folder.case, form.verb, folder.person, folder.now, form.given(), form.taken)
    except Refused as refused:
        form.refuse(refused.code)
    except Overtaken:
        form.form_errors.append(_("Somebody is at this case in this very moment. Your draft is kept: look once more."))
    return None


def shown(folder: Folder, form: SayForm) -> dict | None:
    """For the page: the letter and what comes with it."""
    foreseen = foresee(folder, form)
    if foreseen is None:
        return None
    form.read_over()
    letter = foreseen.letter
    return {
        "subject": letter.subject if letter else "",
        "recipient": letter.recipient if letter else "",
        "language": letter.language if letter else "",
        "text": _with_links(letter.text) if letter else "",
        "meets": [_met(round, folder) for round in foreseen.meets],
        "then": _then(form, folder),
        "worries": manners.sentences(form.worries),
    }


def html(foreseen: Foreseen) -> str:
    letter = foreseen.letter
    return look.html_of(letter, _with_links(letter.text))


def _with_links(text: str) -> str:
    return with_links(text, current_app.config["KEPT"].public_url)


def _met(round: Deadline, folder: Folder) -> str:
    target = words.STAFF_TARGETS[round.target]
    if round.due_at is None:
        return str(target)
    due = time.due_short(round.due_at, folder.zone, folder.now)
    if round.met_at <= round.due_at:
        return _("%(target)s, due %(moment)s: kept", target=target, moment=due)
    return _("%(target)s, due %(moment)s: broken", target=target, moment=due)


def _then(form: SayForm, folder: Folder) -> str:
    to = MOVES[form.verb].to
    if to is State.WAITING:
        return _("Then it is the customer’s turn.")
    if to is State.RESOLVED:
        return _("Then the customer says whether it is solved.")
    by_when = time.due_short(form.by_when.data, folder.zone, folder.now)
    return _("Then it stays our turn, and the date we give is a promise: %(moment)s.", moment=by_when)
