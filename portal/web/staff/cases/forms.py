"""What a colleague can do on the page of a case: one form for each address beneath it, each giving one verb.

What a verb needs is asked of its line in the table (`core.case.MOVES`) and named at its field; what the gate refuses
comes back at its field too. The choices of a form are those of the case it stands on.
"""

import secrets
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from portal import tokens
from portal.core.case import MOVES, OUTCOMES, Given, Verb
from portal.core.rounds import running
from portal.core.terms import KINDS, SEVERITIES
from portal.store.file import File
from portal.web.fields import AddressField, LineField, MomentField, WordsField, says_something
from portal.web.files import take_in
from portal.web.language import in_language
from portal.web.staff.cases.folder import Folder
from portal.words import case as words
from portal.words import time

GIVEN = frozenset(field.name for field in fields(Given))
NEXT_STEP = 500
STALE = _l("This page had been open for a long time. What you typed is still here: please send it once more.")

#: Where the reason of a refusal belongs that is not named after its field.
PLACES = {"unknown_outcome": "outcome", "plan_not_agreed": "outcome", "second_person": "severity"}


class Chosen:
    """One of the choices there are; the sentence asks for one."""

    field_flags = {"required": True}

    def __init__(self, sentence):
        self.sentence = sentence

    def __call__(self, form, field):
        if field.data not in {choice[0] for choice in field.choices}:
            field.data = None
            raise StopValidation(str(self.sentence))


def ahead(form, field):
    """A date we give lies before us."""
    if field.data and field.data <= form.folder.now:
        raise StopValidation(_("This moment has passed. Choose one that is still to come."))


def done_by_now(form, field):
    """What was done was done: not before the case reached us, and not tomorrow."""
    folder = form.folder
    if field.data and field.data > folder.now:
        raise StopValidation(_("This moment is still to come. Enter when it was done."))
    if field.data and field.data < folder.case.received_at:
        reached = time.short(folder.case.received_at, folder.zone, folder.now)
        raise StopValidation(_("That was before the case reached us (%(moment)s).", moment=reached))


def choice(kind, label, sentence):
    """A choice whose values the case gives."""
    return kind(label, [Chosen(sentence)], choices=[], validate_choice=False)


class VerbForm(FlaskForm):
    """One verb on one case. `seen` is the newest line of the history on the page it was filled in on; `done` is what
    the colleague reads afterwards; `taken` are the files that came with it."""

    seen = HiddenField()
    verb: Verb
    done = ""
    taken: Sequence[File] = ()

    def __init__(self, folder: Folder, door: str, **kwargs):
        self.folder, self.door = folder, door
        super().__init__(data=self.start(), **kwargs)
        for field in self:  # several forms stand on one page
            field.id = field.label.field_id = f"{door}-{field.name}"

    def process(self, *args, **kwargs):
        for field in self:
            if isinstance(field, MomentField):
                field.tz = self.folder.zone
        self.prepare()
        super().process(*args, **kwargs)

    def start(self) -> dict:
        """What stands in the form before anybody typed."""
        return {}

    def prepare(self) -> None:
        """Set the choices of this case."""

    def take_in(self, now: datetime) -> None:
        """Keep the files that came with it. Most forms have none."""

    # --- what was typed

    def validate(self, extra_validators=None) -> bool:
        good = super().validate(extra_validators)
        if self.meta.csrf and self.csrf_token.errors:
            self.csrf_token.errors = [str(STALE)]
        missing = [name for name in self.needs if self._lacks(name)]
        for name in missing:
            self.refuse(f"{name}_missing")
        return good and not missing

    @property
    def needs(self) -> tuple[str, ...]:
        """What the table asks for."""
        return MOVES[self.verb].needs

    def _lacks(self, name: str) -> bool:
        if name not in self or self[name].errors:
            return False
        typed = self[name].data
        return not (says_something(typed) if isinstance(typed, str) else typed)

    def refuse(self, code: str) -> None:
        """Say why it is not possible, at the field it is about."""
        name = PLACES.get(code, code.removesuffix("_missing"))
        if name in self:
            self[name].errors = [*self[name].errors, self.sentence(code)]
        else:
            self.form_errors.append(self.sentence(code))

    def sentence(self, code: str) -> str:
        return words.refusal(code, staff=True)

    def given(self) -> Given:
        return Given(**{field.name: field.data for field in self if field.name in GIVEN})

    @property
    def seen_id(self) -> int:
        """The id that came back; whatever is none is older than everything."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 18 else 0


class PlainForm(VerbForm):
    """A button, and no more."""


class TakeForm(PlainForm):
    verb = Verb.TAKE
    done = _l("The case is yours.")


class AssignForm(VerbForm):
    verb = Verb.ASSIGN
    done = _l("The case has a new owner, who was told by letter.")
    person = choice(SelectField, _l("Who looks after it?"), words.STAFF_REFUSALS["person_missing"])

    def prepare(self):
        others = [p for p in self.folder.colleagues if p.id != self.folder.case.owner_id]
        named = [(str(p.id), f"{p.name} · {words.ROLES[p.role]}") for p in others]
        self.person.choices = [("", _("Choose a colleague")), *named]

    def given(self):
        return Given(person=next(p for p in self.folder.colleagues if str(p.id) == self.person.data))


class NoteForm(VerbForm):
    verb = Verb.NOTE
    done = _l("Your note is in the history. The customer does not see it.")
    body = WordsField(_l("Internal note"))

    def sentence(self, code):
        return _("Write the note.") if code == "body_missing" else super().sentence(code)


class ReclassifyForm(VerbForm):
    """What was not changed is not sent on: a severity set anew would raise the alarm anew."""

    verb = Verb.RECLASSIFY
    done = _l("The case is sorted anew. What was promised already stays promised.")
    kind = choice(SelectField, _l("Kind"), _l("Choose a kind."))
    service = choice(SelectField, _l("Service"), _l("Choose a service from the list."))
    severity = choice(SelectField, _l("Severity"), _l("Choose a severity."))
    body = WordsField(_l("Why is it less severe than it seemed?"))

    SORTS = ("kind", "service", "severity")

    def start(self):
        return {name: getattr(self.folder.case, name) for name in self.SORTS}

    def prepare(self):
        case = self.folder.case
        self.kind.choices = [(kind, words.KINDS[kind]) for kind in KINDS]
        self.service.choices = services(self.folder, case.service)
        levels = SEVERITIES if case.severity else ("", *SEVERITIES)
        self.severity.choices = [(level, words.SEVERITIES[level]) for level in levels]

    def validate(self, extra_validators=None):
        good = super().validate(extra_validators)
        if good and not self._changed():
            self.form_errors.append(_("Nothing is different yet: choose another kind, service or severity."))
            return False
        return good

    def given(self):
        return Given(body=self.body.data, **self._changed())

    def _changed(self) -> dict[str, str]:
        before = self.start()
        return {name: self[name].data for name in self.SORTS if self[name].data != before[name]}


class DismissForm(VerbForm):
    verb = Verb.DISMISS
    done = _l("The case is closed.")
    outcome = choice(RadioField, _l("Why is it no case of ours?"), _l("Choose why it is no case of ours."))
    body = WordsField(_l("What the customer reads"))

    def prepare(self):
        self.outcome.choices = [(outcome, words.OUTCOMES[outcome]) for outcome in ("not_ours", "spam")]


class RestoreForm(PlainForm):
    verb = Verb.RESTORE
    done = _l("The case is open again, and its promises count again.")


class ResumeForm(VerbForm):
    verb = Verb.RESUME
    done = _l("It is our turn again, and every clock runs.")
    body = WordsField(_l("Why do we not wait any longer?"))


class ExtendForm(VerbForm):
    verb = Verb.EXTEND
    done = _l("The customer gets a letter with the new date. The old one is judged as it stood.")
    target = choice(SelectField, _l("Which promise?"), words.STAFF_REFUSALS["target_missing"])
    by_when = MomentField(_l("The new date"), [ahead])
    body = WordsField(_l("Why do we need more time?"))

    def prepare(self):
        mine = [r.target for r in running(self.folder.sheet.rounds) if r.cycle == self.folder.case.cycle]
        self.target.choices = [(target, words.TARGETS[target]) for target in dict.fromkeys(mine)]


class LogForm(VerbForm):
    verb = Verb.LOG
    done = _l("It is entered, and marked as entered by staff.")
    target = choice(SelectField, _l("What was done?"), words.STAFF_REFUSALS["target_missing"])
    at = MomentField(_l("When was it done?"), [done_by_now])

    def prepare(self):
        self.target.choices = [(target, words.TARGETS[target]) for target in dict.fromkeys(self.folder.facts.owed)]


class CloseForm(PlainForm):
    verb = Verb.CLOSE
    done = _l("The case is closed, as the customer told you.")


class CorrectForm(VerbForm):
    verb = Verb.CORRECT
    done = _l("The address is corrected. A letter is on its way to it.")
    email = AddressField(_l("E-mail of the customer"))

    def start(self):
        return {"email": self.folder.case.email}


class RelinkForm(PlainForm):
    verb = Verb.RELINK
    done = _l("There is a new private link, and a letter with it. The old one opens nothing any more.")


class SayForm(VerbForm):
    """The composer: what is said to the customer, with a type. A field its type does not ask for is not looked at."""

    ADDS = ("next_step", "by_when", "outcome")

    type = choice(RadioField, _l("What is it?"), _l("Choose what you are sending."))
    body = WordsField(_l("To the customer"))
    next_step = LineField(_l("What happens next?"), longest=NEXT_STEP)
    by_when = MomentField(_l("By when?"), [ahead])
    outcome = choice(RadioField, _l("What came of it?"), words.STAFF_REFUSALS["unknown_outcome"])
    files = MultipleFileField(_l("Files"))
    ticket = HiddenField()
    done = _l("It is on its way to the customer.")

    def __init__(self, folder, door, **kwargs):
        super().__init__(folder, door, **kwargs)
        if not self._number():
            self.ticket.data = tokens.sign("ticket", secrets.token_hex(16))

    def start(self):
        outcomes = OUTCOMES[self.folder.case.kind]
        return {"type": Verb.RESPOND, "outcome": outcomes[0] if len(outcomes) == 1 else None}

    def prepare(self):
        self.type.choices = [(verb, words.VERBS[verb]) for verb in SAYINGS]
        self.outcome.choices = [(each, words.OUTCOMES[each]) for each in OUTCOMES[self.folder.case.kind]]

    def process(self, *args, **kwargs):
        super().process(*args, **kwargs)
        if self.door != "say":
            self.type.data = self.door

    @property
    def verb(self) -> Verb:
        return Verb(self.type.data)

    @property
    def needs(self):
        if self.type.data not in SAYINGS:
            return ("body",)
        return (*MOVES[self.verb].needs, *(("outcome",) if self.verb is Verb.RESOLVE else ()))

    def validate(self, extra_validators=None):
        for name in set(self.ADDS) - set(self.needs):
            self[name].validators, self[name].process_errors = (), []
        return super().validate(extra_validators)

    def given(self):
        return Given(**{name: self[name].data for name in self.needs})

    def take_in(self, now):
        sent = [upload for upload in request.files.getlist("files") if upload.filename]
        self.taken, faults = take_in(sent, self._number(), now)
        self.files.process_errors = [*self.files.process_errors, *faults]

    def _number(self) -> str:
        """Under which the files wait while the form comes back; a late ticket keeps its files."""
        try:
            return tokens.read("ticket", self.ticket.data or "")
        except tokens.TokenRefused:
            return ""


def services(folder: Folder, present: str) -> list[tuple[str, str]]:
    """The published services, none, and whatever the case says now."""
    listed = folder.sheet.guarantee.services if folder.sheet.guarantee else ()
    named = {"": _("None of these"), present: present} | {s.slug: in_language(s.title) for s in listed}
    return list(({"": named.pop("")} | named).items())


#: The types of the one composer, in the order people choose from.
SAYINGS = (Verb.RESPOND, Verb.ASK, Verb.PROPOSE, Verb.PROGRESS, Verb.RESOLVE)

FORMS: dict[str, type[VerbForm]] = {
    "say": SayForm,
    **{verb.value: SayForm for verb in SAYINGS},
    "take": TakeForm,
    "assign": AssignForm,
    "note": NoteForm,
    "reclassify": ReclassifyForm,
    "dismiss": DismissForm,
    "restore": RestoreForm,
    "resume": ResumeForm,
    "extend": ExtendForm,
    "log": LogForm,
    "close": CloseForm,
    "correct": CorrectForm,
    "relink": RelinkForm,
}
