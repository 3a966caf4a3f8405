"""Fields and validators every room's forms are made of: what comes in is cleaned once, here, and then judged.

Each sentence is made from the field's own thing; what was typed always comes back with it.
"""

import unicodedata
from collections.abc import Callable
from datetime import UTC, tzinfo

import phonenumbers
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email
from flask import g
from phonenumbers import NumberParseException, PhoneNumberFormat
from wtforms import DateTimeLocalField, EmailField, SelectMultipleField, StringField, TelField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.cleaning import clean, clean_line, says_something
from portal.store import guarantee
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

#: The longest line, text, address, number and next step, in characters.
LINE, WORDS, ADDRESS, NUMBER, NEXT_STEP = 120, 20_000, 254, 60, 500
YEARS = range(2000, 2100)


# Validators


class Needed:
    """The field must say something. The sentence asks for the field's own thing."""

    field_flags = {"required": True}

    def __init__(self, sentence):
        self.sentence = sentence

    def __call__(self, form, field):
        if not says_something(field.data or ""):
            raise StopValidation(str(self.sentence))


class Longest:
    """Not more than so many characters. It stands first: nothing else looks at a megabyte."""

    def __init__(self, most: int):
        self.most = most

    def __call__(self, form, field):
        length = len(field.data or "")
        if length > self.most:
            raise StopValidation(
                gettext(
                    "“%(field)s” has room for %(most)d characters, and this has %(length)d. Please shorten it.",
                    field=field.label.text,
                    most=self.most,
                    length=length,
                )
            )


def ahead(form, field):
    """A date we give lies before us."""
    if field.data and field.data <= g.now:
        raise StopValidation(gettext("This moment has passed. Choose one that is still to come."))


def not_ahead(form, field):
    """What happened has happened."""
    if field.data and field.data > g.now:
        raise StopValidation(gettext("This moment is still to come."))


def address(form, field):
    """An e-mail address to which a letter can be sent; it becomes the one spelling it is looked up by."""
    if not field.data:
        return
    try:
        checked = validate_email(unicodedata.normalize("NFKC", field.data), check_deliverability=False)
    except EmailNotValidError:
        checked = None
    if checked is None or checked.ascii_email is None:
        raise StopValidation(gettext("Check the e-mail address: it should look like name@example.com."))
    field.data = checked.ascii_email.lower()


def phone_number(form, field):
    """A telephone number that can exist; it becomes the international spelling."""
    if not field.data:
        return
    known = telephone(field.data)
    if not known:
        raise StopValidation(
            gettext("Check the phone number: write its digits with the area code, and +, if it is a foreign one.")
        )
    field.data = known


def whole_number(typed: object, most: int = 9) -> int | None:
    """What a hidden field brought back, if it is a number of at most so many digits."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else None


def telephone(typed: str) -> str:
    """The international spelling of a telephone number that can exist, by which it is kept; "" where it is none."""
    number = _number(typed)
    if number is None or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _number(typed: str):
    try:
        return phonenumbers.parse(typed, _region())
    except NumberParseException:
        return None


def _region() -> str:
    """The country whose numbers need no +: the one of the guarantee's zone."""
    return get_global("zone_territories").get(str(local_zone()), "CN")


def local_zone() -> tzinfo:
    """The zone in which staff and customers read and write their moments."""
    version = guarantee.in_force(g.now)
    return version.zone if version else UTC


# Fields


class _Cleaned:
    """A text field whose data is clean, never None, and not longer than it may be."""

    cleaning = staticmethod(clean_line)

    def __init__(self, label=None, validators=(), longest: int = LINE, **kwargs):
        self.longest = longest
        super().__init__(label, [Longest(longest), *validators], **kwargs)

    def process_data(self, value):
        self.data = value or ""

    def process_formdata(self, valuelist):
        if valuelist:
            self.data = self.cleaning(valuelist[0], self.longest)


class LineField(_Cleaned, StringField):
    """One line of text."""


class WordsField(_Cleaned, TextAreaField):
    """Text of many lines."""

    cleaning = staticmethod(clean)

    def __init__(self, label=None, validators=(), longest: int = WORDS, **kwargs):
        super().__init__(label, validators, longest, **kwargs)


class AddressField(_Cleaned, EmailField):
    """An e-mail address."""

    def __init__(self, label=None, validators=(), **kwargs):
        super().__init__(label, [*validators, address], ADDRESS, **kwargs)


class PhoneField(_Cleaned, TelField):
    """A telephone number."""

    def __init__(self, label=None, validators=(), **kwargs):
        super().__init__(label, [*validators, phone_number], NUMBER, **kwargs)


class CheckboxesField(SelectMultipleField):
    """Several choices, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MomentField(DateTimeLocalField):
    """A date and time as staff type it, in `tz` (the guarantee's zone). Data is an aware UTC moment, or None."""

    FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
    HELP = _l("Enter the date and the time, such as 2026-08-20 14:30.")

    def __init__(self, label=None, validators=(), tz: Callable[[], tzinfo] | tzinfo = local_zone, **kwargs):
        super().__init__(label, validators, tz=tz, format=list(self.FORMATS), invalid_value_message=self.HELP, **kwargs)

    def process_formdata(self, valuelist):
        """An empty field is no slip of the pen; whether it may be empty, its validators say."""
        self.data = None
        if valuelist and valuelist[0].strip():
            super().process_formdata(valuelist[:1])
            self.data = self._as_utc()

    def _as_utc(self):
        if self.data.year not in YEARS:
            self.data = None
            raise ValueError(str(self.HELP))
        return self.data.astimezone(UTC)
