"""A case as staff type it for a customer who called, came, wrote a letter or posted somewhere.

It begins when the customer spoke or the letter arrived, not when it is typed (DESIGN.md 4.9).
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from flask import g
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from portal.actions.intake import Filing
from portal.actions.moves import OnTheSpot, Said
from portal.core.case import OUTCOMES, SPOKEN, Given, Verb
from portal.core.terms import CHANNELS, KINDS
from portal.store import guarantee
from portal.store.file import File
from portal.store.mail import Mail
from portal.web.fields import (
    LINE,
    NEXT_STEP,
    AddressField,
    LineField,
    MomentField,
    PhoneField,
    WordsField,
    ahead,
    not_ahead,
    says_something,
)
from portal.web.staff.cases.forms import services
from portal.web.staff.cases.verb_form import STALE, Attaching, choice
from portal.words import case as words
from portal.words.translated import get_locale
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

BY_STAFF = tuple(channel for channel in CHANNELS if channel != "web")
TYPED_KINDS = tuple(kind for kind in KINDS if kind != "feedback")
REACHABLE = ("complaint", "enquiry")  # kinds that need an address or a number to answer to
REASON = 2000
SETTLED = {kind: "answered" if "answered" in OUTCOMES[kind] else "solved" for kind in TYPED_KINDS}
CHINESE = re.compile("[\u4e00-\u9fff]")
LONGEST_AGO = timedelta(days=366)  # a slip in the year would bind the case to a guarantee long gone


def from_mail(mail: Mail) -> dict:
    """What a mail that came in says of itself; the colleague reads it and adds the rest."""
    return {
        "mail": str(mail.id),
        "channel": "email",
        "received_at": mail.arrived_at,
        "body": mail.words or mail.rest,
        "subject": mail.subject[:LINE],
        "name": mail.sender_name[:LINE],
        "email": mail.sender,
        "language": "zh" if CHINESE.search(mail.subject + mail.words) else "en",
    }


class NewCaseForm(Attaching):
    mail = HiddenField()
    channel = choice(RadioField, _l("How did it reach us?"), _l("Choose how it reached us."))
    received_at = MomentField(_l("When did the customer speak, or the letter arrive?"), [not_ahead])
    attended_at = MomentField(_l("When was the call picked up, or the customer looked after?"), [not_ahead])
    unmeasured = BooleanField(_l("Nobody noted when"))
    kind = choice(RadioField, _l("What is it?"), _l("Choose what it is."))
    body = WordsField(_l("In the customer’s own words"))
    subject = LineField(_l("In a few words"))
    wish = WordsField(_l("What the customer wishes for"), longest=REASON)
    service = choice(SelectField, _l("Service"), _l("Choose a service from the list."))
    order_number = LineField(_l("Order number"))
    about_staff = LineField(_l("Which of our staff is it about?"))
    urgent = BooleanField(_l("It is urgent"))
    urgent_reason = WordsField(_l("Why can it not wait?"), longest=REASON)
    answer = WordsField(_l("What did you answer?"))
    answered_at = MomentField(_l("When did you answer?"), [not_ahead])
    settled = BooleanField(_l("That settled it"))
    next_step = LineField(_l("What happens next?"), longest=NEXT_STEP)
    by_when = MomentField(_l("By when?"), [ahead])
    name = LineField(_l("Name"))
    email = AddressField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))
    language = choice(RadioField, _l("Language of our letters"), _l("Choose a language."))

    def __init__(self, mail: Mail | None = None, **kwargs):
        start = {"received_at": g.now, "language": str(get_locale()), "service": ""}
        start |= from_mail(mail) if mail else {}
        super().__init__(data=start, **kwargs)

    def process(self, *args, **kwargs):
        version = guarantee.in_force(g.now)
        for field in (self.received_at, self.attended_at, self.answered_at, self.by_when):
            field.tz = version.zone if version else field.tz
        self.channel.choices = [(channel, words.CHANNELS[channel]) for channel in BY_STAFF]
        self.kind.choices = [(kind, words.KINDS[kind]) for kind in TYPED_KINDS]
        self.service.choices = services(version)
        self.language.choices = [("zh", "中文"), ("en", "English")]
        super().process(*args, **kwargs)

    # --- what it needs

    def validate(self, extra_validators=None) -> bool:
        good = super().validate(extra_validators)
        if self.meta.csrf and self.csrf_token.errors:
            self.csrf_token.errors = [str(STALE)]
        return good

    def validate_body(self, field):
        if not says_something(field.data):
            raise StopValidation(_("Write what the customer told us."))

    def validate_received_at(self, field):
        if field.data is None:
            raise StopValidation(_("Enter when the customer spoke or the letter arrived."))
        if g.now - field.data > LONGEST_AGO:
            raise StopValidation(_("That is more than a year ago. Check the year."))

    def validate_attended_at(self, field):
        if self._spoken and field.data and self.received_at.data and field.data < self.received_at.data:
            raise StopValidation(_("That is before the customer came. Check both moments."))

        if self._spoken and not (field.data or field.process_errors or self.unmeasured.data):
            raise StopValidation(_("Enter when somebody was there for the customer, or tick that nobody noted it."))

    def validate_answer(self, field):
        if self.has_answer and not says_something(field.data):
            raise StopValidation(_("Write what you answered, or leave empty all that is about it."))

    def validate_answered_at(self, field):
        if self.has_answer and field.data is None and not field.process_errors:
            raise StopValidation(_("Enter when you answered."))
        if field.data and self.received_at.data and field.data < self.received_at.data:
            raise StopValidation(_("That is before the customer spoke. Check both moments."))

    def validate_next_step(self, field):
        if self._goes_on and not says_something(field.data):
            raise StopValidation(_("Say what happens next, or tick that your answer settled it."))

    def validate_by_when(self, field):
        if self._goes_on and field.data is None and not field.process_errors:
            raise StopValidation(_("Say by when."))

    def validate_urgent_reason(self, field):
        if self.urgent.data and not says_something(field.data):
            raise StopValidation(_("Say in a sentence why it cannot wait."))

    def validate_email(self, field):
        if self.kind.data in REACHABLE and not (field.data or self.phone.data):
            raise StopValidation(_("Enter an e-mail address or a phone number, so that we can answer."))

    # --- what it says

    @property
    def _spoken(self) -> bool:
        return self.channel.data in SPOKEN

    @property
    def _about_an_answer(self):
        return self.answer, self.answered_at, self.settled, self.next_step, self.by_when

    @property
    def has_answer(self) -> bool:
        """Whether anything was typed about an answer on the spot."""
        return any(field.data or field.errors for field in self._about_an_answer)

    @property
    def _goes_on(self) -> bool:
        return self.has_answer and not self.settled.data

    def on_the_spot(self) -> OnTheSpot:
        """What was done before this was typed. Nobody is attended to by letter."""
        attended_at = self.attended_at.data if self._spoken else None
        unmeasured = self._spoken and attended_at is None
        return OnTheSpot(attended_at, unmeasured, self._answered() if self.has_answer else None)

    def _answered(self) -> Said:
        if self.settled.data:
            return Said(self.answered_at.data, Verb.RESOLVE, Given(self.answer.data, outcome=SETTLED[self.kind.data]))
        given = Given(self.answer.data, self.next_step.data, self.by_when.data)
        return Said(self.answered_at.data, Verb.RESPOND, given)

    def filing(self, files: Iterable[File], mail: Mail | None = None) -> Filing:
        same = ("kind", "channel", "body", "subject", "wish", "service", "order_number", "name", "email", "phone")
        return Filing(
            ticket=self.number,
            language=self.language.data,
            about_staff=self.about_staff.data,
            urgent=self.urgent.data,
            urgent_reason=self.urgent_reason.data if self.urgent.data else "",
            files=tuple(files),
            mail=mail,
            **{name: self[name].data for name in same},
        )
