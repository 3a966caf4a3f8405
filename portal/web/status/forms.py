"""What the customer can do on the page of his case: one form for each address beneath it, each giving one verb."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired, ValidationError

from portal import tokens
from portal.core.case import OPEN, Given, Verb
from portal.store.case import Case
from portal.store.file import File
from portal.web import files
from portal.web.fields import AddressField, Needed, WordsField
from portal.words.text import sentences
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

STALE = _l("This page had been open for a long time. What you typed is still here: please send it once more.")


class CaseForm(FlaskForm):
    """One verb on one case. `done` is what the customer reads afterwards; `files` are those that were taken in."""

    verb: Verb
    done = ""
    taken: Sequence[File] = ()
    plan_id: int | None = None

    def __init__(self, case: Case, **kwargs):
        self.case = case
        super().__init__(**kwargs)

    def validate(self, extra_validators=None) -> bool:
        good = super().validate(extra_validators)
        if self.meta.csrf and self.csrf_token.errors:
            self.csrf_token.errors = [str(STALE)]
        return good

    def given(self) -> Given:
        return Given(body=self.typed())

    def typed(self) -> str:
        """The customer's own words in this form."""
        return self.body.data if "body" in self else ""

    def take_in(self, now: datetime) -> None:
        """Keep the files that came with it. Most forms have none."""

    def follow_up(self, now: datetime) -> None:
        """What is done once the verb is stored. Most need nothing."""


class FilesForm(CaseForm):
    """A form with files: good ones wait under its ticket while it comes back."""

    files: MultipleFileField
    ticket = HiddenField()
    faults: Sequence[str] = ()

    def __init__(self, case: Case, **kwargs):
        super().__init__(case, **kwargs)
        if not self._ticket():
            self.ticket.data = tokens.sign("ticket", secrets.token_hex(16))

    def take_in(self, now: datetime) -> None:
        sent = [upload for upload in request.files.getlist("files") if upload.filename]
        self.taken, self.faults = files.take_in(sent, self._ticket(), now)

    def validate_files(self, field) -> None:
        if self.faults:
            raise ValidationError(sentences(self.faults))

    def _ticket(self) -> str:
        try:
            return tokens.read("ticket", self.ticket.data or "")
        except tokens.TokenRefused:
            return ""


class ReplyForm(FilesForm):
    """A message. When our answer was given already, it says whether it is thanks or something to add."""

    meaning = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice("more", _l("I want to add something")),
            SelectChoice("thanks", _l("I want to say thank you")),
        ],
        validate_choice=False,
        id="reply-meaning",
    )
    body = WordsField(_l("Your message"), [Needed(_l("Write your message."))], id="reply-body")
    files = MultipleFileField(_l("Files"), id="reply-files")
    done = _l("Your message has arrived.")

    def given(self) -> Given:
        return Given(body=self.typed(), ticket=self._ticket())

    @property
    def told(self) -> bool:
        return self.case.state not in OPEN

    @property
    def verb(self) -> Verb:
        if not self.told:
            return Verb.REPLY
        return Verb.THANKS if self.meaning.data == "thanks" else Verb.MORE

    def validate_meaning(self, field) -> None:
        if self.told and field.data not in ("thanks", "more"):
            raise ValidationError(_("Choose whether you want to add something or to say thank you."))


def number(typed: str | None) -> int | None:
    """The number of a row that came back; None where there is none, and 0, which no row has, for what is no number."""
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 18 else 0


class PlanForm(CaseForm):
    """A decision on the plan that stood on the page, and on no newer one."""

    plan = HiddenField()

    @property
    def plan_id(self) -> int | None:
        """The plan he read; None where the page did not say. What is no number is no plan."""
        return number(self.plan.data)


class AcceptForm(PlanForm):
    verb = Verb.ACCEPT
    done = _l("You agreed to the plan. Now it is our turn to carry it out.")


class DeclineForm(PlanForm):
    body = WordsField(
        _l("What should be different?"),
        [Needed(_l("Tell us what should be different, so that the next plan fits better."))],
        id="decline-body",
    )
    verb = Verb.DECLINE
    done = _l("You declined the plan. We will propose another one.")


class ConfirmForm(CaseForm):
    verb = Verb.CONFIRM
    done = _l("Thank you. The case is closed.")


class NotSolvedForm(FilesForm):
    body = WordsField(
        _l("What is still not right?"), [Needed(_l("Tell us what is still not right."))], id="not-solved-body"
    )
    files = MultipleFileField(_l("Files"), id="not-solved-files")
    verb = Verb.NOT_SOLVED

    def given(self) -> Given:
        return Given(body=self.typed(), ticket=self._ticket())

    done = _l("We are sorry. The case is open again, with new promises.")


class WithdrawForm(CaseForm):
    body = WordsField(_l("Do you want to tell us why?"), id="withdraw-body")
    sure = BooleanField(
        _l("Yes, I withdraw my case. All its promises end with that."),
        [InputRequired(_l("Tick the box if you want to withdraw your case."))],
        id="withdraw-sure",
    )
    verb = Verb.WITHDRAW
    done = _l("Your case is withdrawn.")


class EscalateForm(CaseForm):
    body = WordsField(_l("What should the supervisor know?"), id="escalate-body")
    verb = Verb.ESCALATE
    done = _l("A supervisor has been told.")


class ContestForm(CaseForm):
    pause = RadioField(_l("Which waiting time?"), choices=[], validate_choice=False, id="contest-pause", default="")
    body = WordsField(_l("Why do you disagree?"), id="contest-body")
    verb = Verb.CONTEST
    done = _l("A supervisor will decide whether our clock should have stood still.")

    def offer(self, times: list[tuple[str, str]]) -> None:
        """The waiting times there are; of several he may mean one or all."""
        self.pause.choices = [("", _("All of it")), *times] if len(times) > 1 else times
        self.pause.data = self.pause.data or self.pause.choices[0][0]

    def given(self) -> Given:
        return Given(body=self.typed(), pause=number(self.pause.data))


class CorrectForm(CaseForm):
    email = AddressField(
        _l("Your e-mail address"), [Needed(_l("Enter the e-mail address you want our letters at."))], id="correct-email"
    )
    verb = Verb.CORRECT
    done = _l("The address is corrected. A letter is on its way to it.")

    def given(self) -> Given:
        return Given(email=self.email.data)


class RelinkForm(CaseForm):
    verb = Verb.RELINK
    done = _l("This page has a new address now. The old link opens nothing any more.")


class EraseForm(CaseForm):
    sure = BooleanField(
        _l("Yes, erase what I wrote. I know that nobody can bring it back."),
        [InputRequired(_l("Tick the box if you want everything erased."))],
        id="erase-sure",
    )
    verb = Verb.ERASE
    done = _l("It is erased.")

    def follow_up(self, now: datetime) -> None:
        files.forget(now)


FORMS: dict[str, type[CaseForm]] = {
    "reply": ReplyForm,
    "accept": AcceptForm,
    "decline": DeclineForm,
    "confirm": ConfirmForm,
    "not-solved": NotSolvedForm,
    "withdraw": WithdrawForm,
    "escalate": EscalateForm,
    "contest": ContestForm,
    "correct": CorrectForm,
    "relink": RelinkForm,
    "erase": EraseForm,
}
