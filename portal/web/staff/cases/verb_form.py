"""What every form on the page of a case has: the case it stands on, where it was seen, mistakes named at their fields.

What a verb needs is asked of its line in the table (`core.case.MOVES`) and named at its field; what the gate refuses
comes back at its field too.
"""

import secrets
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField
from wtforms.validators import StopValidation

from portal import tokens
from portal.actions import handling
from portal.core.case import MOVES, Given, Verb
from portal.store.case import Case
from portal.store.file import File
from portal.web.fields import MomentField, says_something, whole_number
from portal.web.files import take_in
from portal.web.staff.cases.folder import Folder
from portal.words import case as words
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

GIVEN = frozenset(field.name for field in fields(Given))
STALE = _l("This page had been open for a long time. What you typed is still here: please send it once more.")

#: Where the reason of a refusal belongs that is not named after its field.
PLACES = {
    "unknown_outcome": "outcome",
    "plan_not_agreed": "outcome",
    "second_person": "severity",
    "nothing_to_lower": "severity",
    "second_person_time": "by_when",
    "not_later": "by_when",
    "nothing_to_extend": "target",
    "your_request": "target",
    "nothing_requested": "target",
    "unknown_ruling": "outcome",
    "asked_by_you": "pause",
    "nothing_contested": "pause",
    "unknown_step": "step",
    "step_done": "step",
    "step_open": "step",
    "other_itself": "other",
    "other_joined": "other",
    "other_erased": "other",
}


class Chosen:
    """One of the choices there are; the sentence asks for one."""

    field_flags = {"required": True}

    def __init__(self, sentence):
        self.sentence = sentence

    def __call__(self, form, field):
        if field.data not in {choice[0] for choice in field.choices}:
            field.data = None
            raise StopValidation(str(self.sentence))


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


class Attaching(FlaskForm):
    """A form with files: good ones wait under its ticket while it comes back. `taken` are those that wait."""

    files = MultipleFileField(_l("Files"))
    ticket = HiddenField()
    taken: Sequence[File] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.number:
            self.renew()

    def renew(self) -> None:
        self.ticket.data = tokens.sign("ticket", secrets.token_hex(16))

    @property
    def number(self) -> str:
        """The 32 hexadecimal digits of the ticket; none where it is too old or was not made here."""
        try:
            return tokens.read("ticket", self.ticket.data or "")
        except tokens.TokenRefused:
            return ""

    def take_in(self, now: datetime) -> None:
        sent = [upload for upload in request.files.getlist("files") if upload.filename]
        self.taken, faults = take_in(sent, self.number, now)
        self.files.process_errors = [*self.files.process_errors, *faults]


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

    def read_over(self) -> bool:
        """Whether what was typed may go as it is. Only words to a customer are looked at once more."""
        return True

    def act(self, case: Case) -> None:
        """Do it. Raises Refused and Overtaken."""
        folder = self.folder
        handling.act(case, self.verb, folder.person, folder.now, self.given(), self.taken, seen=self.seen_id)

    def follow_up(self) -> None:
        """What is done once the verb is stored. Most need nothing."""

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
        return whole_number(self.seen.data, 18) or 0
