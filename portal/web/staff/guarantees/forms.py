"""A form for each part of the text."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.core.guarantee_text import ESCALATIONS, MEASURES, PERIODS
from portal.core.promise import TARGETS
from portal.core.terms import CHANNELS, KINDS, SEVERITIES
from portal.web.staff.guarantees.fields import Choice, Choices, Day, Figure, Flag, Line, Several, Words
from portal.words import case, comparison
from portal.words import guarantee as words
from portal.words.translated import lazy_gettext as _l

ANY = _l("choose")


def _of(codes, named) -> list[SelectChoice]:
    return [SelectChoice(code, named.get(code, code)) for code in codes]


class PartForm(FlaskForm):
    """`seen` is the draft's version on the page it was filled in on; `line` the code of the line it is about."""

    seen = HiddenField()
    line = HiddenField()
    #: Choices that depend on the draft: the field, and where they come from.
    calendars: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class HeadForm(PartForm):
    number = Line(_l("Number"), at="number")
    title_en = Line(_l("Title in English"), at="title.en")
    title_zh = Line(_l("Title in Chinese"), at="title.zh")
    change_en = Words(_l("What this version changes, in English"), at="change_note.en")
    change_zh = Words(_l("What this version changes, in Chinese"), at="change_note.zh")
    signed_on = Day(_l("Signed on"), at="signed_on")
    published_on = Day(_l("Published on"), at="published_on")
    effective_on = Day(_l("Takes effect on"), at="effective_on")
    notice_days = Figure(_l("Days of notice of a change"), at="notice_days")
    weaker_notice_days = Figure(_l("Days of notice of a change for the worse"), at="weaker_notice_days")
    zone = Line(_l("Time zone"), at="zone")
    used_calendars = Choices(_l("Calendars its promises count on"), at="calendars", choices=[], as_list=True)
    pledge_en = Words(_l("What everybody who works here pledges, in English"), at="pledge.en")
    pledge_zh = Words(_l("What everybody who works here pledges, in Chinese"), at="pledge.zh")
    calendars = ("used_calendars",)


class OrganisationForm(PartForm):
    name_en = Line(_l("Name in English"), at="name.en")
    name_zh = Line(_l("Name in Chinese"), at="name.zh")
    address_en = Line(_l("Address in English"), at="address.en")
    address_zh = Line(_l("Address in Chinese"), at="address.zh")
    phone = Line(_l("Phone"), at="phone")
    email = Line(_l("E-mail"), at="email")


class SignatoryForm(PartForm):
    name_en = Line(_l("Name in English"), at="name.en")
    name_zh = Line(_l("Name in Chinese"), at="name.zh")
    role_en = Line(_l("Role in English"), at="role.en")
    role_zh = Line(_l("Role in Chinese"), at="role.zh")


class ServiceForm(PartForm):
    slug = Line(_l("Short name"), at="slug")
    title_en = Line(_l("Title in English"), at="title.en")
    title_zh = Line(_l("Title in Chinese"), at="title.zh")


class PromiseForm(PartForm):
    code = Line(_l("Short name"), at="code")
    title_en = Line(_l("Title in English"), at="title.en")
    title_zh = Line(_l("Title in Chinese"), at="title.zh")
    target = Choice(
        _l("What is promised"), at="target", choices=[SelectChoice("", ANY), *_of(TARGETS[:-1], words.OCCASIONS)]
    )
    within = Line(_l("Within"), at="within")
    calendar = Choice(
        _l("Whose opening hours count"), at="calendar", choices=[SelectChoice("", _l("none: real time, day and night"))]
    )
    kind = Choices(_l("For which kinds"), at="for.kind", choices=_of(KINDS, case.KINDS))
    channel = Choices(_l("For which channels"), at="for.channel", choices=_of(CHANNELS, case.CHANNELS))
    severity = Choices(_l("For which severities"), at="for.severity", choices=_of(SEVERITIES, case.SEVERITIES))
    service = Choices(_l("For which services"), at="for.service", choices=[])
    pauses = Flag(_l("The clock stands still while we wait for the customer"), at="pauses")
    repeats = Flag(_l("It begins again each time it is kept"), at="repeats")
    again = Line(_l("If it is missed: a new date within"), at="on_miss.again")
    escalate = Choice(
        _l("If it is missed: who is told"),
        at="on_miss.escalate",
        choices=[SelectChoice("", _l("nobody")), *_of(ESCALATIONS, words.ESCALATIONS)],
    )
    remedy_en = Words(_l("If it is missed: what the customer gets, in English"), at="on_miss.remedy.en")
    remedy_zh = Words(_l("If it is missed: what the customer gets, in Chinese"), at="on_miss.remedy.zh")
    filled_by_us = Flag(_l("A figure somebody still has to confirm"), at="filled_by_us")
    calendars = ("calendar",)
    services = ("service",)


class RateForm(PartForm):
    code = Line(_l("Short name"), at="code")
    title_en = Line(_l("Title in English"), at="title.en")
    title_zh = Line(_l("Title in Chinese"), at="title.zh")
    measure = Choice(
        _l("What is measured"), at="measure", choices=[SelectChoice("", ANY), *_of(MEASURES, comparison.MEASURES)]
    )
    at_least = Figure(_l("At least"), at="at_least")
    per = Choice(_l("Period"), at="per", choices=[SelectChoice("", ANY), *_of(PERIODS, words.PERIODS)])
    kind = Choices(_l("For which kinds"), at="for.kind", choices=_of(KINDS, case.KINDS))
    channel = Choices(_l("For which channels"), at="for.channel", choices=_of(CHANNELS, case.CHANNELS))
    severity = Choices(_l("For which severities"), at="for.severity", choices=_of(SEVERITIES, case.SEVERITIES))
    service = Choices(_l("For which services"), at="for.service", choices=[])
    filled_by_us = Flag(_l("A figure somebody still has to confirm"), at="filled_by_us")
    services = ("service",)


class GradingForm(PartForm):
    minor_share = Figure(_l("Minor up to this share of the time, in percent"), at="minor_share")
    minor_late = Line(_l("Minor up to"), at="minor_late")
    action_within = Line(_l("The cause of a major breach is removed within"), at="action_within")
    severity = Choices(_l("Always major: severities"), at="major_if.severity", choices=_of(SEVERITIES, case.SEVERITIES))
    target = Choices(_l("Always major: promises"), at="major_if.target", choices=_of(TARGETS[:-1], words.OCCASIONS))
    minor_en = Words(_l("What is minor, in English"), at="minor.en")
    minor_zh = Words(_l("What is minor, in Chinese"), at="minor.zh")
    major_en = Words(_l("What is major, in English"), at="major.en")
    major_zh = Words(_l("What is major, in Chinese"), at="major.zh")


class LifeForm(PartForm):
    remind = Several(_l("We remind the customer of our question after"), at="remind")
    lapse = Line(_l("Without an answer the case is closed after"), at="lapse")
    close = Line(_l("After our answer the case is closed after"), at="close")
    reopen = Line(_l("“Not solved” opens it again within"), at="reopen")
    link = Line(_l("The private link works for"), at="link")
    erase = Line(_l("Words, names and files are erased after"), at="erase")


class DisputeForm(PartForm):
    negotiation_days = Figure(_l("Days of talks"), at="negotiation_days")
    negotiation_en = Words(_l("Talks, in English"), at="negotiation.en")
    negotiation_zh = Words(_l("Talks, in Chinese"), at="negotiation.zh")
    arbitration_en = Words(_l("Arbitration, in English"), at="arbitration.en")
    arbitration_zh = Words(_l("Arbitration, in Chinese"), at="arbitration.zh")
    court_en = Words(_l("Court, in English"), at="court.en")
    court_zh = Words(_l("Court, in Chinese"), at="court.zh")


class TextForm(FlaskForm):
    """The whole text. Its length is judged where it is kept."""

    seen = HiddenField()
    toml = TextAreaField(_l("The text, as TOML"))


class StepForm(FlaskForm):
    """A button of the draft's page: approve, publish, discard."""

    seen = HiddenField()
