"""The filing form: one for all kinds, without the fields a kind does not ask for."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import StopValidation

from portal.actions.intake import Filing
from portal.core.guarantee import Guarantee
from portal.store.file import File
from portal.web.fields import AddressField, LineField, PhoneField, WordsField, says_something
from portal.web.file.kinds import Kind
from portal.web.language import CODES, in_language
from portal.words.translated import get_locale, gettext
from portal.words.translated import lazy_gettext as _l

UNTICKED = (False, "", "0", "no", "off", "false", "False")
REASON = 2000


def known_service(form, field):
    """One of the published ones. Where there is no list, nobody could have chosen from it."""
    known, chosen = {value for value, _title in field.choices}, field.data
    field.data = chosen if chosen in known else ""
    if chosen not in known and len(known) > 1:
        raise StopValidation(gettext("Choose a service from the list, or leave it open."))


class FilingForm(FlaskForm):
    """The names are part of the outside contract (DESIGN.md 6). The ticket is its guard, so it has no csrf_token."""

    class Meta:
        csrf = False

    body = WordsField()
    subject = LineField(_l("In a few words"))
    service = SelectField(_l("Which service is it about?"), [known_service], default="", validate_choice=False)
    order_number = LineField(_l("Order number"))
    wish = WordsField(_l("What would put it right?"), longest=REASON)
    about_staff = LineField()
    urgent = BooleanField(_l("It is urgent"), false_values=UNTICKED)
    urgent_reason = WordsField(_l("Why can it not wait?"), longest=REASON)
    files = MultipleFileField(_l("Files"))
    name = LineField(_l("Your name"))
    email = AddressField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))
    language = HiddenField()
    website = StringField(_l("Website"))
    person = BooleanField(_l("I am a person, not a robot"), false_values=UNTICKED)

    def __init__(self, kind: Kind, version: Guarantee | None, formdata=None):
        super().__init__(formdata)
        self.kind = kind
        self.service.choices = services(version)
        self.body.label.text = kind.body
        self.body.flags.required = True
        for name in {"wish", "urgent", "urgent_reason", "about_staff"} - set(kind.adds):
            delattr(self, name)
        if kind.about:
            self.about_staff.label.text = kind.about

    # --- what each kind needs

    def validate_body(self, field):
        if not says_something(field.data):
            raise StopValidation(str(self.kind.missing))

    def validate_urgent_reason(self, field):
        if self.urgent.data and not says_something(field.data):
            raise StopValidation(gettext("Say in a sentence why it cannot wait."))

    def validate_email(self, field):
        if self.kind.contact and not (field.data or self.phone.data):
            raise StopValidation(gettext("Enter your e-mail address or a phone number, so that we can answer you."))

    # --- what it says

    @property
    def claims_urgency(self) -> bool:
        return "urgent" in self and bool(self.urgent.data)

    def filing(self, ticket: str, files: Iterable[File] = ()) -> Filing:
        """What was typed, as the case's beginning."""
        return Filing(
            ticket=ticket,
            kind=self.kind.slug,
            body=self.body.data,
            language=self.language.data if self.language.data in CODES else str(get_locale()),
            service=self.service.data,
            name=self.name.data,
            email=self.email.data,
            phone=self.phone.data,
            order_number=self.order_number.data,
            subject=self.subject.data,
            wish=self._text("wish"),
            urgent=self.claims_urgency,
            urgent_reason=self._text("urgent_reason") if self.claims_urgency else "",
            about_staff=self._text("about_staff"),
            files=tuple(files),
        )

    def _text(self, name: str) -> str:
        return self[name].data if name in self else ""


def services(version: Guarantee | None) -> list[tuple[str, str]]:
    """The published list of services, and the choice to leave it open."""
    listed = version.services if version else ()
    return [("", gettext("I am not sure, or something else")), *((s.slug, in_language(s.title)) for s in listed)]
