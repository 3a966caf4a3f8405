"""The forms of a calendar: dates, the week, a year of holidays, the text, and the last word before it counts.

Hours are typed as people say them, “09:00–12:00, 13:00–18:00”; the core judges them, each fault stands at its field.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from zoneinfo import available_timezones

from babel import Locale
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation, ValidationError

from portal.actions.calendars import official
from portal.core import calendar_file, calendar_text
from portal.core.calendar_faults import CalendarFault, CalendarRefused
from portal.core.calendar_file import WEEKDAYS, Exceptional, Hours
from portal.core.calendar_text import Written
from portal.web.fields import YEARS, LineField, Needed, WordsField
from portal.words import calendar as words
from portal.words.translated import get_locale
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

DASH = re.compile(r"\s*(?:[-‐-―−~]|至|到|\bto\b)\s*")
BETWEEN = re.compile(r"[,;、\s]+")
LONGEST_STRETCH = 366  # days one form may change
TEXT = 400_000
OWN_WORDS = ("new",)  # addresses of this room that are no calendars


class HoursField(LineField):
    """The hours of a day on one line. `hours` is what was typed, None while it cannot be read."""

    hours: Hours | None = None

    def __init__(self, label=None, validators=(), place: str = "", **kwargs):
        self.place = place
        super().__init__(label, validators, longest=200, **kwargs)

    def process_data(self, value):
        """What is shown at first: hours of the core, or nothing."""
        self.data = ", ".join(words.spans(value or ()))

    def post_validate(self, form, validation_stopped):
        if validation_stopped:
            return
        self.hours, faults = calendar_file.hours(read_hours(self.data), self.place or self.short_name)
        if faults:
            self.hours = None
            raise ValidationError(" ".join(words.fault(self._named(fault)) for fault in faults))

    def _named(self, fault: CalendarFault) -> CalendarFault:
        return fault if self.place else fault._replace(place=self.label.text)


def read_hours(typed: str) -> list[list[str]]:
    """“9:00 - 12:00，13：00—18：00” as pairs; whatever is no pair is left for the core to complain of."""
    plain = DASH.sub("-", unicodedata.normalize("NFKC", typed))
    return [part.split("-") if "-" in part else [part, ""] for part in BETWEEN.split(plain) if part]


class _Names:
    """Names in both languages, or in none."""

    def validate_zh(self, field):
        if bool(self.en.data) != bool(self.zh.data):
            empty = field if self.en.data else self.en
            empty.errors = [*empty.errors, _("Write the name in both languages, or in neither.")]


class DaysForm(FlaskForm, _Names):
    first = DateField(_l("Date, or the first of several"), [InputRequired(_l("Enter the date."))])
    last = DateField(_l("Last date"), [])
    what = RadioField(
        _l("What holds on it"),
        choices=[
            SelectChoice("closed", _l("Closed: a holiday or another day off")),
            SelectChoice("open", _l("Open at these hours: a make-up day, a half day")),
            SelectChoice("usual", _l("As its weekday is: take the exception away")),
        ],
    )
    hours = HoursField(_l("Hours"))
    en = LineField(_l("Name in English"))
    zh = LineField(_l("Name in Chinese"))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for field in (self.first, self.last):  # what is typed there and is no date says so in our words
            field.process_errors = [_("Write the date as 2026-02-14.") for _error in field.process_errors]
            if field.data and field.data.year not in YEARS:
                field.process_errors, field.data = [_("Write the date as 2026-02-14.")], None
        if not (self.last.raw_data and self.last.raw_data[0]):
            self.last.process_errors = []

    def validate(self, extra_validators=None) -> bool:
        super().validate(extra_validators)
        if self.what.data == "open" and not self.hours.data:
            self.hours.errors = [_("Enter the hours, such as 09:00–12:00, 13:00–18:00.")]
        if self.first.data and self.last.data and not self.first.errors and not self.last.errors:
            self._judge_stretch()
        return not self.errors

    def _judge_stretch(self) -> None:
        length = (self.last.data - self.first.data).days
        if length < 0:
            self.last.errors = [_("The last date comes before the first.")]
        elif length > LONGEST_STRETCH:
            self.last.errors = [_("That is more than a year. Use the weekly hours for what holds for good.")]

    @property
    def dates(self) -> list[date]:
        end = self.last.data or self.first.data
        return [date.fromordinal(n) for n in range(self.first.data.toordinal(), end.toordinal() + 1)]

    def changed(self, written: Written) -> Written:
        """The calendar with what was typed."""
        if self.what.data == "usual":
            return written.without_days(self.dates)
        hours = self.hours.hours if self.what.data == "open" else ()
        names = {key: field.data for key, field in (("en", self.en), ("zh", self.zh)) if field.data}
        return written.with_days({day: Exceptional(hours, names) for day in self.dates})


class WeekForm(FlaskForm):
    """The head and the usual week. `seen`: the draft it was made from."""

    seen = HiddenField()
    title_en = LineField(_l("Title in English"), [Needed(_l("Enter the title in English."))])
    title_zh = LineField(_l("Title in Chinese"), [Needed(_l("Enter the title in Chinese."))])
    tz = LineField(_l("Time zone"), [Needed(_l("Enter the time zone, such as Asia/Shanghai."))])
    mon = HoursField(place="mon")
    tue = HoursField(place="tue")
    wed = HoursField(place="wed")
    thu = HoursField(place="thu")
    fri = HoursField(place="fri")
    sat = HoursField(place="sat")
    sun = HoursField(place="sun")

    def __init__(self, written: Written | None = None, **kwargs):
        super().__init__(data=_shown(written) if written else None, **kwargs)
        for day, field in zip(WEEKDAYS, self.days, strict=True):
            field.label.text = words.place(day)

    @property
    def days(self) -> list[HoursField]:
        return [self[day] for day in WEEKDAYS]

    def validate_tz(self, field):
        if field.data not in available_timezones():
            raise StopValidation(words.fault(CalendarFault("tz", "no-zone", {"value": field.data})))

    def validate_on_submit(self, extra_validators=None) -> bool:
        if not self.is_submitted():
            return False
        self.validate(extra_validators)
        if not any(field.errors for field in self.days) and not any(field.hours for field in self.days):
            self.mon.errors = [words.fault(CalendarFault("week", "never-open", {}))]
        return not self.errors

    @property
    def head(self) -> dict:
        """What was typed, by the names of the core's value."""
        title = {"en": self.title_en.data, "zh": self.title_zh.data}
        return {"tz": self.tz.data, "title": title, "week": tuple(field.hours for field in self.days)}


class NewForm(WeekForm):
    slug = LineField(_l("Short name"), [Needed(_l("Enter a short name, such as berlin-counter."))])

    def validate_slug(self, field):
        sound = calendar_file.SLUG.fullmatch(field.data) and len(field.data) <= calendar_file.SLUG_ROOM
        if not sound or field.data in OWN_WORDS:
            raise StopValidation(words.fault(CalendarFault("slug", "no-slug", {"value": field.data})))


class YearForm(FlaskForm):
    country = SelectField(_l("Country"))
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter the year, such as 2027."))])
    region = LineField(_l("Region"), longest=20)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.country.choices = country_choices()
        self.year.process_errors = [_("Write the year as 2027.") for _error in self.year.process_errors]

    def validate_year(self, field):
        if field.data not in official.YEARS:
            raise StopValidation(_("Write the year as 2027."))


def country_choices() -> list[tuple[str, str]]:
    """China first, then every country the package knows, by its name in the reader's language."""
    names = Locale.parse(str(get_locale())).territories
    choices = sorted(((code, names.get(code, code)) for code in official.countries()), key=lambda one: one[1])
    return [one for one in choices if one[0] == official.CHINA] + [one for one in choices if one[0] != official.CHINA]


class TextForm(FlaskForm):
    seen = HiddenField()
    toml = WordsField(_l("The calendar as TOML"), [Needed(_l("Write the calendar."))], longest=TEXT)

    written: Written | None = None

    def __init__(self, slug: str, **kwargs):
        self.calendar_slug = slug
        super().__init__(**kwargs)

    def validate_toml(self, field):
        try:
            self.written = calendar_text.read(field.data)
        except CalendarRefused as refused:
            field.errors = [words.fault(fault) for fault in refused.faults]
            raise StopValidation from None
        if self.written.slug != self.calendar_slug:
            raise StopValidation(
                _("The short name must stay “%(slug)s”. For another one, make a new calendar.", slug=self.calendar_slug)
            )


class ConfirmForm(FlaskForm):
    seen = HiddenField()
    note_en = WordsField(_l("Why, in English"), longest=calendar_file.WORDS_ROOM)
    note_zh = WordsField(_l("Why, in Chinese"), longest=calendar_file.WORDS_ROOM)

    def validate_note_zh(self, field):
        if bool(self.note_en.data) != bool(field.data):
            empty = field if self.note_en.data else self.note_en
            empty.errors = [*empty.errors, _("Write the reason in both languages: each customer reads his own.")]

    @property
    def note(self) -> dict[str, str]:
        return {"en": self.note_en.data, "zh": self.note_zh.data} if self.note_en.data else {}

    def ask_for_a_reason(self) -> None:
        self.note_en.errors = [_("Dates of customers move later. Tell them why.")]


def _shown(written: Written) -> dict:
    week: Iterable[tuple[str, Hours]] = zip(WEEKDAYS, written.week, strict=True)
    title = written.title
    return {"title_en": title.get("en", ""), "title_zh": title.get("zh", ""), "tz": written.tz, **dict(week)}
